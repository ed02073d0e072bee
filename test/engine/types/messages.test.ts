// Wrong shapes as their writer reads them: one sentence each, with the shapes in it. And what all this costs the compiler.
import { beforeAll, describe, expect, test } from "vitest";
import { compile, type Compiled } from "./compiler.ts";

const imports = 'import { cat, matmul, nn, randint, randn, stack, tensor, type Tensor, where, zeros } from "engine";';
const setUp =
  "const x = zeros([32, 10]); const F = nn.functional; declare const open: Tensor; declare const n: number;";

/** A line, and the sentence that its argument would have to be. */
const wrong: readonly [line: string, sentence: string][] = [
  ["zeros([2, 3]).matmul(zeros([5, 4]));", "matmul: [2, 3] @ [5, 4]: the inner sizes 3 and 5 differ"],
  ["matmul(zeros([7, 2, n]), zeros([4])).matmul(zeros([3]));", "matmul: [7, 2] @ [3]: the inner sizes 2 and 3 differ"],
  ["zeros([n, 3]).matmul(zeros([5, n]));", "matmul: [?, 3] @ [5, ?]: the inner sizes 3 and 5 differ"],
  [
    "zeros([5, 2, 3]).matmul(zeros([4, 3, 2]));",
    "matmul, leading axes: [5] and [4] do not broadcast: sizes 5 and 4 differ, and neither is 1",
  ],
  ["x.matmul(zeros([]));", "matmul: [32, 10] @ []: both operands need at least one axis"],
  ["x.add(zeros([3]));", "add: [32, 10] and [3] do not broadcast: sizes 10 and 3 differ, and neither is 1"],
  ["x.gt(zeros([31, 1]));", "gt: [32, 10] and [31, 1] do not broadcast: sizes 32 and 31 differ, and neither is 1"],
  [
    "where(x.gt(0), 1, zeros([9]));",
    "where: [32, 10] and [9] do not broadcast: sizes 10 and 9 differ, and neither is 1",
  ],
  ["x.sum({ dim: 2 });", "sum: there is no axis 2 in [32, 10]"],
  ["x.mean({ dim: [0, -3] });", "mean: there is no axis -3 in [32, 10]"],
  ["x.unsqueeze(4);", "unsqueeze: there is no axis 4 in [32, 10]"],
  ["x.transpose(0, 2);", "transpose: there is no axis 2 in [32, 10]"],
  ["x.permute([1, 0, 2]);", "permute: [1, 0, 2] does not name each of the 2 axes of [32, 10] once"],
  ["x.reshape([16, 21]);", "reshape: [32, 10] holds 320 numbers, and [16, 21] 336"],
  ["cat([x, zeros([2, 9])]);", "cat: [32, 10] and [2, 9] differ on an axis they are not joined along"],
  ["cat([x, zeros([10])]);", "cat: [32, 10] and [10] have different numbers of axes"],
  ["stack([x, zeros([32, 9])]);", "stack: [32, 10] and [32, 9] differ, and must be equal"],
  ["tensor([[1, 2], [3]]);", "tensor: rows differ in shape: [2] and [1]"],
  ["new nn.Linear(64, 10).call(x);", "Linear(64 → 10): the input [32, 10] has 10 features, and the layer takes 64"],
  [
    "new nn.Sequential(new nn.Linear(10, 6), new nn.Tanh(), new nn.Linear(5, 2)).call(x);",
    "Linear(5 → 2): the input [32, 6] has 6 features, and the layer takes 5",
  ],
  ["new nn.LayerNorm(9).call(x);", "LayerNorm: the input [32, 10] ends in 10, and the layer takes 9"],
  ["new nn.LSTM(9, 4).call(x);", "LSTM(9 → 4): the input [32, 10] has 10 features, and the layer takes 9"],
  [
    "new nn.GRU(9, 4).call(zeros([9]));",
    "GRU(9 → 4): the input [9] is neither [time, batch, features] nor [time, features]",
  ],
  [
    "new nn.MultiheadAttention(16, 4).call(zeros([5, 15]), zeros([5, 16]), zeros([5, 16]));",
    "MultiheadAttention: the input [5, 15] ends in 15, and the layer takes 16",
  ],
  ["F.mseLoss(zeros([4, 1]), zeros([4]));", "mseLoss: input [4, 1] and target [4] differ"],
  [
    "F.crossEntropy(x, randint(0, 10, [31]));",
    "crossEntropy: logits [32, 10] need [32] class numbers or probabilities [32, 10], not a target [31]",
  ],
];

describe("a wrong shape is one sentence", () => {
  let compiled: Compiled;
  beforeAll(() => {
    compiled = compile([imports, setUp, ...wrong.map(([line]) => line)]);
  });

  test.each(wrong.map(([line, sentence], i) => ({ line, sentence, i })))("$line", ({ sentence, i }) => {
    expect(compiled.errors.get(i + 3)).toContain(`"${sentence}"`);
    expect(compiled.errors.get(i + 3)!.length).toBeLessThan(sentence.length + 160);
  });
});

test("a tensor's type is shown as the shape it is", () => {
  const shown = [
    ["zeros([32, 10])", "Tensor<[32, 10]>"],
    ["x.matmul(randn([10, 4])).add(1).T.unsqueeze(0)", "Tensor<[1, 4, 32]>"],
    ["zeros([n, 10])", "Tensor<[any, 10]>"],
    ["open.add(x)", "Tensor<any>"],
    ["new nn.Linear(64, 10)", "Linear<64, 10>"],
    ["new nn.Linear(64, 10).weight", "Parameter<[10, 64]>"],
    ["new nn.LSTM(8, 16, { numLayers: 2 })", "LSTM<8, 16, 2, false, false>"],
    ["new nn.Linear(10, 4).call(x).softmax(-1)", "Tensor<[32, 4]>"],
    ["x.shape", "readonly [32, 10]"],
  ] as const;
  const { errors } = compile([imports, setUp, ...shown.map(([value], i) => `const wrong${i}: symbol = ${value};`)]);
  const types = shown.map(
    (_, i) => /^Type '(.*)' is not assignable to type 'symbol'/.exec(errors.get(i + 3) ?? "")?.[1],
  );
  expect(types).toEqual(shown.map(([, type]) => type));
});

test("the compiler's work grows with the number of operations, not with sizes or depth", () => {
  const ordinary = (i: number): string[] => [
    `const a${i} = randn([${64 + i}, 128]).matmul(randn([128, ${10 + i}])).add(randn([${10 + i}])).tanh();`,
    `const b${i} = new nn.Linear(${10 + i}, 32).call(a${i}).reshape([-1, 8]).sum({ dim: -1, keepdim: true });`,
    `const c${i} = cat([a${i}, zeros([${i + 1}, ${10 + i}])]).transpose(0, 1).unsqueeze(0).mul(2).mean();`,
  ];
  const many = Array.from({ length: 20 }, (_, i) => ordinary(i));
  const some = compile([imports, setUp]).instantiations;
  const all = compile([imports, setUp, ...many.flat()]);
  expect(all.errors).toEqual(new Map());
  const operations = 20 * 16;
  expect((all.instantiations - some) / operations).toBeLessThan(150);
});
