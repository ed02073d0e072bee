// Free functions and methods that the calls recorded from PyTorch leave out.
import * as g from "../../../engine/index.ts";
import { grid, ints, type Samples, samplesOf, x } from "./sample.ts";

const square = () => x(3, 3).add(g.eye(3).mul(4));
const f = g.nn.functional;
const generator = () => new g.Generator(1);

const free: Samples = {
  tensor: [
    g.tensor,
    () => [
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "float32" },
    ],
  ],
  zeros: [g.zeros, () => [[2, 3], { dtype: "int32" }]],
  ones: [g.ones, () => [[2, 3], { dtype: "float64" }]],
  full: [g.full, () => [[2, 3], 4, { dtype: "float32" }]],
  eye: [g.eye, () => [3, 4, { dtype: "float32" }]],
  arange: [g.arange, () => [1, 9, 2, { dtype: "int32" }]],
  linspace: [g.linspace, () => [0, 1, 5, { dtype: "float32" }]],
  logspace: [g.logspace, () => [0, 2, 5, { base: 10 }]],
  oneHot: [g.oneHot, () => [ints(0, 2, 1), 4]],
  zerosLike: [g.zerosLike, () => [x(2, 3), { dtype: "float64" }]],
  onesLike: [g.onesLike, () => [x(2, 3), { dtype: "float64" }]],
  fullLike: [g.fullLike, () => [x(2, 3), 5, { dtype: "float64" }]],
  rand: [g.rand, () => [[2, 3], { dtype: "float32" }]],
  randn: [g.randn, () => [[2, 3], { dtype: "float32" }]],
  randint: [g.randint, () => [0, 5, [2, 3], { dtype: "int32" }]],
  randperm: [g.randperm, () => [6]],
  randLike: [g.randLike, () => [x(2, 3), { dtype: "float64" }]],
  randnLike: [g.randnLike, () => [x(2, 3), { dtype: "float64" }]],
  bernoulli: [g.bernoulli, () => [g.full([2, 3], 0.5)]],
  multinomial: [g.multinomial, () => [g.ones([2, 5]), 3, { replacement: false }]],
  manualSeed: [g.manualSeed, () => [5]],
  "new Generator": [(seed: number) => new g.Generator(seed).below(3), () => [5]],
  einsum: [g.einsum, () => ["ij,jk->ik", x(2, 3), x(3, 4)]],
  setNumThreads: [g.setNumThreads, () => [1]],
  "nn.functional.additiveScores": [f.additiveScores, () => [x(2, 3, 4), x(2, 5, 4), x(4)]],
  "nn.functional.attend": [f.attend, () => [x(2, 3, 4), x(2, 5, 4), x(2, 5, 4)]],
  "nn.functional.scaledDotProductAttention": [
    f.scaledDotProductAttention,
    () => [x(2, 3, 4), x(2, 5, 4), x(2, 5, 4), { mask: g.zeros([3, 5]), dropout: 0.1, scale: 0.5 }],
  ],
  "nn.functional.dropout": [f.dropout, () => [x(2, 3), 0.5, { training: true, generator: generator() }]],
  "nn.functional.embedding": [f.embedding, () => [ints(0, 2), x(4, 3)]],
  "nn.functional.layerNorm": [f.layerNorm, () => [x(2, 3), [3], { weight: x(3), bias: x(3), eps: 1e-5 }]],
  "nn.functional.rmsNorm": [f.rmsNorm, () => [x(2, 3), [3], { weight: x(3), eps: 1e-5 }]],
  "nn.functional.rotary": [f.rotary, () => [x(2, 3, 4), { start: 1 }]],
  "nn.functional.sinusoidalPositions": [f.sinusoidalPositions, () => [5, 4]],
  "nn.functional.normalize": [f.normalize, () => [x(2, 3), { p: 2, dim: 1, eps: 1e-12 }]],
  "nn.functional.oneHot": [f.oneHot, () => [ints(0, 2, 1), 4]],
  "nn.functional.hardtanh": [f.hardtanh, () => [x(2, 3), -1, 1]],
  "nn.functional.leakyRelu": [f.leakyRelu, () => [x(2, 3), 0.1]],
  "nn.functional.elu": [f.elu, () => [x(2, 3), 1]],
  "nn.functional.softplus": [f.softplus, () => [x(2, 3), 1]],
  "nn.functional.cosineSimilarity": [f.cosineSimilarity, () => [x(2, 3), x(2, 3), { dim: 1, eps: 1e-8 }]],
  "nn.functional.pairwiseDistance": [f.pairwiseDistance, () => [x(2, 3), x(2, 3), { p: 2, eps: 1e-6 }]],
  ...Object.fromEntries(
    (["logSigmoid", "mish", "selu", "softsign", "sigmoid", "tanh", "relu"] as const).map((name) => [
      `nn.functional.${name}`,
      [f[name] as never, () => [x(2, 3)]],
    ]),
  ),
  "nn.init.calculateGain": [g.nn.init.calculateGain, () => ["leakyRelu", 0.1]],
  "nn.init.constant_": [g.nn.init.constant_, () => [x(2, 3), 4]],
  "nn.init.ones_": [g.nn.init.ones_, () => [x(2, 3)]],
  "nn.init.zeros_": [g.nn.init.zeros_, () => [x(2, 3)]],
  "nn.init.eye_": [g.nn.init.eye_, () => [x(2, 3)]],
  "nn.init.uniform_": [g.nn.init.uniform_, () => [x(2, 3), 0, 1, { generator: generator() }]],
  "nn.init.normal_": [g.nn.init.normal_, () => [x(2, 3), 0, 1, { generator: generator() }]],
  "nn.init.truncNormal_": [g.nn.init.truncNormal_, () => [x(2, 3), 0, 1, -2, 2, { generator: generator() }]],
  "nn.init.orthogonal_": [g.nn.init.orthogonal_, () => [x(2, 3), 1]],
  "nn.init.xavierUniform_": [g.nn.init.xavierUniform_, () => [x(2, 3), 1]],
  "nn.init.xavierNormal_": [g.nn.init.xavierNormal_, () => [x(2, 3), 1]],
  "nn.init.kaimingUniform_": [
    g.nn.init.kaimingUniform_,
    () => [x(2, 3), { a: 1, mode: "fanIn", nonlinearity: "relu" }],
  ],
  "nn.init.kaimingNormal_": [g.nn.init.kaimingNormal_, () => [x(2, 3), { a: 1, mode: "fanIn", nonlinearity: "relu" }]],
  "linalg.det": [g.linalg.det, () => [square()]],
  "linalg.inv": [g.linalg.inv, () => [square()]],
  "linalg.norm": [g.linalg.norm, () => [x(2, 3)]],
  "linalg.qr": [g.linalg.qr, () => [x(4, 3)]],
  "linalg.solve": [g.linalg.solve, () => [square(), x(3)]],
  "linalg.svd": [g.linalg.svd, () => [x(4, 3)]],
  "linalg.svdLowrank": [g.linalg.svdLowrank, () => [x(6, 5), 2, { niter: 2, seed: 1 }]],
  "autograd.grad": [(a: g.Tensor) => g.autograd.grad(a.mul(2).sum(), [a]), () => [x(3).requiresGrad_()]],
  "autograd.gradcheck": [
    (a: g.Tensor) => g.autograd.gradcheck((y) => y.tanh(), [a]),
    () => [x(3).to("float64").detach()],
  ],
  noGrad: [(a: g.Tensor) => g.noGrad(() => a.mul(2)), () => [x(2)]],
  enableGrad: [(a: g.Tensor) => g.enableGrad(() => a.mul(2)), () => [x(2)]],
  scope: [(a: g.Tensor) => g.scope(() => a.mul(2)), () => [x(2)]],
  compile: [(a: g.Tensor) => g.compile((y: g.Tensor) => y.mul(2))(a), () => [x(2)]],
  "new Tensor": [(a: g.Tensor) => a.clone(), () => [x(2)]],
};

/** Methods of tensors by name, with what they are called with behind the tensor. */
const methods: Readonly<Record<string, () => readonly unknown[]>> = {
  add_: () => [x(2, 3), x(2, 3), { alpha: 2 }],
  sub_: () => [x(2, 3), x(2, 3)],
  mul_: () => [x(2, 3), x(2, 3)],
  div_: () => [x(2, 3), x(2, 3)],
  copy_: () => [x(2, 3), x(2, 3)],
  fill_: () => [x(2, 3), 4],
  zero_: () => [x(2, 3)],
  clamp_: () => [x(2, 3), { min: 0, max: 1 }],
  scatter_: () => [
    x(2, 3),
    1,
    grid([
      [0, 1],
      [2, 0],
    ]),
    x(2, 2),
  ],
  at: () => [x(4, 5), 1, [0, 2]],
  index: () => [x(4, 5), ints(0, 2)],
  item: () => [g.tensor(3)],
  toArray: () => [x(2, 3)],
  toString: () => [x(2, 3)],
  tolist: () => [x(2, 3)],
  numel: () => [x(2, 3)],
  view: () => [x(2, 3), [3, -1]],
  registerHook: () => [x(2, 3).requiresGrad_(), (gradient: g.Tensor) => gradient],
  dispose: () => [x(2, 3)],
  clone: () => [x(2, 3)],
  detach: () => [x(2, 3)],
  contiguous: () => [x(2, 3)],
  to: () => [x(2, 3), "float64"],
  requiresGrad_: () => [x(2, 3)],
  backward: () => [x(2, 3).requiresGrad_().mul(2).sum()],
  retainGrad: () => [x(2, 3).requiresGrad_().mul(2)],
};

const named = methods as Record<string, () => readonly unknown[]>;
const method = (name: string): Samples[string] => [
  (self: g.Tensor, ...rest: unknown[]) =>
    (self as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...rest),
  named[name]!,
];

export const functionSamples = [
  ...samplesOf(free),
  ...samplesOf(
    Object.fromEntries(
      Object.keys(methods)
        .filter((name) => name in g.Tensor.prototype)
        .map((name) => [`Tensor.${name}`, method(name)]),
    ),
  ),
];
