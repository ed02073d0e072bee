// Losses: one number that says how wrong a prediction is. Names, defaults and reductions are PyTorch's.
import { IndexError, ShapeError } from "../errors.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { full } from "../ops/create.ts";
import { gather } from "../ops/indexing.ts";
import { mean, sum } from "../ops/reduce.ts";
import { logSoftmax } from "../ops/softmax.ts";
import { softplus } from "../ops/activations.ts";
import { abs, neg, square } from "../ops/unary.ts";
import { reshape } from "../ops/views.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape, type Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import type { Equal, PerExample } from "../tensor/shapes/layers.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkSame, Loss, type LossOptions, type LossShape, reduced, type Reduction } from "./reduction.ts";

export interface CrossEntropyOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** Targets of this class do not count. Default -100. */
  readonly ignoreIndex?: number;
  /** This much probability is spread over all classes (Szegedy et al. 2016). Default 0. */
  readonly labelSmoothing?: number;
}

/** Mean of (input - target)² */
export function mseLoss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"mseLoss", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: LossOptions<R>): Tensor<LossShape<Each, R>>;
export function mseLoss(input: Tensor, target: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
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
  checkSame("l1Loss", input, target);
  return reduced(abs(sub(input, target)), reduction);
}

/**
 * -ln softmax(logits)[target]: logits [N, C] with class numbers [N] (or [C] with one number), or with probabilities [N, C].
 * The mean is over targets that count.
 * @throws ShapeError, IndexError for class numbers outside 0 … C-1
 */
export function crossEntropy<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = PerExample<"crossEntropy", A, B>,
>(logits: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: CrossEntropyOptions<R>): Tensor<LossShape<Each, R>>;
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = "mean", labelSmoothing = 0 } = options;
  if (logits.ndim === 1)
    return crossEntropy(reshape(logits, [1, -1]), reshape(target, target.ndim === 0 ? [1] : [1, -1]), options);
  if (isFloat(target.dtype) && sameShape(logits.shape, target.shape)) {
    const classes = logits.shape[1]!;
    const wanted = add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
    const losses = neg(sum(mul(wanted, logSoftmax(logits)), { dim: 1 }));
    return reduced(losses, reduction);
  }
  if (logits.ndim !== 2 || target.ndim !== 1 || target.shape[0] !== logits.shape[0])
    throw targetMismatch("crossEntropy", logits, target);
  return nllLoss(logSoftmax(logits), target, options);
}

/** -logProbabilities[target]: [N, C] with class numbers [N]. */
export function nllLoss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = PerExample<"nllLoss", A, B>,
>(
  logProbabilities: Tensor<A>,
  target: Fits<Each, Tensor<B>>,
  options?: CrossEntropyOptions<R>,
): Tensor<LossShape<Each, R>>;
export function nllLoss(logProbabilities: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = "mean", ignoreIndex = -100, labelSmoothing = 0 } = options;
  if (logProbabilities.ndim !== 2 || target.ndim !== 1 || target.shape[0] !== logProbabilities.shape[0])
    throw targetMismatch("nllLoss", logProbabilities, target);
  const classes = logProbabilities.shape[1]!;
  const { kept, indexes, counted } = readTarget(target, classes, ignoreIndex);
  const picked = pick(logProbabilities, indexes);
  const spread = labelSmoothing > 0 ? mean(logProbabilities, { dim: 1 }) : undefined;
  const smoothed = spread ? add(mul(picked, 1 - labelSmoothing), mul(spread, labelSmoothing)) : picked;
  const losses = kept ? mul(neg(smoothed), kept) : neg(smoothed);
  if (reduction === "none") return losses;
  return reduction === "sum" ? sum(losses) : mul(sum(losses), 1 / counted);
}

/**
 * -(t ln σ(x) + (1-t) ln(1-σ(x))), computed as ln(1 + eˣ) - x t so that nothing overflows.
 */
export function binaryCrossEntropyWithLogits<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = Equal<"binaryCrossEntropyWithLogits", A, B>,
>(input: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: LossOptions<R>): Tensor<LossShape<Each, R>>;
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  { reduction = "mean" }: LossOptions = {},
): Tensor {
  checkSame("binaryCrossEntropyWithLogits", input, target);
  return reduced(sub(softplus(input), mul(input, target)), reduction);
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

/** `crossEntropy` as a module */
export class CrossEntropyLoss<R extends Reduction = "mean"> extends Loss<CrossEntropyOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = PerExample<"crossEntropy", A, B>>(
    logits: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(logits: Tensor, target: Tensor): Tensor {
    return crossEntropy(logits, target, this.options);
  }
}

/** `binaryCrossEntropyWithLogits` as a module */
export class BCEWithLogitsLoss<R extends Reduction = "mean"> extends Loss<LossOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = Equal<"binaryCrossEntropyWithLogits", A, B>>(
    input: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.options);
  }
}

/** logProbabilities[i, indexes[i]]; its gradient is a matrix with one number in each row. */
function pick(logProbabilities: Tensor, indexes: Int32Array): Tensor {
  const places = empty([indexes.length, 1], "int32");
  places.data.set(indexes);
  return reshape(gather(logProbabilities, 1, places), [-1]);
}

/** Class numbers checked; for those to ignore 0, with a factor of 0 in `kept`. */
function readTarget(target: Tensor, classes: number, ignoreIndex: number) {
  const indexes = Int32Array.from(target.data);
  let ignored = 0;
  indexes.forEach((index, i) => {
    if (index === ignoreIndex) {
      ignored += 1;
      return;
    }
    if (index >= 0 && index < classes) return;
    throw new IndexError({
      problem: `Target ${i} is class ${index}, and there are ${classes} classes.`,
      attempt: `class numbers from 0 to ${classes - 1}, or { ignoreIndex: ${index} }`,
    });
  });
  if (ignored === 0) return { indexes, kept: undefined, counted: indexes.length };
  const kept = full([indexes.length], 1);
  const factors = kept.data;
  indexes.forEach((index, i) => {
    if (index !== ignoreIndex) return;
    factors[i] = 0;
    indexes[i] = 0;
  });
  return { indexes, kept, counted: indexes.length - ignored };
}

function targetMismatch(what: string, logits: Tensor, target: Tensor): ShapeError {
  const soft = what === "crossEntropy" ? ", or probabilities [N, C]" : "";
  return new ShapeError({
    problem: `${what} needs logits [N, C] and class numbers [N]${soft}.`,
    operands: [
      { role: "logits", name: logits.name, shape: logits.shape, note: logits.dtype },
      { role: "target", name: target.name, shape: target.shape, note: target.dtype },
    ],
    attempt: targetAttempt(logits, target),
  });
}

function targetAttempt(logits: Tensor, target: Tensor): string | undefined {
  if (logits.ndim > 2) return `logits.reshape([-1, ${logits.shape.at(-1)}]) and target.flatten()`;
  if (logits.ndim !== 2) return undefined;
  if (target.ndim === 2 && target.shape[1] === 1) return "target.squeeze(1)";
  if (target.ndim === 2 && sameShape(logits.shape, target.shape))
    return 'probabilities as floats: target.to("float32")';
  return target.ndim === 1
    ? `${logits.shape[0]} targets for ${logits.shape[0]} rows of logits; there are ${target.shape[0]}`
    : undefined;
}
