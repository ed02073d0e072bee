// Every call of the parity tests as a compiled step: outputs and gradients of the run that captures and of the one that
// repeats are those of the call itself, to the last bit. What cannot be captured is listed.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { autograd, CaptureError, compile, nn, Tensor, tensor } from "../../../engine/index.ts";
import recurrent from "../../fixtures/nn/recurrent.json" with { type: "json" };
import { fill, numbers } from "../nn/parity.ts";
import { argumentsOf, call, casesOf } from "./cases.ts";

/** Their work is in plain TypeScript, or the shape of their result depends on numbers. */
const refused = new Set([
  "allclose",
  "bincount",
  "ctcLoss",
  "equal",
  "histc",
  "maskedSelect",
  "nonzero",
  "repeatInterleave",
  "searchsorted",
  "unique",
]);

interface LayerCase {
  readonly name: string;
  readonly args: readonly number[];
  readonly options: object;
  readonly shapes: readonly (readonly number[])[];
}

const bits = (tensors: readonly (Tensor | undefined)[]): unknown =>
  tensors.map((each) => each && [each.shape, each.dtype, [...each.data]]);

function withGradients(outputs: readonly Tensor[], leaves: readonly Tensor[]): (Tensor | undefined)[] {
  const seeds = outputs.filter((output) => output.requiresGrad);
  if (seeds.length === 0) return [...outputs];
  const loss = seeds.map((output, i) => output.mul(numbers(1000 + i, output.shape).to(output.dtype)).sum());
  const total = loss.reduce((a, b) => a.add(b));
  return [...outputs, ...autograd.grad(total, leaves, { allowUnused: true })];
}

function expectSame(capturable: boolean, step: () => (Tensor | undefined)[]): void {
  const compiled = compile(step);
  const wanted = bits(step());
  compiled();
  if (!capturable) {
    expect(() => compiled()).toThrow(CaptureError);
    return;
  }
  expect(bits(compiled()), "captured").toEqual(wanted);
  expect(bits(compiled()), "repeated").toEqual(wanted);
}

describe.each(["losses", "functions"])("%s", (file) => {
  const cases = casesOf(file).map((each, i) => [`${i}: ${each.name} ${JSON.stringify(each.options)}`, each] as const);

  test.each(cases)("%s", (_, recorded) => {
    const given = argumentsOf(recorded, "float32");
    const logits = recorded.name === "ctcLoss" ? (given.args[0] as Tensor).detach().logSoftmax(2) : given.args[0];
    const args = [logits, ...given.args.slice(1)];
    // A number of repeats is known beforehand, a tensor of them is not; and how often a mask is true is not.
    const known = recorded.name === "repeatInterleave" && typeof args[1] === "number";
    const masked = recorded.name === "at" && args.some((arg) => arg instanceof Tensor && arg.dtype === "bool");
    expectSame(known || !(masked || refused.has(recorded.name)), () =>
      withGradients(call(recorded.name, { ...given, args }), given.leaves),
    );
  });
});

const url = new URL("../../fixtures/parity/modules.json", import.meta.url);
const { cases: layerCases } = JSON.parse(readFileSync(url, "utf8")) as { readonly cases: readonly LayerCase[] };
const layers = nn as unknown as Record<
  string,
  new (...given: unknown[]) => nn.Module & { forward(...x: Tensor[]): unknown }
>;

test.each(layerCases)("$name $options", ({ name, args, options, shapes }) => {
  const layer = fill(new layers[name]!(...args, ...(Object.keys(options).length > 0 ? [options] : []))).eval();
  const inputs = shapes.map((shape, i) => numbers(i + 1, shape).requiresGrad_());
  expectSame(true, () => {
    const given = layer.call(...inputs);
    const output = given instanceof Tensor ? given : (given as nn.AttentionResult).output;
    return withGradients([output], [...inputs, ...layer.parameters()]);
  });
});

/** The layers of the other parity tests (nn/recurrent, nn/attention, nn/layers), with their inputs. */
type Forward = readonly [inputs: readonly Tensor[], module: nn.Module, forward: () => readonly (Tensor | undefined)[]];

const kinds = { RNN: nn.RNN, LSTM: nn.LSTM, GRU: nn.GRU };
const camel = (options: object): object =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, c) => c.toUpperCase()), value]),
  );
const input = (seed: number, ...shape: number[]): Tensor => numbers(seed, shape).requiresGrad_();
const padding = tensor(
  [
    [false, false, true, true],
    [false, false, false, true],
  ],
  { dtype: "bool" },
);

const ofSequences = recurrent.cases.map(({ kind, options, lengths, x }): readonly [string, () => Forward] => [
  `${kind} ${JSON.stringify(options)}, lengths ${JSON.stringify(lengths)}`,
  () => {
    const layer = fill(new kinds[kind as "GRU"](3, 5, camel(options))).eval();
    const given = tensor(x as number[][][]).requiresGrad_();
    return [
      [given],
      layer,
      () => {
        const result = layer.call(given, undefined, lengths ? { lengths } : {});
        return [result.output, result.hn, (result as { cn?: Tensor }).cn];
      },
    ];
  },
]);

const attending = (name: string, options: nn.MultiheadCall, itself: boolean): readonly [string, () => Forward] => [
  `attention ${name}`,
  () => {
    const layer = fill(new nn.MultiheadAttention(8, 2, { batchFirst: true }));
    const [x, other] = [input(1, 2, 4, 8), input(2, 2, 4, 8)];
    const seen = itself ? x : other;
    return [itself ? [x] : [x, other], layer, () => [layer.call(x, seen, seen, options).output]];
  },
];

const through = (name: string, make: () => nn.Module, ...shape: number[]): readonly [string, () => Forward] => [
  name,
  () => {
    const layer = fill(make()) as nn.Layer;
    const x = input(1, ...shape);
    return [[x], layer, () => [layer.call(x)]];
  },
];

const small = { dimFeedforward: 16, dropout: 0, batchFirst: true } as const;

test.each([
  ...ofSequences,
  attending("to itself", {}, true),
  attending("to itself, causal", { isCausal: true }, true),
  attending("to itself, with padding", { keyPaddingMask: padding }, true),
  attending("to others, with padding", { keyPaddingMask: padding }, false),
  through("encoder layer", () => new nn.TransformerEncoderLayer(8, 2, small), 2, 4, 8),
  through(
    "encoder layer, norm first, GELU",
    () => new nn.TransformerEncoderLayer(8, 2, { ...small, normFirst: true, activation: "gelu" }),
    2,
    4,
    8,
  ),
  [
    "decoder layer",
    (): Forward => {
      const layer = fill(new nn.TransformerDecoderLayer(8, 2, small));
      const [x, memory] = [input(1, 2, 4, 8), input(2, 2, 3, 8)];
      return [[x, memory], layer, () => [layer.call(x, memory, { tgtIsCausal: true })]];
    },
  ],
  through("LayerNorm", () => new nn.LayerNorm(8), 3, 8),
  through("RMSNorm", () => new nn.RMSNorm(8), 3, 8),
  [
    "Embedding",
    (): Forward => {
      const layer = fill(new nn.Embedding(5, 3, { paddingIdx: 0 }));
      const words = tensor([1, 4, 1, 0], { dtype: "int32" });
      return [[], layer, () => [layer.call(words)]];
    },
  ],
] as readonly (readonly [string, () => Forward])[])("%s", (_, make) => {
  const [inputs, module, forward] = make();
  expectSame(true, () => {
    const outputs = forward().filter((each) => each !== undefined);
    return withGradients(outputs, [...inputs, ...module.parameters()]);
  });
});
