// State dicts that PyTorch saved load here and give the same outputs; what is saved here loads again, and in PyTorch:
// `python test/fixtures/nn/states.py file` checks a file that GRADBOOK_STATES names while this test runs.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { io, manualSeed, nn, noGrad, type Tensor } from "../../../engine/index.ts";

const options = { dimFeedforward: 12, dropout: 0, batchFirst: true };
const models = () => ({
  lstm: new nn.LSTM(5, 4, { numLayers: 2, bidirectional: true, batchFirst: true }),
  gru: new nn.GRU(5, 4, { batchFirst: true }),
  encoder: new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(8, 2, options), 2),
});

const saved = io.loadSafetensors(readFileSync(new URL("../../fixtures/nn/states.safetensors", import.meta.url)));

/** The entries of one model, without its name in front. */
function stateOf(name: string, tensors: nn.StateDict): nn.StateDict {
  const own = Object.entries(tensors).filter(([key]) => key.startsWith(`${name}.`) && key !== `${name}.output`);
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}

function outputsOf({ lstm, gru, encoder }: ReturnType<typeof models>): Record<string, Tensor> {
  const [x, wide] = [saved["x"]!, saved["x.wide"]!];
  return noGrad(() => ({ lstm: lstm.call(x).output, gru: gru.call(x).output, encoder: encoder.call(wide) }));
}

test("PyTorch's state dicts of a two-layer bidirectional LSTM, a GRU and a two-layer encoder give PyTorch's outputs", () => {
  const nets = models();
  for (const [name, net] of Object.entries(nets)) net.loadStateDict(stateOf(name, saved));
  for (const [name, output] of Object.entries(outputsOf(nets))) {
    const expected = saved[`${name}.output`]!;
    expect(output.shape).toEqual(expected.shape);
    expect(output.allclose(expected, { rtol: 1e-5, atol: 1e-6 }), name).toBe(true);
  }
});

test("what is saved here gives the same outputs when it is loaded again", () => {
  manualSeed(9);
  const nets = models();
  const outputs = outputsOf(nets);
  const entries = Object.entries(nets).flatMap(([name, net]) =>
    Object.entries(net.stateDict()).map(([key, value]): [string, Tensor] => [`${name}.${key}`, value]),
  );
  const results = Object.entries(outputs).map(([name, value]): [string, Tensor] => [`${name}.output`, value]);
  const inputs = ["x", "x.wide"].map((name): [string, Tensor] => [name, saved[name]!]);
  const bytes = io.saveSafetensors(Object.fromEntries([...entries, ...results, ...inputs]));
  const file = process.env["GRADBOOK_STATES"];
  if (file) writeFileSync(file, bytes);

  const loaded = io.loadSafetensors(bytes);
  const fresh = models();
  for (const [name, net] of Object.entries(fresh)) net.loadStateDict(stateOf(name, loaded));
  for (const [name, output] of Object.entries(outputsOf(fresh))) {
    expect(output.toArray(), name).toEqual(outputs[name]!.toArray());
  }
});
