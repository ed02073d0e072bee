// Layers against PyTorch, with options that the tests beside each layer leave out: outputs, and gradients of inputs and
// parameters, to 1e-5; and how parameters start.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Generator, nn, Tensor, zeros } from "../../../engine/index.ts";
import { argumentsOf, casesOf, expectNear } from "./cases.ts";
import { expectClose, expectParity, fill, numbers, type Recorded } from "../nn/parity.ts";

interface Case extends Recorded {
  readonly name: string;
  readonly args: readonly number[];
  readonly options: object;
  readonly shapes: readonly (readonly number[])[];
  readonly batches: number;
  readonly buffers: Readonly<Record<string, readonly number[]>>;
}

const url = new URL("../../fixtures/parity/modules.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(url, "utf8")) as { readonly cases: readonly Case[] };
const layers = nn as unknown as Record<
  string,
  new (...given: unknown[]) => nn.Module & { forward(...x: Tensor[]): unknown }
>;

test.each(cases)("$name $options", ({ name, args, options, shapes, batches, buffers, ...recorded }) => {
  const layer = fill(new layers[name]!(...args, ...(Object.keys(options).length > 0 ? [options] : [])));
  for (let b = 0; b < batches - 1; b += 1) layer.call(numbers(50 + b, shapes[0]!));
  const inputs = shapes.map((shape, i) => numbers(i + 1, shape).requiresGrad_());
  const given = layer.call(...inputs);
  const output = given instanceof Tensor ? given : (given as nn.AttentionResult).output;
  const named = Object.fromEntries(inputs.map((x, i) => [`x${i}`, x]));
  expectParity(recorded, { y0: output }, named, layer);
  for (const [key, values] of Object.entries(buffers)) expectClose(layer.stateDict()[key]!, values, key);
});

/** Modules that hold the options of a function, by the function's name. */
const holders: Readonly<Record<string, string>> = {
  binaryCrossEntropy: "BCELoss",
  binaryCrossEntropyWithLogits: "BCEWithLogitsLoss",
  crossEntropy: "CrossEntropyLoss",
  ctcLoss: "CTCLoss",
  klDiv: "KLDivLoss",
  l1Loss: "L1Loss",
  mseLoss: "MSELoss",
  nllLoss: "NLLLoss",
  celu: "CELU",
  elu: "ELU",
  gelu: "GELU",
  glu: "GLU",
  leakyRelu: "LeakyReLU",
  relu: "ReLU",
  relu6: "ReLU6",
  selu: "SELU",
  silu: "SiLU",
  flatten: "Flatten",
  unflatten: "Unflatten",
  ...Object.fromEntries(
    "Hardsigmoid Hardswish Hardtanh LogSigmoid LogSoftmax Mish Sigmoid Softmax Softplus Softsign Tanh CosineEmbeddingLoss CosineSimilarity HingeEmbeddingLoss HuberLoss MarginRankingLoss PairwiseDistance SmoothL1Loss TripletMarginLoss"
      .split(" ")
      .map((name) => [name[0]!.toLowerCase() + name.slice(1), name]),
  ),
};

describe("modules of functions give what PyTorch's functions give", () => {
  const recorded = ["functions", "losses"].flatMap((file) => casesOf(file).filter(({ name }) => name in holders));

  test.each(recorded.map((each, i) => [`${i}: ${holders[each.name]}`, each] as const))("%s", (_, each) => {
    const { args, options } = argumentsOf(each, "float32");
    // PyTorch's function takes no logarithms here (test/fixtures/parity/losses.py).
    if (each.name === "ctcLoss") args[0] = (args[0] as Tensor).logSoftmax(2);
    const tensors = args.filter((arg) => arg instanceof Tensor);
    const settings = args.filter((arg) => !(arg instanceof Tensor));
    const held = new layers[holders[each.name]!]!(...settings, ...(Object.keys(options).length > 0 ? [options] : []));
    expectNear(held.call(...tensors) as Tensor, each.outputs[0]!.data, 1e-5, each.name);
  });

  test("every layer there is is compared", () => {
    const ofFixtures = new Set([
      ...recorded.map(({ name }) => holders[name]),
      ...cases.map(({ name }) => name),
      // test/engine/nn: recurrent, attention, layers, with fixtures of their own.
      ..."RNN LSTM GRU LSTMCell TransformerEncoderLayer TransformerEncoder TransformerDecoderLayer".split(" "),
      ..."TransformerDecoder LayerNorm RMSNorm Embedding".split(" "),
    ]);
    // Nothing to compute, or nothing of PyTorch's to compare with: tested beside each.
    const others = "Module ModuleList ModuleDict Sequential Parameter ParameterList ParameterDict Identity Dropout".split(" "); // prettier-ignore
    const ours = "AdditiveAttention KeyValueCache LearnedPositions SinusoidalPositions".split(" ");
    const classes = Object.entries(nn).flatMap(([name, value]) =>
      typeof value === "function" && /^class\b/.test(String(value)) ? [name] : [],
    );
    expect(classes.length).toBeGreaterThan(60);
    expect(classes.filter((name) => !ofFixtures.has(name) && !others.includes(name) && !ours.includes(name))).toEqual(
      [],
    );
  });
});

describe("parameters start", () => {
  const { calculateGain, eye_, kaimingNormal_, kaimingUniform_, orthogonal_, truncNormal_ } = nn.init;
  const { xavierNormal_, xavierUniform_ } = nn.init;
  const generator = new Generator(8);
  const weight = () => zeros([60, 90, 2]);

  /** Standard deviation and largest size, of 10,800 numbers. */
  const spread = (x: Tensor) => [x.std().item(), x.abs().amax().item()] as const;

  test.each<[string, (x: Tensor) => Tensor, number, "uniform" | "normal"]>([
    // fanIn 180, fanOut 120
    ["xavierUniform_", (x) => xavierUniform_(x, 2, { generator }), 2 * Math.sqrt(2 / 300), "uniform"],
    ["xavierNormal_", (x) => xavierNormal_(x, 2, { generator }), 2 * Math.sqrt(2 / 300), "normal"],
    ["kaimingUniform_", (x) => kaimingUniform_(x, { generator }), Math.sqrt(2 / 180), "uniform"],
    [
      "kaimingUniform_ with a",
      (x) => kaimingUniform_(x, { a: Math.sqrt(5), generator }),
      Math.sqrt(2 / 6 / 180),
      "uniform",
    ],
    ["kaimingNormal_", (x) => kaimingNormal_(x, { mode: "fanOut", generator }), Math.sqrt(2 / 120), "normal"],
    [
      "kaimingNormal_, tanh",
      (x) => kaimingNormal_(x, { nonlinearity: "tanh", generator }),
      5 / 3 / Math.sqrt(180),
      "normal",
    ],
  ])("%s with PyTorch's spread", (_, init, std, kind) => {
    const [measured, largest] = spread(init(weight()));
    expect(Math.abs(measured / std - 1)).toBeLessThan(0.03);
    const bound = Math.sqrt(3) * std;
    if (kind === "uniform") {
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(largest).toBeGreaterThan(bound * 0.99);
    } else expect(largest).toBeGreaterThan(bound * 1.5);
  });

  test.each([
    [4, 7],
    [7, 4],
    [5, 5],
  ])("orthogonal_ %i × %i with orthonormal rows or columns", (rows, columns) => {
    const x = orthogonal_(zeros([rows, columns]), 2, { generator });
    const [a, b] = rows <= columns ? [x, x.T] : [x.T, x];
    const product = a.matmul(b);
    const n = Math.min(rows, columns);
    product.data.forEach((value, i) => expect(value).toBeCloseTo(i % (n + 1) === 0 ? 4 : 0, 5));
  });

  test("truncNormal_ within its ends, eye_ as the identity", () => {
    const x = truncNormal_(zeros([4000]), { std: 2, a: -1, b: 3, generator });
    expect([x.amin().item() >= -1, x.amax().item() <= 3, x.mean().item() > 0.5]).toEqual([true, true, true]);
    expect(eye_(zeros([2, 3])).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  test("calculateGain gives PyTorch's gains", () => {
    expect(calculateGain("tanh")).toBeCloseTo(1.6666666666666667, 12);
    expect(calculateGain("relu")).toBeCloseTo(Math.SQRT2, 12);
    expect(calculateGain("leakyRelu", 0.2)).toBeCloseTo(1.3867504905630728, 12);
    expect(calculateGain("selu")).toBe(0.75);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["an unknown nonlinearity", () => calculateGain("sin" as "tanh"), /knows linear, .* not "sin"/],
    ["an unknown mode", () => kaimingNormal_(weight(), { mode: "fan" as "fanIn" }), /"fanIn" or "fanOut"/],
    ["a vector to be orthogonal", () => orthogonal_(zeros([3])), /at least two axes/],
    ["a range out of reach", () => truncNormal_(zeros([3]), { a: 9, b: 10 }), /near the mean 0, not 9 to 10/],
    ["a vector as identity", () => eye_(zeros([3])), /needs a matrix/],
    ["an odd axis to halve", () => nn.functional.glu(zeros([3])), /must be even, not 3/],
    ["an unknown approximation", () => nn.functional.gelu(zeros([3]), { approximate: "x" as "tanh" }), /not "x"/],
    ["weights that fit no axis", () => nn.functional.prelu(zeros([2, 3]), zeros([2])), /each of the 3 slices/],
  ])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
});
