// State dicts that PyTorch saved load here and give the same outputs, and the other way round: what is saved here has been
// loaded by PyTorch (test/fixtures/nn/states.py), which gave the same outputs.
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

/** States and inputs as they are saved here, from a seed. */
function savedHere(): Uint8Array {
  manualSeed(9);
  const states = Object.entries(models()).flatMap(([name, net]) =>
    Object.entries(net.stateDict()).map(([key, value]): [string, Tensor] => [`${name}.${key}`, value]),
  );
  const inputs = ["x", "x.wide"].map((name): [string, Tensor] => [name, saved[name]!]);
  return io.saveSafetensors(Object.fromEntries([...states, ...inputs]));
}

test("state dicts saved here load in PyTorch, whose outputs are ours", () => {
  const file = process.env["GRADBOOK_STATES"];
  if (file) writeFileSync(file, savedHere());
  const fixture = (name: string) => readFileSync(new URL(`../../fixtures/nn/${name}`, import.meta.url));
  // PyTorch has loaded this file, and recorded what it computed.
  const bytes = fixture("statesOurs.safetensors");
  expect(Buffer.compare(bytes, savedHere())).toBe(0);
  const recorded = JSON.parse(fixture("statesOurs.json").toString()) as { outputs: Record<string, number[]> };

  const loaded = io.loadSafetensors(bytes);
  const nets = models();
  for (const [name, net] of Object.entries(nets)) net.loadStateDict(stateOf(name, loaded));
  for (const [name, output] of Object.entries(outputsOf(nets))) {
    const expected = recorded.outputs[`${name}.output`]!;
    expect(output.numel()).toBe(expected.length);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - output.data[i]!)));
    expect(worst, name).toBeLessThan(1e-5);
  }
});
