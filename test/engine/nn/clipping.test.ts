// Gradients kept in bounds: all of a model at once, whatever they are and wherever they lie. Against PyTorch's numbers
// layers.test.ts compares them.
import { describe, expect, test } from "vitest";
import { autograd, compile, nn, ones, optim, randn, tensor, type Tensor, zeros } from "../../../engine/index.ts";

const { clipGradNorm, clipGradValue } = nn.utils;
const leaf = (values: number[], dtype: "float32" | "float64" = "float32"): Tensor =>
  tensor(values, { dtype, requiresGrad: true });
const sizeOf = (...params: Tensor[]): number => Math.hypot(...params.flatMap(({ grad }) => [...grad!.data]));

test("float32, float64, gradients with gaps and parameters without one, together", () => {
  const [a, b, c, none] = [zeros([2, 3], { requiresGrad: true }), leaf([0, 0], "float64"), leaf([0]), leaf([1])];
  a.grad = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]).transpose(0, 1) as Tensor;
  b.grad = tensor([1e-3, -7], { dtype: "float64" });
  c.grad = tensor([8]);
  const wanted = Math.sqrt(1 + 4 + 9 + 16 + 25 + 36 + 1e-6 + 49 + 64);
  expect(clipGradNorm([a, b, none, c], 2)).toBeCloseTo(wanted, 6);
  expect(sizeOf(a, b, c)).toBeCloseTo(2, 5);
  expect(a.grad!.toArray()).toEqual(
    [1, 3, 5]
      .map((x) => [x, x + 1])
      .reduce<number[][]>(
        (rows, pair) => rows.map((row, i) => [...row, expect.closeTo((2 * pair[i]!) / wanted, 5) as number]),
        [[], []],
      ),
  );
  expect([b.grad!.dtype, none.grad]).toEqual(["float64", undefined]);
});

test("the norm is taken in float64: no overflow where float32's squares end, and small ones count", () => {
  const [large, small] = [leaf([0, 0]), leaf([0])];
  large.grad = tensor([3e30, 4e30]);
  small.grad = tensor([1e-30]);
  expect(clipGradNorm([large], 1) / 5e30).toBeCloseTo(1, 6);
  expect(clipGradNorm([small], 1) / 1e-30).toBeCloseTo(1, 6);
  const many = zeros([100_000], { requiresGrad: true });
  many.grad = ones([100_000]).mul(0.1);
  expect(clipGradNorm([many], 1e9)).toBeCloseTo(Math.sqrt(100_000 * Math.fround(0.1) ** 2), 9);
});

test.each([1, 3, 0.5, Infinity])("the %s-norm", (normType) => {
  const [a, b] = [leaf([0, 0, 0]), leaf([0], "float64")];
  a.grad = tensor([1, -2, 3]);
  b.grad = tensor([-4], { dtype: "float64" });
  const sizes = [1, 2, 3, 4];
  const wanted = normType === Infinity ? 4 : sizes.reduce((sum, x) => sum + x ** normType, 0) ** (1 / normType);
  expect(clipGradNorm([a, b], wanted / 2, { normType })).toBeCloseTo(wanted, 9);
  expect([...a.grad.data, ...b.grad.data]).toEqual([0.5, -1, 1.5, -2].map((x) => expect.closeTo(x, 5)));
});

test.each([Infinity, NaN])("a gradient of %s is an error if so wished, and changes nothing then", (bad) => {
  const [a, b] = [leaf([0, 0]), leaf([0])];
  a.grad = tensor([3, 4]);
  b.grad = tensor([bad]);
  for (const normType of [2, Infinity]) {
    const act = () => clipGradNorm([a, b], 1, { normType, errorIfNonfinite: true });
    expect(act).toThrow(`The norm of the gradients is ${bad}.`);
  }
  expect(a.grad.toArray()).toEqual([3, 4]);
  expect(clipGradNorm([a, b], 1)).toBe(bad);
  expect(b.grad!.item()).toBeNaN();
});

describe("memory of others is left alone:", () => {
  const both = (params: readonly Tensor[]) => {
    clipGradNorm(params, 1);
    clipGradValue(params, 0.5);
  };

  test("the gradient that backward() was given, and one that was set", () => {
    const [a, b] = [leaf([1, 1]), leaf([1, 1])];
    const [seed, set] = [tensor([3, 4]), tensor([6, 8])];
    a.backward({ gradient: seed });
    b.grad = set;
    both([a, b]);
    expect([seed.toArray(), set.toArray()]).toEqual([
      [3, 4],
      [6, 8],
    ]);
    expect([...a.grad!.data, ...b.grad!.data].every((x) => x <= 0.5)).toBe(true);
  });

  test("a gradient that somebody has looked at", () => {
    const a = leaf([3, 4]);
    a.square().sum().backward();
    const before = a.grad!;
    both([a]);
    expect(before.toArray()).toEqual([6, 8]);
    expect(a.grad!.toArray()).toEqual([0.5, 0.5]);
  });

  test("a gradient that is part of a graph", () => {
    const a = leaf([3, 4]);
    a.square().sum().backward({ createGraph: true });
    const before = a.grad!;
    both([a]);
    expect(autograd.grad(before.sum(), [a])[0]!.toArray()).toEqual([2, 2]);
  });

  test("one gradient of several parameters, each of which has its own afterwards", () => {
    const [a, b] = [leaf([1, 1]), leaf([1, 1])];
    a.add(b).mul(10).sum().backward();
    clipGradNorm([a], 1);
    expect([a.grad!.data[0], b.grad!.data[0]]).toEqual([expect.closeTo(Math.SQRT1_2, 5), 10]);
  });
});

test("a compiled step may clip, and its gradients cleared and clipped outside it, as without compile", () => {
  const walk = (wrap: (step: () => void) => () => void) => {
    const net = new nn.Linear(3, 2);
    for (const param of net.parameters()) param.data.fill(0.5);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    const step = wrap(() => {
      optimizer.zeroGrad();
      net
        .call(ones([4, 3]))
        .square()
        .sum()
        .backward();
      clipGradNorm(net.parameters(), 3);
    });
    return Array.from({ length: 8 }, (_, t) => {
      step();
      if (t % 2) clipGradNorm(net.parameters(), 1);
      optimizer.step();
      // Gradients that nobody has seen are cleared here every other time.
      const seen = t % 4 < 2 ? net.parameters().map(({ grad }) => grad!.toArray()) : undefined;
      optimizer.zeroGrad();
      randn([2, 3]);
      return [seen, net.parameters().map((param) => param.toArray())];
    });
  };
  expect(walk((step) => compile(step))).toEqual(walk((step) => step));
});
