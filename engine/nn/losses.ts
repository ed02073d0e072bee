// Losses of numbers: how far a prediction is from its target, or a score from yes or no. Names, defaults and reductions are
// PyTorch's.
import { add, mul, sub } from "../ops/arithmetic.ts";
import { softplus } from "../ops/activations.ts";
import { abs, neg, square } from "../ops/unary.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import type { Equal } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkSame, Loss, type LossOptions, type LossShape, reduced, type Reduction } from "./reduction.ts";

export interface BCEWithLogitsOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** How much each number counts; broadcast to the input. Default 1. */
  readonly weight?: Tensor;
  /** How much more a yes counts than a no, for labels that are rarely yes; broadcast to the input. Default 1. */
  readonly posWeight?: Tensor;
}

/** Mean of (input - target)² */
export function mseLoss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"mseLoss", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: LossOptions<R>): Tensor<LossShape<Each, R>>;
export function mseLoss(input: Tensor, target: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  needTensor(input, "mseLoss");
  needTensor(target, "mseLoss", "target");
  checkSame("mseLoss", input, target);
  return reduced(square(sub(input, target)), reduction);
}

/** Mean of |input - target| */
export function l1Loss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"l1Loss", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: LossOptions<R>): Tensor<LossShape<Each, R>>;
export function l1Loss(input: Tensor, target: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  needTensor(input, "l1Loss");
  needTensor(target, "l1Loss", "target");
  checkSame("l1Loss", input, target);
  return reduced(abs(sub(input, target)), reduction);
}

/**
 * -(p t ln σ(x) + (1-t) ln(1-σ(x))), computed as ln(1 + eˣ) - x t so that nothing overflows; p is `posWeight`.
 * @throws ShapeError
 */
export function binaryCrossEntropyWithLogits<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"binaryCrossEntropyWithLogits", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: BCEWithLogitsOptions<R>): Tensor<LossShape<Each, R>>;
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", weight, posWeight }: BCEWithLogitsOptions = {},
): Tensor {
  needTensor(input, "binaryCrossEntropyWithLogits");
  needTensor(target, "binaryCrossEntropyWithLogits", "target");
  checkSame("binaryCrossEntropyWithLogits", input, target);
  // With p: (1-t) x + (1 + (p-1) t) ln(1 + e⁻ˣ)
  const losses = posWeight
    ? add(mul(sub(1, target), input), mul(add(mul(sub(posWeight, 1), target), 1), softplus(neg(input))))
    : sub(softplus(input), mul(input, target));
  return reduced(weight ? mul(losses, weight) : losses, reduction);
}

/** `mseLoss` as a module */
export class MSELoss<R extends Reduction = "mean"> extends Loss<LossOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"mseLoss", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this.options);
  }
}

/** `l1Loss` as a module */
export class L1Loss<R extends Reduction = "mean"> extends Loss<LossOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"l1Loss", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this.options);
  }
}

/** `binaryCrossEntropyWithLogits` as a module */
export class BCEWithLogitsLoss<R extends Reduction = "mean"> extends Loss<BCEWithLogitsOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"binaryCrossEntropyWithLogits", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.options);
  }
}
