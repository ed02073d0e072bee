// Random tensors. All take a `generator`; without one they draw from the default one, which `manualSeed(n)` restarts.
import { ArgumentError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Size, Sizes } from "../tensor/shapes/gradual.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { type CreateOptions, drawn, filled } from "./create.ts";

export interface RandomOptions extends CreateOptions {
  readonly generator?: Generator;
}

/** Uniform in [0, 1). */
export function rand<const S extends Shape>(
  shape: S,
  { generator = defaultGenerator, ...options }: RandomOptions = {},
): Tensor<Sizes<S>> {
  return drawn(shape, () => generator.uniform(), options);
}

/** Standard normal: mean 0, variance 1. */
export function randn<const S extends Shape>(
  shape: S,
  { generator = defaultGenerator, ...options }: RandomOptions = {},
): Tensor<Sizes<S>> {
  return drawn(shape, () => generator.normal(), options);
}

/** Uniform in [0, 1), of x's shape and dtype. */
export const randLike = <S extends Shape>({ shape, dtype }: Tensor<S>, options?: RandomOptions): Tensor<S> =>
  rand(shape as number[], { dtype, ...options });

/** Standard normal, of x's shape and dtype. */
export const randnLike = <S extends Shape>({ shape, dtype }: Tensor<S>, options?: RandomOptions): Tensor<S> =>
  randn(shape as number[], { dtype, ...options });

/** Whole numbers from `low` up to, not including, `high`, as int32. */
export function randint<const S extends Shape>(
  low: number,
  high: number,
  shape: S,
  { generator = defaultGenerator, ...options }: RandomOptions = {},
): Tensor<Sizes<S>> {
  if (!(high > low)) throw new ArgumentError(`randint needs low < high, not ${low} and ${high}.`);
  return drawn(shape, () => low + generator.below(high - low), { dtype: "int32", ...options });
}

/** The numbers 0 … n-1 in random order, as int32. */
export function randperm<const N extends number>(
  n: N,
  { generator = defaultGenerator }: Pick<RandomOptions, "generator"> = {},
): Tensor<[Size<N>]> {
  const out = filled([n], (i) => i, { dtype: "int32" });
  const order = out.data;
  // Fisher & Yates, from the end.
  for (let i = n - 1; i > 0; i -= 1) {
    const j = generator.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return out;
}

/** 1 with the probability given at each place, else 0. */
export function bernoulli<S extends Shape>(
  probabilities: Tensor<S>,
  { generator = defaultGenerator }: Pick<RandomOptions, "generator"> = {},
): Tensor<S> {
  needTensor(probabilities, "bernoulli", "probabilities");
  const { shape, dtype } = probabilities;
  const out = empty(shape, dtype);
  work(() => {
    const [chances, target] = [probabilities.data, out.data];
    for (let i = 0; i < target.length; i += 1) target[i] = generator.uniform() < chances[i]! ? 1 : 0;
  });
  return out as Tensor<S>;
}

/**
 * Draws indexes with probabilities proportional to the weights of each row: [..., n] → [..., samples] int32.
 * @throws ArgumentError for negative weights, or rows of zeros
 */
export function multinomial(
  weights: Tensor,
  samples: number,
  {
    replacement = false,
    generator = defaultGenerator,
  }: { readonly replacement?: boolean; readonly generator?: Generator } = {},
): Tensor {
  needTensor(weights, "multinomial", "weights");
  const n = weights.shape.at(-1) ?? 0;
  const { data } = weights;
  if (!replacement && samples > n)
    throw new ArgumentError(`multinomial cannot draw ${samples} of ${n} without replacement.`);
  const found: number[] = [];
  for (let start = 0; start < data.length; start += n) {
    const row = Float64Array.from(data.subarray(start, start + n));
    for (let s = 0; s < samples; s += 1) {
      const picked = draw(row, generator);
      found.push(picked);
      if (!replacement) row[picked] = 0;
    }
  }
  return filled([...weights.shape.slice(0, -1), samples], (i) => found[i]!, { dtype: "int32" });
}

function draw(row: Float64Array, generator: Generator): number {
  const total = row.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || row.some((weight) => weight < 0)) {
    throw new ArgumentError("multinomial needs weights that are not negative and not all zero.");
  }
  let rest = generator.uniform() * total;
  for (let i = 0; i < row.length; i += 1) {
    rest -= row[i]!;
    if (rest < 0) return i;
  }
  return row.findLastIndex((weight) => weight > 0);
}
