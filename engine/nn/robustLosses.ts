// Losses that forgive outliers: quadratic near the target, linear far from it.
import { ArgumentError } from "../errors.ts";
import { div, mul, sub } from "../ops/arithmetic.ts";
import { lt, where } from "../ops/compare.ts";
import { abs, square } from "../ops/unary.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import type { Equal } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkSame, Loss, type LossOptions, type LossShape, reduced, type Reduction } from "./reduction.ts";

export interface HuberOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** Where the parabola becomes a line. Default 1. */
  readonly delta?: number;
}

export interface SmoothL1Options<R extends Reduction = Reduction> extends LossOptions<R> {
  /** Where the parabola becomes a line; 0 gives `l1Loss`. Default 1. */
  readonly beta?: number;
}

/** With d = input - target: d²/2 where |d| < δ, else δ (|d| - δ/2) (Huber 1964). @throws ArgumentError, ShapeError */
export function huberLoss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"huberLoss", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: HuberOptions<R>): Tensor<LossShape<Each, R>>;
export function huberLoss(input: Tensor, target: Tensor, { delta = 1, reduction = "mean" }: HuberOptions = {}): Tensor {
  needTensor(input, "huberLoss");
  needTensor(target, "huberLoss", "target");
  checkSame("huberLoss", input, target);
  if (!(delta > 0)) throw new ArgumentError(`huberLoss needs a delta above 0, not ${delta}.`);
  return reduced(bent(input, target, delta), reduction);
}

/** `huberLoss` divided by β: d²/(2β) where |d| < β, else |d| - β/2 (Girshick 2015). @throws ArgumentError, ShapeError */
export function smoothL1Loss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"smoothL1Loss", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: SmoothL1Options<R>): Tensor<LossShape<Each, R>>;
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { beta = 1, reduction = "mean" }: SmoothL1Options = {},
): Tensor {
  needTensor(input, "smoothL1Loss");
  needTensor(target, "smoothL1Loss", "target");
  checkSame("smoothL1Loss", input, target);
  if (!(beta >= 0)) throw new ArgumentError(`smoothL1Loss needs a beta of 0 or more, not ${beta}.`);
  return reduced(beta === 0 ? abs(sub(input, target)) : div(bent(input, target, beta), beta), reduction);
}

/** `huberLoss` as a module */
export class HuberLoss<R extends Reduction = "mean"> extends Loss<HuberOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"huberLoss", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.options);
  }
}

/** `smoothL1Loss` as a module */
export class SmoothL1Loss<R extends Reduction = "mean"> extends Loss<SmoothL1Options<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"smoothL1Loss", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}

function bent(input: Tensor, target: Tensor, delta: number): Tensor {
  const difference = sub(input, target);
  const size = abs(difference);
  return where(lt(size, delta), mul(square(difference), 0.5), mul(sub(size, delta / 2), delta));
}
