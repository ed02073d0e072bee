// Every operation's gradient against finite differences, in float64: first and second order.
import { describe, expect, test } from "vitest";
import { autograd, cat, Generator, nn, randn, stack, tensor, type Tensor, where } from "../../../engine/index.ts";

const seed = 7;
const generator = new Generator(seed);
const input = (...shape: number[]) => randn(shape, { dtype: "float64", generator });
const positive = (...shape: number[]) =>
  input(...shape)
    .abs()
    .add(0.5)
    .detach();
const indexes = tensor([2, 0, 1, 1], { dtype: "int32" });
const mask = tensor([
  [true, false, true],
  [false, true, true],
]);

type Case = readonly [name: string, f: (...x: Tensor[]) => Tensor, inputs: () => Tensor[]];

const cases: Case[] = [
  ["add, broadcast", (a, b) => a!.add(b!), () => [input(2, 3), input(3)]],
  ["sub, broadcast", (a, b) => a!.sub(b!), () => [input(2, 1), input(2, 3)]],
  ["mul, broadcast both ways", (a, b) => a!.mul(b!), () => [input(2, 1), input(1, 3)]],
  ["div", (a, b) => a!.div(b!), () => [input(2, 3), positive(2, 3)]],
  ["pow with a number", (a) => a!.pow(3), () => [input(4)]],
  ["pow with a tensor", (a, b) => a!.pow(b!), () => [positive(3), input(3)]],
  ["maximum", (a, b) => a!.maximum(b!), () => [input(5), input(5)]],
  ["minimum", (a, b) => a!.minimum(b!), () => [input(5), input(5)]],
  ["neg", (a) => a!.neg(), () => [input(3)]],
  ["abs", (a) => a!.abs(), () => [positive(3)]],
  ["sqrt", (a) => a!.sqrt(), () => [positive(3)]],
  ["rsqrt", (a) => a!.rsqrt(), () => [positive(3)]],
  ["reciprocal", (a) => a!.reciprocal(), () => [positive(3)]],
  ["square", (a) => a!.square(), () => [input(3)]],
  ["exp", (a) => a!.exp(), () => [input(3)]],
  ["log", (a) => a!.log(), () => [positive(3)]],
  ["log1p", (a) => a!.log1p(), () => [positive(3)]],
  ["sin", (a) => a!.sin(), () => [input(3)]],
  ["cos", (a) => a!.cos(), () => [input(3)]],
  ["tanh", (a) => a!.tanh(), () => [input(3)]],
  ["sigmoid", (a) => a!.sigmoid(), () => [input(3)]],
  ["erf", (a) => a!.erf(), () => [input(3)]],
  ["relu", (a) => a!.relu(), () => [positive(3)]],
  ["silu", (a) => a!.silu(), () => [input(3)]],
  ["gelu", (a) => a!.gelu(), () => [input(3)]],
  ["clamp", (a) => a!.clamp({ min: -0.3, max: 0.4 }), () => [input(6)]],
  ["where", (a, b) => where(mask, a!, b!), () => [input(2, 3), input(3)]],
  ["maskedFill", (a) => a!.maskedFill(mask, 2), () => [input(2, 3)]],
  ["sum over all", (a) => a!.sum(), () => [input(2, 3)]],
  ["sum over the middle axis", (a) => a!.sum({ dim: 1 }), () => [input(2, 3, 2)]],
  ["sum over two axes, kept", (a) => a!.sum({ dim: [0, 2], keepdim: true }), () => [input(2, 3, 2)]],
  ["mean", (a) => a!.mean({ dim: -1 }), () => [input(2, 3)]],
  ["var", (a) => a!.var({ dim: 1 }), () => [input(2, 4)]],
  ["std", (a) => a!.std(), () => [input(5)]],
  ["norm", (a) => a!.norm(), () => [input(5)]],
  ["norm with p = 3", (a) => a!.norm({ p: 3 }), () => [positive(5)]],
  ["amax", (a) => a!.amax({ dim: 1 }), () => [input(3, 4)]],
  ["amin", (a) => a!.amin(), () => [input(6)]],
  ["logsumexp", (a) => a!.logsumexp({ dim: 0 }), () => [input(3, 2)]],
  ["cumsum", (a) => a!.cumsum(1), () => [input(2, 4)]],
  ["softmax over the last axis", (a) => a!.softmax(), () => [input(2, 4)]],
  ["softmax over the first axis", (a) => a!.softmax(0), () => [input(3, 2)]],
  ["logSoftmax", (a) => a!.logSoftmax(), () => [input(2, 4)]],
  ["matmul, matrices", (a, b) => a!.matmul(b!), () => [input(2, 3), input(3, 4)]],
  ["matmul, vectors", (a, b) => a!.matmul(b!), () => [input(3), input(3)]],
  ["matmul, matrix and vector", (a, b) => a!.matmul(b!), () => [input(2, 3), input(3)]],
  ["matmul, vector and matrix", (a, b) => a!.matmul(b!), () => [input(3), input(3, 2)]],
  ["matmul, batched and broadcast", (a, b) => a!.matmul(b!), () => [input(2, 1, 2, 3), input(3, 3, 2)]],
  ["matmul, transposed views", (a, b) => a!.T.matmul(b!.T), () => [input(3, 2), input(4, 3)]],
  ["linear", (x, w, b) => nn.functional.linear(x!, w!, b!), () => [input(5, 3), input(4, 3), input(4)]],
  [
    "linear over more axes",
    (x, w, b) => nn.functional.linear(x!, w!, b!),
    () => [input(2, 2, 3), input(4, 3), input(4)],
  ],
  ["reshape", (a) => a!.reshape([3, -1]).mul(2), () => [input(2, 3)]],
  ["permute", (a) => a!.permute([2, 0, 1]).exp(), () => [input(2, 3, 2)]],
  ["transpose", (a) => a!.transpose(0, 1).exp(), () => [input(2, 3)]],
  ["expand", (a) => a!.expand([4, 3]).exp(), () => [input(1, 3)]],
  ["squeeze and unsqueeze", (a) => a!.squeeze(1).unsqueeze(0).exp(), () => [input(3, 1)]],
  ["narrow", (a) => a!.narrow(1, 1, 2).exp(), () => [input(2, 4)]],
  ["select", (a) => a!.select(0, 1).exp(), () => [input(2, 4)]],
  ["at with a step", (a) => a!.at([0, undefined, 2], null, -1).exp(), () => [input(5, 3)]],
  ["at with an index tensor", (a) => a!.at(indexes).exp(), () => [input(3, 2)]],
  ["at with a mask", (a) => a!.at(mask).exp(), () => [input(2, 3)]],
  ["indexSelect", (a) => a!.indexSelect(1, indexes).exp(), () => [input(2, 3)]],
  [
    "gather",
    (a) =>
      a!
        .gather(
          1,
          tensor(
            [
              [0, 2],
              [1, 1],
            ],
            { dtype: "int32" },
          ),
        )
        .exp(),
    () => [input(2, 3)],
  ],
  ["scatterAdd", (a, b) => a!.scatterAdd(0, indexes, b!).exp(), () => [input(3), input(4)]],
  ["cat", (a, b) => cat([a!, b!], 1).exp(), () => [input(2, 3), input(2, 1)]],
  ["stack", (a, b) => stack([a!, b!], 1).exp(), () => [input(2), input(2)]],
  ["split", (a) => a!.split([1, 2], 1)[1]!.exp(), () => [input(2, 3)]],
  ["mseLoss", (a, b) => nn.functional.mseLoss(a!, b!), () => [input(3), input(3)]],
  ["crossEntropy with classes", (a) => nn.functional.crossEntropy(a!, indexes), () => [input(4, 3)]],
  [
    "crossEntropy, smoothed, ignoring",
    (a) => nn.functional.crossEntropy(a!, indexes, { labelSmoothing: 0.1, ignoreIndex: 1 }),
    () => [input(4, 3)],
  ],
  [
    "crossEntropy with probabilities",
    (a, b) => nn.functional.crossEntropy(a!, b!.softmax()),
    () => [input(4, 3), input(4, 3)],
  ],
  [
    "binaryCrossEntropyWithLogits",
    (a, b) => nn.functional.binaryCrossEntropyWithLogits(a!, b!),
    () => [input(4), positive(4)],
  ],
];

describe(`seed ${seed}`, () => {
  test.each(cases)("%s", (_, f, inputs) => {
    const x = inputs().map((each) => each.requiresGrad_());
    expect(autograd.gradcheck((...given: Tensor[]) => f(...given), x)).toBe(true);
  });

  // The gradient's own gradient: sums of squares make every element of it count.
  test.each(cases.filter(([name]) => !/mask|clamp|amax|amin/.test(name)))("%s, twice", (_, f, inputs) => {
    const x = inputs().map((each) => each.requiresGrad_());
    const once = (...given: Tensor[]) => {
      const grads = autograd.grad(
        f(...given)
          .square()
          .sum(),
        given,
        { createGraph: true },
      );
      return grads.map((g) => g.square().sum()).reduce((a, b) => a.add(b));
    };
    expect(autograd.gradcheck(once, x)).toBe(true);
  });
});

test.each<[string, (a: Tensor, b: Tensor) => Tensor]>([
  ["add", (a, b) => a.add(b)],
  ["mul", (a, b) => a.mul(b)],
  ["pow", (a, b) => a.abs().pow(b)],
  ["matmul", (a, b) => a.matmul(b.T)],
  ["cat", (a, b) => cat([a, b])],
])("where float32 meets float64, each gets a gradient of its own dtype: %s", (_, f) => {
  const leaves = [input(2, 3).to("float32"), input(2, 3)].map((x) => x.detach().requiresGrad_());
  const result = f(leaves[0]!, leaves[1]!);
  expect(result.dtype).toBe("float64");
  result.sum().backward();
  expect(leaves.map(({ grad }) => grad!.dtype)).toEqual(["float32", "float64"]);
  const [first] = autograd.grad(f(leaves[0]!, leaves[1]!).square().sum(), leaves, { createGraph: true });
  expect(autograd.grad(first!.square().sum(), leaves).map(({ dtype }) => dtype)).toEqual(["float32", "float64"]);
});

test("a single number in float64 leaves float32 as it is, as in PyTorch", () => {
  const [x, one] = [
    input(2, 3).to("float32").detach().requiresGrad_(),
    tensor(3, { dtype: "float64", requiresGrad: true }),
  ];
  const results = [x.mul(one), one.div(x), x.pow(one), x.maximum(one), where(x.gt(one), x, one), x.atan2(one)];
  expect(new Set(results.map(({ dtype }) => dtype))).toEqual(new Set(["float32"]));
  results[0]!.sum().backward();
  expect([x.grad!.dtype, one.grad!.dtype]).toEqual(["float32", "float64"]);
  expect(tensor([1, 2], { dtype: "int32" }).add(one).dtype).toBe("float64");
  expect(one.add(one).dtype).toBe("float64");
});

test("gradcheck notices a wrong gradient", () => {
  const x = input(3).requiresGrad_();
  expect(() => autograd.gradcheck((a: Tensor) => a.mul(a.detach()), [x])).toThrow(/gradient/i);
});
