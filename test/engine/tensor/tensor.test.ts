// What a tensor is to its user: made, read, printed, indexed, changed.
import { describe, expect, test } from "vitest";
import {
  arange,
  autograd,
  bernoulli,
  eye,
  full,
  Generator,
  linspace,
  manualSeed,
  multinomial,
  noGrad,
  oneHot,
  ones,
  rand,
  randint,
  randn,
  randperm,
  type Tensor,
  tensor,
  zeros,
} from "../../../engine/index.ts";

describe("made", () => {
  test("from nested arrays, with a dtype by what is in them", () => {
    const x = tensor([
      [1, 2.5],
      [3, 4],
    ]);
    expect([x.shape, x.dtype, x.ndim, x.numel()]).toEqual([[2, 2], "float32", 2, 4]);
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor(3).shape).toEqual([]);
    expect(tensor(new Int32Array([1, 2, 3, 4]), [2, 2]).dtype).toBe("int32");
    expect(tensor([], { dtype: "float64" }).shape).toEqual([0]);
  });

  test("filled, counted, spaced", () => {
    expect(zeros([2]).toArray()).toEqual([0, 0]);
    expect(full([2, 1], 7).toArray()).toEqual([[7], [7]]);
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect([arange(4).dtype, arange(4).toArray()]).toEqual(["int32", [0, 1, 2, 3]]);
    expect(arange(1, 0, -0.25).toArray()).toEqual([1, 0.75, 0.5, 0.25]);
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(oneHot(tensor([1, 0], { dtype: "int32" }), 3).toArray()).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  test("at random, the same for the same seed", () => {
    const draw = () => [randn([3]), rand([3]), randint(0, 9, [4]), randperm(5)].map((x) => x.toArray());
    manualSeed(11);
    const first = draw();
    manualSeed(11);
    expect(draw()).toEqual(first);
    expect(draw()).not.toEqual(first);
    expect([...randperm(50).data].toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
  });

  test("with the distribution asked for (seed 5)", () => {
    const generator = new Generator(5);
    const x = randn([20_000], { generator });
    expect(Math.abs(x.mean().item())).toBeLessThan(0.03);
    expect(Math.abs(x.std().item() - 1)).toBeLessThan(0.03);
    const weights = tensor([1, 0, 3]);
    const drawn = multinomial(weights, 8000, { replacement: true, generator });
    const counts = [0, 1, 2].map((k) => drawn.eq(k).sum().item() / 8000);
    expect(counts[1]).toBe(0);
    expect(counts[2]).toBeCloseTo(0.75, 1);
    expect(
      bernoulli(full([8000], 0.3), { generator })
        .mean()
        .item(),
    ).toBeCloseTo(0.3, 1);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "rows of unequal length",
      () => tensor([[1, 2], [3]] as number[][]),
      /rows of equal length: on axis 1 there is 1 element/,
    ],
    ["text", () => tensor(["a"] as unknown as number[]), /numbers and booleans, not string/],
    [
      "a shape that does not hold the numbers",
      () => tensor([1, 2, 3], [2, 2]),
      /3 numbers do not fill the shape \[2, 2\]/,
    ],
    ["a negative size", () => zeros([-1]), /whole numbers from 0, not \[-1\]/],
    ["a step of zero", () => arange(0, 3, 0), /cannot get from 0 to 3/],
  ])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
});

describe("read", () => {
  test("data is a window on the tensor's own memory, also of rows", () => {
    const x = zeros([2, 3]);
    x.data[4] = 9;
    expect(x.toArray()).toEqual([
      [0, 0, 0],
      [0, 9, 0],
    ]);
    expect(Array.from(x.T.data)).toEqual([0, 0, 0, 9, 0, 0]);
  });

  test("item() says what else to do", () => {
    expect(tensor([[2.5]]).item()).toBe(2.5);
    expect(() => zeros([2, 3]).item()).toThrow(/one element; this one has 6/);
  });
});

describe("printed", () => {
  test("aligned, with shape and what matters", () => {
    expect(
      String(
        tensor([
          [1, 2.5],
          [-3, 4],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "tensor([[ 1.0000,  2.5000],
              [-3.0000,  4.0000]])"
    `);
    expect(String(arange(3))).toMatchInlineSnapshot(`"tensor([0, 1, 2], dtype=int32)"`);
    expect(String(ones([2], { requiresGrad: true }))).toMatchInlineSnapshot(`"tensor([1., 1.], requiresGrad)"`);
  });

  test("large tensors in part", () => {
    const text = String(arange(10_000).reshape([100, 100]));
    expect(text.split("\n").length).toBeLessThan(12);
    expect(text).toContain("...,");
  });

  test("after it was freed, without an exception", () => {
    const x = zeros([2, 3]);
    x.dispose();
    expect(() => x.data).toThrow(/freed by dispose\(\)/);
    expect(x[Symbol.for("nodejs.util.inspect.custom") as unknown as "toString"]()).toContain("disposed");
  });
});

describe("indexed", () => {
  const x = arange(24).reshape([2, 3, 4]);

  test("with integers, from either end", () => {
    expect(x.at(1, 2, 3).item()).toBe(23);
    expect(x.at(-1, 0).toArray()).toEqual([12, 13, 14, 15]);
  });

  test("with slices, steps, new axes and the rest", () => {
    expect(x.at(0, [1, 3]).shape).toEqual([2, 4]);
    expect(x.at("...", 0).toArray()).toEqual([
      [0, 4, 8],
      [12, 16, 20],
    ]);
    expect(x.at(0, 0, [undefined, undefined, 2]).toArray()).toEqual([0, 2]);
    expect(x.at(0, 0, { start: -2 }).toArray()).toEqual([2, 3]);
    expect(x.at(null, 0).shape).toEqual([1, 3, 4]);
  });

  test("with index and mask tensors", () => {
    expect(x.at(0, tensor([2, 0], { dtype: "int32" })).toArray()).toEqual([
      [8, 9, 10, 11],
      [0, 1, 2, 3],
    ]);
    expect(x.at(x.gt(20)).toArray()).toEqual([21, 22, 23]);
  });

  test("views share memory, as in PyTorch", () => {
    const y = zeros([2, 2]);
    noGrad(() => y.at(0).fill_(5));
    expect(y.toArray()).toEqual([
      [5, 5],
      [0, 0],
    ]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["an index outside", () => x.at(2), /2.*(outside|size 2|range)/s],
    ["too many", () => x.at(0, 0, 0, 0), /4.*3|3.*4/s],
  ])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
});

describe("changed in place", () => {
  test("only where no gradient is recorded", () => {
    const w = ones([2], { requiresGrad: true });
    expect(() => w.add_(1)).toThrow(/noGrad/);
    noGrad(() => w.add_(1));
    expect(w.toArray()).toEqual([2, 2]);
  });

  test("a value that a gradient still needs is guarded", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const y = a.exp();
    noGrad(() => y.detach().mul_(2));
    expect(() => y.sum().backward()).toThrow(/changed/);
  });
});

describe("gradients", () => {
  test("flow through everything, add up, and stop at detach", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    x.square().sum().backward();
    x.mul(x.detach()).sum().backward();
    expect(x.grad!.toArray()).toEqual([3, 6, 9]);
  });

  test("of gradients: d³/dx³ x⁴ = 24 x", () => {
    const x = tensor(2, { requiresGrad: true, dtype: "float64" });
    const [first] = autograd.grad(x.pow(4), [x], { createGraph: true });
    const [second] = autograd.grad(first!, [x], { createGraph: true });
    const [third] = autograd.grad(second!, [x]);
    expect([first!.item(), second!.item(), third!.item()]).toEqual([32, 48, 48].map((v) => expect.closeTo(v, 8)));
  });

  test("hooks see and change them", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(3);
    const seen: unknown[] = [];
    y.registerHook((g) => void seen.push(g.toArray()));
    const hook = y.registerHook((g) => g.mul(10));
    y.sum().backward({ retainGraph: true });
    hook.remove();
    expect([seen, x.grad!.toArray()]).toEqual([[[1, 1]], [30, 30]]);
  });

  test.each<[string, () => void, RegExp]>([
    ["of more than one number", () => ones([2], { requiresGrad: true }).mul(2).backward(), /one|scalar|gradient/],
    ["of nothing that wants them", () => ones([1]).backward(), /requiresGrad/],
    [
      "twice without retainGraph",
      () => {
        const y = ones([1], { requiresGrad: true }).exp();
        y.backward();
        y.backward();
      },
      /retainGraph/,
    ],
  ])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
});

test("shapes that do not go together are shown with the axis that is wrong", () => {
  expect(() => zeros([2, 3]).matmul(zeros([4, 5]) as Tensor)).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: matmul needs the last axis of the left to equal the second-to-last of the right.
        left   [2, 3]
                   ^
        right  [4, 5]
                ^ 3 ≠ 4
        try  a right operand with 3 rows, or mul() for the product number by number]
  `);
  expect(() => zeros([2, 3]).add(zeros([2]) as Tensor)).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: add needs shapes that are equal, or 1, on every axis counted from the last.
        left   [2, 3]
                   ^
        right  [2]
                ^ 3 ≠ 2
        try  unsqueeze(-1) on the right]
  `);
});
