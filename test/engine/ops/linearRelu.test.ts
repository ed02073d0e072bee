// A layer and its ReLU as one operation: the same numbers and gradients as by two, to the last bit.
import { describe, expect, test } from "vitest";
import { autograd, nn, type Tensor } from "../../../engine/index.ts";
import { linearRelu } from "../../../engine/ops/linearRelu.ts";
import { numbers } from "../nn/parity.ts";

const bits = (tensors: readonly (Tensor | undefined)[]) => tensors.map((each) => each && [...each.data]);

const sizes: readonly [shape: readonly number[], outputs: number, bias: boolean][] = [
  [[5, 3], 4, true],
  [[5, 3], 4, false],
  [[3], 4, true],
  [[2, 70, 9], 33, true],
  [[300, 16], 300, true],
  [[0, 3], 4, true],
];

describe.each(sizes)("x %j to %i outputs, with a bias: %s", (shape, outputs, biased) => {
  const x = numbers(1, shape).requiresGrad_();
  const weight = numbers(2, [outputs, shape.at(-1)!]).requiresGrad_();
  const bias = biased ? numbers(3, [outputs]).requiresGrad_() : undefined;
  const leaves = [x, weight, ...(bias ? [bias] : [])];
  const seed = numbers(4, [...shape.slice(0, -1), outputs]);
  const two = () => nn.functional.relu(nn.functional.linear(x, weight, bias));
  const one = () => linearRelu(x, weight, bias);

  test("gives the same result and gradients", () => {
    const results = [one(), two()].map((y) => bits([y, ...autograd.grad(y.mul(seed).sum(), leaves)]));
    expect(results[0]).toEqual(results[1]);
  });

  test("has gradients of gradients", () => {
    const results = [one(), two()].map((y) => {
      const first = autograd.grad(y.mul(y).sum(), leaves, { createGraph: true });
      const total = first.map((g) => g.mul(g).sum()).reduce((a, b) => a.add(b));
      return bits(autograd.grad(total, leaves, { allowUnused: true }));
    });
    expect(results[0]).toEqual(results[1]);
  });
});

test("float64 and sizes that do not fit go the ordinary way", () => {
  const [x, weight] = [numbers(1, [2, 3]).to("float64"), numbers(2, [4, 3]).to("float64")];
  expect(linearRelu(x, weight).dtype).toBe("float64");
  expect(() => linearRelu(numbers(1, [2, 5]), numbers(2, [4, 3]))).toThrow(/linear needs the last axis/);
});

test("who looks at the layer inside a transformer sees what comes before the ReLU", () => {
  const layer = new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16, dropout: 0, batchFirst: true });
  const x = numbers(5, [2, 3, 8]);
  const unseen = layer.call(x).toArray();
  let least = 0;
  layer.linear1.registerForwardHook((_module, _inputs, output) => {
    least = Math.min(...(output as Tensor).data);
  });
  expect(layer.call(x).toArray()).toEqual(unseen);
  expect(least).toBeLessThan(0);
});
