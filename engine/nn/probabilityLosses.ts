// Losses between probabilities.
import { record } from "../autograd/node.ts";
import { ArgumentError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { div, mul, sub } from "../ops/arithmetic.ts";
import { gt, where } from "../ops/compare.ts";
import { zipWith } from "../ops/elementwise.ts";
import { sum } from "../ops/reduce.ts";
import { clamp, exp, log } from "../ops/unary.ts";
import { expand } from "../ops/views.ts";
import { promote } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import type { Equal } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkSame, Loss, type LossOptions, type LossShape, reduced, type Reduction } from "./reduction.ts";

export interface KLDivOptions {
  /**
   * "mean" (default) over all numbers, which is not the divergence; "batchmean" is: the sum divided by the first axis;
   * "sum", or "none".
   */
  readonly reduction?: "mean" | "batchmean" | "sum" | "none";
  /** Whether the target holds logarithms too. Default false. */
  readonly logTarget?: boolean;
}

export interface BCEOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** How much each loss counts; broadcast to the input. The mean is over all numbers all the same. Default 1. */
  readonly weight?: Tensor;
}

/**
 * Σ t (ln t - input) with input = ln p: how far p is from t (Kullback & Leibler 1951). Where t is 0 it is 0.
 * @throws ShapeError
 */
export function klDiv(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", logTarget = false }: KLDivOptions = {},
): Tensor {
  needTensor(input, "klDiv");
  needTensor(target, "klDiv", "target");
  checkSame("klDiv", input, target);
  const losses = logTarget
    ? mul(exp(target), sub(target, input))
    : sub(mul(target, log(where(gt(target, 0), target, 1))), mul(target, input));
  return reduction === "batchmean" ? div(sum(losses), input.shape[0] ?? 1) : reduced(losses, reduction);
}

/**
 * -(t ln p + (1-t) ln(1-p)) of probabilities; logarithms are cut off at -100, as in PyTorch. Of logits, use
 * `binaryCrossEntropyWithLogits`, which is exact.
 * @throws ArgumentError for probabilities outside 0 … 1, ShapeError
 */
export function binaryCrossEntropy<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"binaryCrossEntropy", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: BCEOptions<R>): Tensor<LossShape<Each, R>>;
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", weight }: BCEOptions = {},
): Tensor {
  needTensor(input, "binaryCrossEntropy");
  needTensor(target, "binaryCrossEntropy", "target");
  checkSame("binaryCrossEntropy", input, target);
  work(() => {
    for (const p of input.data) {
      if (p >= 0 && p <= 1) continue;
      throw new ArgumentError({
        problem: `binaryCrossEntropy needs probabilities from 0 to 1, and one is ${p}.`,
        attempt: "sigmoid() first, or binaryCrossEntropyWithLogits",
      });
    }
  });
  const cut = (x: number): number => Math.max(Math.log(x), -100);
  const losses = zipWith(
    (p, t) => -(t * cut(p) + (1 - t) * cut(1 - p)),
    input,
    target,
    "binaryCrossEntropy",
    promote(input.dtype, target.dtype),
  );
  // ∂/∂p = (p - t) / (p (1 - p))
  record(losses, "binaryCrossEntropy", [input], [input, target], (g) => [
    div(mul(g, sub(input, target)), clamp(mul(input, sub(1, input)), { min: 1e-12 })),
  ]);
  return reduced(weight ? mul(losses, expand(weight, losses.shape)) : losses, reduction);
}

/** `klDiv` as a module */
export class KLDivLoss extends Loss<KLDivOptions> {
  override forward(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, this.options);
  }
}

/** `binaryCrossEntropy` as a module */
export class BCELoss<R extends Reduction = "mean"> extends Loss<BCEOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"binaryCrossEntropy", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this.options);
  }
}
