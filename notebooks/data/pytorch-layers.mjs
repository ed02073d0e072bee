// Makes pytorch-layers.json: `node pytorch-layers.mjs > pytorch-layers.json`. What an LSTM, a GRU and an attention layer of
// PyTorch 2.13 gave for some numbers, outputs and gradients: three of the cases that the engine's own tests compare.
import { readFileSync } from "node:fs";

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/nn/${name}.json`, import.meta.url), "utf8"));

function shapeOf(nested) {
  return Array.isArray(nested) ? [nested.length, ...shapeOf(nested[0])] : [];
}
const flat = (nested) => ({ shape: shapeOf(nested), data: [nested].flat(9) });
const all = (parts) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, flat(part)]));

const recurrent = Object.fromEntries(
  ["LSTM", "GRU"].map((kind) => {
    const { state, x, h0, c0, output, hn, cn, grads } = read("recurrent").cases.find((one) => one.kind === kind);
    const results = cn ? { output, hn, cn } : { output, hn };
    return [kind, { state: all(state), inputs: all({ x, h0, c0 }), results: all(results), grads: all(grads) }];
  }),
);
const [attention] = read("attention").multihead;
const { state, q, kv, output, weights, dq, dkv, grads } = attention;
const MultiheadAttention = {
  state: all(state),
  inputs: all({ q, kv }),
  results: all({ output, weights }),
  grads: all({ q: dq, kv: dkv, ...grads }),
};
console.log(JSON.stringify({ ...recurrent, MultiheadAttention }));
