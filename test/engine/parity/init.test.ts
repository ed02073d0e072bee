// How parameters start, against PyTorch (test/fixtures/parity/init.py): the numbers themselves where a rule draws none;
// else range, mean, spread and shape of the distribution. Every rule and every layer that has parameters.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Generator, manualSeed, nn, type Tensor, zeros } from "../../../engine/index.ts";

interface Told {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly std: number;
  readonly kurtosis: number;
}

interface Rule {
  readonly name: string;
  readonly shape: readonly number[];
  readonly args: readonly number[];
  readonly options: object;
  readonly drawn?: Told;
  readonly numbers?: readonly number[];
}

interface LayerCase {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly options: object;
  readonly parameters: Readonly<Record<string, Told>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

const url = new URL("../../fixtures/parity/init.json", import.meta.url);
const { gains, rules, layers } = JSON.parse(readFileSync(url, "utf8")) as {
  readonly gains: Readonly<Record<string, number>>;
  readonly rules: readonly Rule[];
  readonly layers: readonly LayerCase[];
};
const init = nn.init as unknown as Readonly<Record<string, (x: Tensor, ...rest: unknown[]) => Tensor>>;
const kinds = nn as unknown as Readonly<Record<string, new (...given: unknown[]) => nn.Module>>;

function told(x: Tensor): Told {
  const values = Array.from(x.data);
  const mean = average(values);
  const std = Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
  const kurtosis = std > 0 ? average(values.map((value) => ((value - mean) / std) ** 4)) : 0;
  return { low: x.amin().item(), high: x.amax().item(), mean, std, kurtosis };
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Two samples of one distribution: as near as samples of that size are, five standard errors. */
function expectAlike(ours: Told, theirs: Told, count: number, what: string): void {
  const noise = 5 * Math.sqrt(2 / count);
  if (theirs.std === 0) {
    expect([ours.low, ours.high], what).toEqual([theirs.low, theirs.high]);
    return;
  }
  expect(Math.abs(ours.mean - theirs.mean) / theirs.std, `${what}: mean`).toBeLessThan(noise);
  expect(Math.abs(ours.std / theirs.std - 1), `${what}: standard deviation`).toBeLessThan(noise);
  // 1.8 for uniform numbers, 3 for normal ones.
  expect(Math.abs(ours.kurtosis - theirs.kurtosis), `${what}: kurtosis`).toBeLessThan(5 * Math.sqrt(24 / count) + 0.01);
  if (theirs.kurtosis > 2.2) return;
  // A uniform range has ends.
  const reach = (theirs.high - theirs.low) * Math.min(0.3, 12 / count);
  expect(Math.abs(ours.low - theirs.low), `${what}: lowest`).toBeLessThan(reach);
  expect(Math.abs(ours.high - theirs.high), `${what}: highest`).toBeLessThan(reach);
}

test.each(rules.map((rule) => [rule.name, JSON.stringify([rule.shape, rule.args, rule.options]), rule] as const))(
  "%s of %s",
  (name, what, { shape, args, options, drawn, numbers }) => {
    const x = zeros(shape);
    const generator = new Generator(8);
    // Rules with options take what PyTorch takes by position there, too.
    const positional = name === "truncNormal_" || name.startsWith("kaiming") ? [{ ...options, generator }] : [...args];
    const seeded = /^(?:uniform|normal|xavier\w+|orthogonal)_$/.test(name);
    init[name]!(x, ...positional, ...(seeded ? [...defaultsFor(name, args), { generator }] : []));
    if (drawn) expectAlike(told(x), drawn, x.numel(), what);
    else expect(Array.from(x.data)).toEqual(numbers);
  },
);

/** The arguments before the options that a rule was not given. */
function defaultsFor(name: string, args: readonly number[]): number[] {
  const all = { uniform_: [0, 1], normal_: [0, 1] }[name] ?? [1];
  return all.slice(args.length);
}

test("calculateGain", () => {
  for (const [name, gain] of Object.entries(gains)) {
    const [kind, slope] = name.split(" ");
    expect(nn.init.calculateGain(kind as "relu", ...(slope ? [Number(slope)] : [])), name).toBeCloseTo(gain, 12);
  }
});

describe("layers", () => {
  test.each(layers.map((layer) => [layer.name, JSON.stringify(layer.options), layer] as const))(
    "%s %s",
    (name, _, { args, options, parameters, shapes }) => {
      manualSeed(3);
      const made = new kinds[name]!(...args, ...(Object.keys(options).length > 0 ? [options] : []));
      const own = made.namedParameters();
      expect(own.map(([key]) => key)).toEqual(Object.keys(parameters));
      for (const [key, parameter] of own) {
        expect(parameter.shape, key).toEqual(shapes[key]);
        expectAlike(told(parameter), parameters[key]!, parameter.numel(), key);
      }
    },
  );
});

test("every rule is compared, and every layer that has parameters of its own", () => {
  const ruled = new Set([...rules.map(({ name }) => name), "calculateGain"]);
  expect(Object.keys(nn.init).filter((name) => !ruled.has(name))).toEqual([]);
  const compared = new Set(layers.map(({ name }) => name));
  /** Made of other layers or given by the user; or PyTorch has none. */
  const others = "Module Parameter ParameterList ParameterDict ModuleList ModuleDict Sequential KeyValueCache".split(
    " ",
  );
  const ours = "AdditiveAttention LearnedPositions TransformerEncoder TransformerDecoder".split(" ");
  const left = Object.entries(nn).flatMap(([name, value]) => {
    const isClass = typeof value === "function" && /^class\b/.test(String(value));
    if (!isClass || compared.has(name) || others.includes(name) || ours.includes(name)) return [];
    return hasParameters(value as unknown as new () => nn.Module) ? [name] : [];
  });
  expect(left).toEqual([]);
});

/** Whether a layer made without arguments, as activations and losses are, has parameters; one that cannot be may. */
function hasParameters(Layer: new () => nn.Module): boolean {
  try {
    return new Layer().parameters().length > 0;
  } catch {
    return !/^(?:Dropout|Unflatten)$/.test(Layer.name);
  }
}
