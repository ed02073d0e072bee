// Dropout (Srivastava et al. 2014): while learning, each number is set to 0 with probability p, and the others are divided
// by 1 - p so that the expected value stays.
import { ArgumentError } from "../errors.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";
import type { DType } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { drawn } from "./create.ts";

export interface DropoutOptions {
  /** Probability of dropping a number. Default 0.5. */
  readonly p?: number;
  /** false: gives x unchanged. Default true. */
  readonly training?: boolean;
  /** What to draw from. Default: what `manualSeed` seeds. */
  readonly generator?: Generator;
}

/** x with numbers dropped at random; its gradient is dropped at the same places. @throws ArgumentError unless 0 ≤ p ≤ 1 */
export function dropout<S extends Shape>(x: Tensor<S>, options?: DropoutOptions): Tensor<S>;
export function dropout(x: Tensor, { p = 0.5, training = true, generator }: DropoutOptions = {}): Tensor {
  needTensor(x, "dropout");
  checkProbability(p, "dropout");
  return training && p > 0 ? mul(x, keepFactors(x.shape, p, x.dtype, generator)) : x;
}

/** 0 with probability p, else 1 / (1 - p). */
export function keepFactors(shape: Shape, p: number, dtype: DType, generator: Generator = defaultGenerator): Tensor {
  const kept = p === 1 ? 0 : 1 / (1 - p);
  return drawn(shape, () => (generator.uniform() < p ? 0 : kept), { dtype });
}

export function checkProbability(p: number, what: string): void {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${what} needs a probability from 0 to 1, not ${p}.`);
}
