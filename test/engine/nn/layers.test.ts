import { expect, test } from "vitest";
import {
  autograd,
  Generator,
  manualSeed,
  nn,
  noGrad,
  ones,
  randn,
  tensor,
  type Tensor,
  zeros,
} from "../../../engine/index.ts";
import { expectClose, expectParity, fill, fixtureOf, numbers, type Recorded } from "./parity.ts";

interface Case extends Recorded {
  readonly name: "LayerNorm" | "RMSNorm" | "Embedding" | "clip";
  readonly shape: readonly number[];
  readonly normalized: number | readonly number[];
  readonly options: { readonly eps?: number; readonly bias?: boolean; readonly elementwise_affine?: boolean };
  readonly kind: string;
  readonly total: number;
}

const cases = fixtureOf<Case>("layers");
const named = (name: Case["name"]) => cases.filter((c) => c.name === name);

test.each([...named("LayerNorm"), ...named("RMSNorm")])("$name over $normalized $options is PyTorch's", (c) => {
  const { eps, bias = true, elementwise_affine: elementwiseAffine = true } = c.options;
  const options = { ...(eps !== undefined && { eps }), elementwiseAffine };
  const module = fill(
    c.name === "RMSNorm" ? new nn.RMSNorm(c.normalized, options) : new nn.LayerNorm(c.normalized, { ...options, bias }),
  );
  const x = numbers(1, c.shape).requiresGrad_();
  expectParity(c, { y: (module as nn.LayerNorm).call(x) }, { x }, module);
});

test("normalisations have right gradients in float64, and of gradients through the kernels", () => {
  const [w, b] = [numbers(2, [4]), numbers(3, [4])];
  const layerNorm = (x: Tensor, weight: Tensor, bias: Tensor) => nn.functional.layerNorm(x, 4, { weight, bias });
  const rmsNorm = (x: Tensor, weight: Tensor) => nn.functional.rmsNorm(x, [4], { weight });
  const doubles = [numbers(1, [3, 4]), w, b].map((each) => each.to("float64"));
  expect(autograd.gradcheck(layerNorm as (...x: Tensor[]) => Tensor, doubles)).toBe(true);
  expect(autograd.gradcheck(rmsNorm as (...x: Tensor[]) => Tensor, doubles.slice(0, 2))).toBe(true);
  const twice = (x: Tensor): Tensor => {
    const leaf = x.clone().requiresGrad_();
    const [g] = autograd.grad(layerNorm(leaf, w, b).square().sum(), [leaf], { createGraph: true });
    return autograd.grad(g!.square().sum(), [leaf])[0]!.to("float64");
  };
  const x = numbers(1, [3, 4]);
  expect(twice(x).allclose(twice(x.to("float64")), { atol: 1e-4, rtol: 1e-3 })).toBe(true);
});

test("a transposed input is normalised like its copy", () => {
  const x = numbers(1, [4, 3]);
  expect(nn.functional.layerNorm(x.T, 4).toArray()).toEqual(nn.functional.layerNorm(x.T.contiguous(), 4).toArray());
});

test("LayerNorm names the axes it needs", () => {
  expect(() => new nn.LayerNorm([3, 5]).call(zeros([2, 5, 3]))).toThrow(
    "layerNorm over [3, 5] needs an input that ends",
  );
  expect(() => nn.functional.rmsNorm(zeros([2, 3]), 3, { weight: zeros([2]) })).toThrow("weight");
});

test("Embedding is PyTorch's: repeated rows add up, padding learns nothing", () => {
  const [c] = named("Embedding");
  const module = fill(new nn.Embedding(6, 4, { paddingIdx: 2 }));
  const indexes = tensor(Int32Array.of(1, 2, 5, 0, 1, 1), [2, 3]);
  expectParity(c!, { y: module.call(indexes) }, {}, module);
});

test("the padding row of an Embedding starts at zero, others standard normal", () => {
  manualSeed(3);
  const { weight } = new nn.Embedding(400, 50, { paddingIdx: -1 });
  expect([...weight.at(-1).data].every((value) => value === 0)).toBe(true);
  expect(weight.at([0, 399]).mean().item()).toBeCloseTo(0, 1);
  expect(weight.at([0, 399]).std().item()).toBeCloseTo(1, 1);
});

test("a table of vectors becomes a frozen Embedding", () => {
  const table = randn([5, 3]);
  const frozen = nn.Embedding.fromPretrained(table);
  expect(frozen.call(tensor(Int32Array.of(4, 0))).allclose(table.at(tensor(Int32Array.of(4, 0))))).toBe(true);
  expect(frozen.weight.requiresGrad).toBe(false);
  expect(nn.Embedding.fromPretrained(table, { freeze: false }).weight.requiresGrad).toBe(true);
  expect(() => nn.Embedding.fromPretrained(zeros([5] as number[]))).toThrow("[words, width]");
});

test("Embedding has right gradients, and of gradients", () => {
  const indexes = tensor(Int32Array.of(1, 0, 1));
  const rows = (weight: Tensor) => nn.functional.embedding(indexes, weight, { paddingIdx: 0 });
  const weight = numbers(1, [3, 2]).requiresGrad_();
  const [g] = autograd.grad(rows(weight).pow(3).sum(), [weight], { createGraph: true });
  const [second] = autograd.grad(g!.sum(), [weight]);
  // Σ over two uses of row 1: (w³)'' = 6 w
  weight.at(1).data.forEach((w, j) => expect(second!.at(1, j).item()).toBeCloseTo(2 * 6 * w, 4));
  expect([...second!.at(0).data]).toEqual([0, 0]);
});

test("Embedding names the index that is outside the table", () => {
  const module = new nn.Embedding(6, 4);
  expect(() => module.call(tensor(Int32Array.of(1, 6)))).toThrow("no row 6: the table has 6. The index stands at [1]");
  expect(() => module.call(tensor(Int32Array.of(-1)))).toThrow("no row -1");
  expect(() => module.call(tensor([true]))).toThrow("not bool");
  expect(() => new nn.Embedding(6, 4, { paddingIdx: 6 })).toThrow("paddingIdx 6 is outside");
});

test("Dropout keeps the expected value, drops its share, and is repeatable", () => {
  const x = ones([200, 100]);
  const y = nn.functional.dropout(x, { p: 0.25, generator: new Generator(5) });
  const kept = [...y.data].filter((value) => value !== 0);
  expect(kept.length / 20000).toBeCloseTo(0.75, 2);
  expect(new Set(kept)).toEqual(new Set([Math.fround(4 / 3)]));
  const again = nn.functional.dropout(x, { p: 0.25, generator: new Generator(5) });
  expect(again.toArray()).toEqual(y.toArray());
});

test("Dropout drops gradients where it dropped numbers, and does nothing after eval()", () => {
  const layer = new nn.Dropout(0.5);
  const x = ones([50]).requiresGrad_();
  const y = layer.call(x);
  const [g] = autograd.grad(y.sum(), [x]);
  expect(g!.toArray()).toEqual(y.toArray());
  layer.eval();
  expect(layer.call(x)).toBe(x);
  expect([...nn.functional.dropout(x, { p: 1 }).data].every((value) => value === 0)).toBe(true);
  expect(() => new nn.Dropout(1.5)).toThrow("from 0 to 1, not 1.5");
});

test.each(named("clip"))("clipGradNorm with the $kind-norm is PyTorch's", (c) => {
  const parameters = [[3, 4], [5]].map((shape, i) => {
    const parameter = new nn.Parameter(zeros(shape));
    parameter.grad = numbers(i + 1, shape);
    return parameter;
  });
  const total = nn.utils.clipGradNorm(parameters, 0.7, { normType: c.kind === "inf" ? Infinity : Number(c.kind) });
  expect(total).toBeCloseTo(c.total, 5);
  expectClose(parameters[0]!.grad!, c.grads["a"]!, "first");
  expectClose(parameters[1]!.grad!, c.grads["b"]!, "second");
});

test("clipping scales a gradient that two parameters share once for each", () => {
  const [a, b] = [new nn.Parameter(tensor([3, 0])), new nn.Parameter(tensor([0, 4]))];
  a.add(b).square().sum().backward();
  nn.utils.clipGradNorm([a, b], 1);
  expect(Math.hypot(...a.grad!.data, ...b.grad!.data)).toBeCloseTo(1, 4);
});

test("clipping leaves small gradients alone, and lets no bad one pass in silence", () => {
  const parameter = new nn.Parameter(zeros([2]));
  expect(nn.utils.clipGradNorm(parameter, 1)).toBe(0);
  parameter.grad = tensor([0.3, 0.4]);
  expect(nn.utils.clipGradNorm([parameter], 1)).toBeCloseTo(0.5);
  expect(parameter.grad.allclose(tensor([0.3, 0.4]))).toBe(true);
  nn.utils.clipGradValue([parameter], 0.35);
  expect(parameter.grad.allclose(tensor([0.3, 0.35]))).toBe(true);
  parameter.grad = tensor([NaN, 1]);
  expect(() => nn.utils.clipGradNorm(parameter, 1, { errorIfNonfinite: true })).toThrow("NaN");
  noGrad(() => nn.utils.clipGradNorm(parameter, 1));
  expect([...parameter.grad.data]).toEqual([NaN, NaN]);
  expect(() => nn.utils.clipGradNorm(parameter, -1)).toThrow("0 or more, not -1");
});
