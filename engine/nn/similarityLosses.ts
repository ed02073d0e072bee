// How alike vectors are, and losses that draw those together which belong together.
import { ArgumentError, ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { add, div, maximum, minimum, mul, sub } from "../ops/arithmetic.ts";
import { eq, where } from "../ops/compare.ts";
import { norm, sum } from "../ops/reduce.ts";
import { clamp, relu, sqrt } from "../ops/unary.ts";
import { expand } from "../ops/views.ts";
import { needTensor } from "../tensor/given.ts";
import { broadcast, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss, type LossOptions, reduced } from "./reduction.ts";

export interface SimilarityOptions {
  /** The axis of the vectors. Default 1, as in PyTorch. */
  readonly dim?: number;
  /** Keeps from dividing by 0. Default 1e-8. */
  readonly eps?: number;
}

export interface MarginOptions extends LossOptions {
  /** How far apart is far enough. */
  readonly margin?: number;
}

export interface TripletOptions extends MarginOptions {
  /** Which p-norm measures distances. Default 2. */
  readonly p?: number;
  /** Uses the distance of positive and negative where it is smaller (Balntas et al. 2016). Default false. */
  readonly swap?: boolean;
  /** Added to differences. Default 1e-6. */
  readonly eps?: number;
}

export interface NormalizeOptions {
  /** Which p-norm. Default 2. */
  readonly p?: number;
  /** Default 1. */
  readonly dim?: number;
  /** Lengths below this count as this. Default 1e-12. */
  readonly eps?: number;
}

/** The cosine of the angle between vectors: a · b / (‖a‖ ‖b‖), each length at least `eps`. Broadcasts. */
export function cosineSimilarity(a: Tensor, b: Tensor, { dim = 1, eps = 1e-8 }: SimilarityOptions = {}): Tensor {
  needTensor(a, "cosineSimilarity", "a");
  needTensor(b, "cosineSimilarity", "b");
  // Stretched first, as in PyTorch: an axis of 1 that is repeated along `dim` makes a vector longer.
  const shape = broadcast(a.shape, b.shape, "cosineSimilarity");
  const [x, y] = [expand(a, shape), expand(b, shape)];
  const length = (v: Tensor): Tensor => maximum(norm(v, { dim, keepdim: true }), eps);
  return sum(mul(div(x, length(x)), div(y, length(y))), { dim });
}

/** ‖a - b + eps‖ₚ along the last axis. Broadcasts. */
export function pairwiseDistance(
  a: Tensor,
  b: Tensor,
  {
    p = 2,
    eps = 1e-6,
    keepdim = false,
  }: { readonly p?: number; readonly eps?: number; readonly keepdim?: boolean } = {},
): Tensor {
  needTensor(a, "pairwiseDistance", "a");
  needTensor(b, "pairwiseDistance", "b");
  return norm(add(sub(a, b), eps), { p, dim: -1, keepdim });
}

/** x divided by its length along an axis: vectors of length 1. */
export function normalize(x: Tensor, { p = 2, dim = 1, eps = 1e-12 }: NormalizeOptions = {}): Tensor {
  needTensor(x, "normalize");
  return div(x, maximum(norm(x, { p, dim, keepdim: true }), eps));
}

/**
 * Pairs [N, D] that belong together (target 1): 1 - cos; that do not (target -1): max(0, cos - margin). Default margin 0.
 * @throws ShapeError, ArgumentError for other targets
 */
export function cosineEmbeddingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  { margin = 0, reduction = "mean" }: MarginOptions = {},
): Tensor {
  needTensor(a, "cosineEmbeddingLoss", "a");
  needTensor(b, "cosineEmbeddingLoss", "b");
  needTensor(target, "cosineEmbeddingLoss", "target");
  checkSigns("cosineEmbeddingLoss", target);
  if (!sameShape(a.shape, b.shape) || a.ndim < 1 || a.ndim > 2 || target.ndim !== a.ndim - 1) {
    throw new ShapeError({
      problem: "cosineEmbeddingLoss needs two tensors [N, D] and targets [N].",
      operands: [
        { role: "left", name: a.name, shape: a.shape },
        { role: "right", name: b.name, shape: b.shape },
        { role: "target", name: target.name, shape: target.shape },
      ],
    });
  }
  // PyTorch's ε here is another one: under the root, with the squares.
  const eps = 1e-12;
  const squares = (x: Tensor): Tensor => add(sum(mul(x, x), { dim: -1 }), eps);
  const cosine = div(sum(mul(a, b), { dim: -1 }), sqrt(mul(squares(a), squares(b))));
  return reduced(where(eq(target, 1), sub(1, cosine), relu(sub(cosine, margin))), reduction);
}

/** max(0, -target (a - b) + margin): which of two should be larger, 1 for a, -1 for b. Default margin 0. */
export function marginRankingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  { margin = 0, reduction = "mean" }: MarginOptions = {},
): Tensor {
  return reduced(clamp(add(mul(mul(target, sub(a, b)), -1), margin), { min: 0 }), reduction);
}

/** x where the target is 1, max(0, margin - x) where it is -1. Default margin 1. */
export function hingeEmbeddingLoss(
  x: Tensor,
  target: Tensor,
  { margin = 1, reduction = "mean" }: MarginOptions = {},
): Tensor {
  needTensor(x, "hingeEmbeddingLoss");
  needTensor(target, "hingeEmbeddingLoss", "target");
  checkSigns("hingeEmbeddingLoss", target);
  return reduced(where(eq(target, 1), x, clamp(sub(margin, x), { min: 0 })), reduction);
}

/** max(0, d(anchor, positive) - d(anchor, negative) + margin) (Schroff et al. 2015). Default margin 1. */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { margin = 1, p = 2, swap = false, eps = 1e-6, reduction = "mean" }: TripletOptions = {},
): Tensor {
  const near = pairwiseDistance(anchor, positive, { p, eps });
  const far = pairwiseDistance(anchor, negative, { p, eps });
  const distance = swap ? minimum(far, pairwiseDistance(positive, negative, { p, eps })) : far;
  return reduced(clamp(add(sub(near, distance), margin), { min: 0 }), reduction);
}

/** `cosineEmbeddingLoss` as a module */
export class CosineEmbeddingLoss extends Loss<MarginOptions> {
  override forward(a: Tensor, b: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(a, b, target, this.options);
  }
}

/** `marginRankingLoss` as a module */
export class MarginRankingLoss extends Loss<MarginOptions> {
  override forward(a: Tensor, b: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(a, b, target, this.options);
  }
}

/** `hingeEmbeddingLoss` as a module */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  override forward(x: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(x, target, this.options);
  }
}

/** `tripletMarginLoss` as a module */
export class TripletMarginLoss extends Loss<TripletOptions> {
  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}

/** `cosineSimilarity` as a module */
export class CosineSimilarity extends Loss<SimilarityOptions> {
  override forward(a: Tensor, b: Tensor): Tensor {
    return cosineSimilarity(a, b, this.options);
  }
}

/** `pairwiseDistance` as a module */
export class PairwiseDistance extends Loss<{ readonly p?: number; readonly eps?: number; readonly keepdim?: boolean }> {
  override forward(a: Tensor, b: Tensor): Tensor {
    return pairwiseDistance(a, b, this.options);
  }
}

function checkSigns(what: string, target: Tensor): void {
  work(() => {
    const odd = target.data.find((sign) => sign !== 1 && sign !== -1);
    if (odd !== undefined) throw new ArgumentError(`${what} needs targets of 1 and -1, and one is ${odd}.`);
  });
}
