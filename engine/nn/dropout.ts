// Dropout: numbers fall out at random while a model learns, so that it relies on none (Srivastava et al. 2014).
import { ArgumentError } from "../errors.ts";
import { mul } from "../ops/arithmetic.ts";
import { filled } from "../ops/create.ts";
import { defaultGenerator } from "../tensor/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

export interface DropoutOptions {
  /** Probability of falling out. Default 0.5. */
  readonly p?: number;
  /** Default true. */
  readonly training?: boolean;
}

/** Each number is 0 with probability p, and otherwise divided by 1 - p, so that the mean stays. */
export function dropout(x: Tensor, { p = 0.5, training = true }: DropoutOptions = {}): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`p is a probability from 0 to 1, not ${p}.`);
  if (!training || p === 0) return x;
  const { dtype, shape } = x;
  return mul(
    x,
    filled(shape, () => (defaultGenerator.uniform() < p ? 0 : 1 / (1 - p)), { dtype }),
  );
}

/** `dropout` as a module: active in `train()`, absent in `eval()`. */
export class Dropout extends Module {
  readonly p: number;

  constructor(p = 0.5) {
    super();
    this.p = p;
  }

  override forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }

  protected override describe(): string {
    return String(this.p);
  }
}
