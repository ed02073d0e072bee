// Losses of class scores: one of C classes is right, or each has a probability. Names, defaults and reductions are
// PyTorch's; axes after the second are places, each with scores of its own.
import { ArgumentError, DTypeError, IndexError, ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { ne, where } from "../ops/compare.ts";
import { cast } from "../ops/contiguous.ts";
import { crossEntropyMean, crossEntropyRows } from "../ops/crossEntropy.ts";
import { gather, indexSelect } from "../ops/indexing.ts";
import { sum } from "../ops/reduce.ts";
import { logSoftmax } from "../ops/softmax.ts";
import { neg } from "../ops/unary.ts";
import { permute, reshape } from "../ops/views.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import { numelOf, sameShape, type Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import type { PerExample } from "../tensor/shapes/layers.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { Loss, type LossOptions, type LossShape, reduced, type Reduction } from "./reduction.ts";

export interface NLLLossOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** How much each class counts [C]; the mean is over these weights. Default all 1. */
  readonly weight?: Tensor;
  /** Targets of this class do not count. Default -100. */
  readonly ignoreIndex?: number;
}

export interface CrossEntropyOptions<R extends Reduction = Reduction> extends NLLLossOptions<R> {
  /** This much probability is spread over all classes (Szegedy et al. 2016), from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * -ln softmax(logits)[target]: logits [N, C] with class numbers [N], or with probabilities [N, C]; [C] with one number;
 * [N, C, d1, …] with [N, d1, …] or probabilities of the logits' shape. The mean is over targets that count.
 * @throws ShapeError, ArgumentError, IndexError for class numbers outside 0 … C-1
 */
export function crossEntropy<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = PerExample<"crossEntropy", A, B>,
>(logits: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: CrossEntropyOptions<R>): Tensor<LossShape<Each, R>>;
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  needTensor(logits, "crossEntropy", "logits");
  needTensor(target, "crossEntropy", "target");
  const { reduction = "mean", labelSmoothing = 0, weight } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError(`crossEntropy needs a labelSmoothing from 0 to 1, not ${labelSmoothing}.`);
  }
  const classes = checkWeight("crossEntropy", logits, weight);
  const rows = toRows(logits);
  if (isFloat(target.dtype) && sameShape(logits.shape, target.shape)) {
    const wanted = add(mul(toRows(target), 1 - labelSmoothing), labelSmoothing / classes);
    const weighted = weight ? mul(wanted, weight) : wanted;
    const losses = neg(sum(mul(weighted, logSoftmax(rows)), { dim: 1 }));
    return reduced(reduction === "none" ? reshape(losses, placesOf(logits)) : losses, reduction);
  }
  const { ignoreIndex = -100 } = options;
  const places = readTarget("crossEntropy", logits, target, ignoreIndex);
  if (!weight && reduction === "mean" && rows.dtype === "float32") {
    return crossEntropyMean(rows, places, ignoreIndex, labelSmoothing);
  }
  if (!weight || labelSmoothing === 0) {
    return weighed(crossEntropyRows(rows, places, ignoreIndex, labelSmoothing), logits, places, options);
  }
  // (1-ε) w_t (-ln p_t) + ε/C Σ w_c (-ln p_c): what is spread is weighed by class, too.
  const logs = logSoftmax(rows);
  const kept = ne(places, ignoreIndex);
  const picked = mul(pick(logs, places, kept), indexSelect(weight, 0, where(kept, places, 0)));
  const spread = sum(mul(logs, weight), { dim: 1 });
  const losses = neg(add(mul(picked, 1 - labelSmoothing), mul(spread, labelSmoothing / classes)));
  return collected(where(kept, losses, 0), logits, places, options);
}

/**
 * -logProbabilities[target]: [N, C] with class numbers [N], and as in `crossEntropy` with one axis or more than two.
 * @throws ShapeError, IndexError
 */
export function nllLoss<
  A extends Shape,
  B extends Shape,
  const R extends Reduction = "mean",
  Each = PerExample<"nllLoss", A, B>,
>(logProbabilities: Tensor<A>, target: Fits<Each, Tensor<B>>, options?: NLLLossOptions<R>): Tensor<LossShape<Each, R>>;
export function nllLoss(logProbabilities: Tensor, target: Tensor, options: NLLLossOptions = {}): Tensor {
  needTensor(logProbabilities, "nllLoss", "logProbabilities");
  needTensor(target, "nllLoss", "target");
  const { ignoreIndex = -100, weight } = options;
  checkWeight("nllLoss", logProbabilities, weight);
  const places = readTarget("nllLoss", logProbabilities, target, ignoreIndex);
  const kept = ne(places, ignoreIndex);
  const losses = neg(where(kept, pick(toRows(logProbabilities), places, kept), 0));
  return weighed(losses, logProbabilities, places, options);
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

/** `nllLoss` as a module */
export class NLLLoss<R extends Reduction = "mean"> extends Loss<NLLLossOptions<R>> {
  override forward<A extends Shape, B extends Shape, Each = PerExample<"nllLoss", A, B>>(
    logProbabilities: Tensor<A>,
    target: Fits<Each, Tensor<B>>,
  ): Tensor<LossShape<Each, R>>;
  override forward(logProbabilities: Tensor, target: Tensor): Tensor {
    return nllLoss(logProbabilities, target, this.options);
  }
}

/** [N, C, d1, …] → [N · d1 · …, C]; [C] → [1, C] */
function toRows(scores: Tensor): Tensor {
  if (scores.ndim < 3) return reshape(scores, [-1, scores.shape.at(-1)!]);
  const last = scores.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  return reshape(permute(scores, [...last, 1]), [-1, scores.shape[1]!]);
}

/** The shape of one loss each. */
const placesOf = ({ shape }: Tensor): readonly number[] =>
  shape.filter((_, axis) => axis !== Math.min(1, shape.length - 1));

/** Losses times the weight of their class, collected. */
function weighed(losses: Tensor, scores: Tensor, places: Tensor, options: NLLLossOptions): Tensor {
  const { weight, ignoreIndex = -100 } = options;
  const own = weight ? mul(losses, indexSelect(weight, 0, where(ne(places, ignoreIndex), places, 0))) : losses;
  return collected(own, scores, places, options);
}

/** The mean is over the weights of the targets that count. */
function collected(losses: Tensor, scores: Tensor, places: Tensor, options: NLLLossOptions): Tensor {
  const { reduction = "mean", weight, ignoreIndex = -100 } = options;
  if (reduction !== "mean") {
    return reduced(reduction === "none" ? reshape(losses, placesOf(scores)) : losses, reduction);
  }
  const share = empty([], losses.dtype);
  work(() => {
    const factors = weight?.data;
    let counted = 0;
    for (const place of places.data) if (place !== ignoreIndex) counted += factors ? factors[place]! : 1;
    share.data[0] = 1 / counted;
  });
  return mul(sum(losses), share);
}

/** rows[i, places[i]], and anything where the target does not count. */
const pick = (rows: Tensor, places: Tensor, kept: Tensor): Tensor =>
  reshape(gather(rows, 1, reshape(where(kept, places, 0), [-1, 1])), [-1]);

/** Class numbers as int32 [rows], checked. */
function readTarget(what: string, scores: Tensor, target: Tensor, ignoreIndex: number): Tensor {
  if (!sameShape(target.shape, placesOf(scores)) && !(scores.ndim === 1 && target.numel() === 1)) {
    throw targetMismatch(what, scores, target);
  }
  const classes = scores.shape[Math.min(1, scores.ndim - 1)]!;
  const places = reshape(cast(target.detach(), "int32"), [numelOf(target.shape)]);
  work(() => {
    if (isFloat(target.dtype)) checkWhole(what, target.data);
    checkClasses(places.data, classes, ignoreIndex);
  });
  return places;
}

/** Floats are class numbers if they are whole: cutting off a fraction would make another class of it. */
function checkWhole(what: string, numbers: ArrayLike<number>): void {
  for (let i = 0; i < numbers.length; i += 1) {
    if (Number.isInteger(numbers[i])) continue;
    throw new DTypeError({
      problem: `${what} takes class numbers, and target ${i} is ${numbers[i]}, which is none.`,
      attempt: "argmax() of probabilities, or probabilities of the shape of the scores",
    });
  }
}

function checkClasses(numbers: ArrayLike<number>, classes: number, ignoreIndex: number): void {
  for (let i = 0; i < numbers.length; i += 1) {
    const index = numbers[i]!;
    if ((index >= 0 && index < classes) || index === ignoreIndex) continue;
    throw new IndexError({
      problem: `Target ${i} is class ${index}, and there are ${classes} classes.`,
      attempt: `class numbers from 0 to ${classes - 1}, or { ignoreIndex: ${index} }`,
    });
  }
}

function checkWeight(what: string, scores: Tensor, weight: Tensor | undefined): number {
  const classes = scores.shape[Math.min(1, scores.ndim - 1)];
  if (classes === undefined) {
    throw new ShapeError({
      problem: `${what} needs scores of classes [C], [N, C] or [N, C, …].`,
      operands: [{ role: "scores", name: scores.name, shape: scores.shape }],
    });
  }
  if (!weight || sameShape(weight.shape, [classes])) return classes;
  throw new ShapeError({
    problem: `${what} needs one weight for each of the ${classes} classes.`,
    operands: [{ role: "weight", name: weight.name, shape: weight.shape }],
  });
}

function targetMismatch(what: string, scores: Tensor, target: Tensor): ShapeError {
  const name = what === "crossEntropy" ? "logits" : "logProbabilities";
  const alternative = what === "crossEntropy" ? ", or probabilities of the logits' shape" : "";
  const lost = scores.ndim > 2 && target.ndim === scores.ndim - 1;
  return new ShapeError({
    problem: `${what} needs ${name} [N, C] and class numbers [N]${alternative}; further axes follow both.`,
    operands: [
      { role: name, name: scores.name, shape: scores.shape, note: scores.dtype },
      { role: "target", name: target.name, shape: target.shape, note: target.dtype },
    ],
    attempt: lost ? `${name}.transpose(1, -1): the classes belong on axis 1` : undefined,
  });
}
