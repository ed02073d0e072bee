// Further operations as methods of tensors: those that models need less often than those in `methods.ts`. The
// documentation is at the functions.
import type { Shape } from "../tensor/shape.ts";
import type { Reduced } from "../tensor/shapes/axes.ts";
import type { AnyShape, Fits, Known } from "../tensor/shapes/gradual.ts";
import type { Reshaped } from "../tensor/shapes/layout.ts";
import { equal, isclose, isinf, logicalXor, nanToNum, type NanToNumOptions } from "./checks.ts";
import type { CloseOptions } from "./compare.ts";
import {
  bincount,
  type BincountOptions,
  countNonzero,
  type Distinct,
  histc,
  type HistcOptions,
  searchsorted,
  unique,
} from "./counting.ts";
import { diag, diagonal, type DiagonalOptions, trace, tril, triu } from "./diagonals.ts";
import { type AlongOptions, max, median, min } from "./extremes.ts";
import { installMethods } from "./installMethods.ts";
import * as mathFunctions from "./mathFunctions.ts";
import { addcdiv, addcmul, atan2, fmod, hypot, lerp, logaddexp, remainder } from "./mixing.ts";
import type { Operand } from "./operand.ts";
import { cumprod, dot, outer, prod } from "./products.ts";
import { flip, movedim, repeat, repeatInterleave, roll, tile, unbind, unflatten } from "./rearrange.ts";
import type { Dims, Reducing } from "./reduce.ts";
import { indexAdd, maskedSelect, nonzero, scatter, takeAlongDim } from "./selecting.ts";
import type { Sorted } from "./sort.ts";
import { reshape } from "./views.ts";

declare module "../tensor/tensor.ts" {
  /*!
   * @ts-expect-error 2636: as at the class. */
  interface Tensor<S extends Shape = AnyShape> {
    tan(): Tensor<S>;
    asin(): Tensor<S>;
    acos(): Tensor<S>;
    atan(): Tensor<S>;
    sinh(): Tensor<S>;
    cosh(): Tensor<S>;
    asinh(): Tensor<S>;
    acosh(): Tensor<S>;
    atanh(): Tensor<S>;
    /** eˣ - 1, exact near 0 */
    expm1(): Tensor<S>;
    exp2(): Tensor<S>;
    log2(): Tensor<S>;
    log10(): Tensor<S>;
    /** The fraction cut off */
    trunc(): Tensor<S>;
    frac(): Tensor<S>;

    /** What is left of this / other, with the sign of other, as Python's % */
    remainder(other: Operand): Tensor;
    /** What is left of this / other, with the sign of this */
    fmod(other: Operand): Tensor;
    /** The angle of the point (other, this) */
    atan2(other: Operand): Tensor;
    hypot(other: Operand): Tensor;
    /** ln(eᵃ + eᵇ) */
    logaddexp(other: Operand): Tensor;
    /** this + weight · (end - this) */
    lerp(end: Operand, weight: Operand): Tensor;
    /** this + value · a · b */
    addcmul(a: Tensor, b: Operand, options?: { readonly value?: number }): Tensor;
    /** this + value · a / b */
    addcdiv(a: Tensor, b: Operand, options?: { readonly value?: number }): Tensor;

    isinf(): Tensor<S>;
    isclose(other: Operand, options?: CloseOptions): Tensor;
    /** Whether both have one shape and the same numbers */
    equal(other: Tensor): boolean;
    logicalXor(other: Operand): Tensor;
    nanToNum(options?: NanToNumOptions): Tensor<S>;

    /** Product over `dim` (default all axes) */
    prod<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"prod", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    cumprod(dim: number): Tensor<S>;
    dot(other: Tensor): Tensor<[]>;
    /** aᵢ bⱼ: [n], [m] → [n, m] */
    outer(other: Tensor): Tensor;
    /** The largest number; with `dim`, the largest along an axis and their places */
    max(): Tensor<[]>;
    max(options: AlongOptions): Sorted;
    /** The smallest number; with `dim`, the smallest along an axis and their places */
    min(): Tensor<[]>;
    min(options: AlongOptions): Sorted;
    /** The middle number, the lower of two; with `dim`, along an axis, with its place */
    median(): Tensor<[]>;
    median(options: AlongOptions): Sorted;
    countNonzero<
      const D extends Dims = undefined,
      const K extends boolean = false,
      R = Reduced<"countNonzero", S, D, K>,
    >(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;

    /** As `reshape`; PyTorch's `view` refuses where a copy is needed, this one makes it */
    view<const N extends Shape>(shape: Fits<Reshaped<S, N>, N>): Tensor<Known<Reshaped<S, N>>>;
    /** Backwards along the given axes; default all */
    flip(dims?: number | readonly number[]): Tensor<S>;
    roll(shifts: number | readonly number[], dims?: number | readonly number[]): Tensor<S>;
    /** The whole tensor `sizes[i]` times along axis i */
    repeat(sizes: Shape): Tensor;
    tile(sizes: Shape): Tensor;
    /** Each slice several times: [1, 2] by 2 → [1, 1, 2, 2] */
    repeatInterleave(repeats: number | Tensor, dim?: number): Tensor;
    movedim(from: number | readonly number[], to: number | readonly number[]): Tensor;
    unflatten(dim: number, sizes: Shape): Tensor;
    /** All slices of an axis, which disappears; default the first */
    unbind(dim?: number): Tensor[];

    /** The lower triangle up to a diagonal; the rest is 0 */
    tril(diagonal?: number): Tensor<S>;
    /** The upper triangle from a diagonal on; the rest is 0 */
    triu(diagonal?: number): Tensor<S>;
    /** A vector on the diagonal of a matrix, or the diagonal of a matrix */
    diag(offset?: number): Tensor;
    diagonal(options?: DiagonalOptions): Tensor;
    trace(): Tensor<[]>;

    /** The numbers where the mask is true [n] */
    maskedSelect(mask: Tensor): Tensor;
    /** Where numbers are not 0: [n, axes] int32 */
    nonzero(): Tensor;
    /** Like `gather`, but both broadcast on the other axes */
    takeAlongDim(indexes: Tensor, dim?: number): Tensor;
    /** With numbers of `source`, or one number, at the places that `gather` would read */
    scatter(dim: number, indexes: Tensor, source: Tensor | number): Tensor<S>;
    /** With the slices of `source` added to those at `indexes` along an axis */
    indexAdd(dim: number, indexes: Tensor, source: Tensor): Tensor<S>;

    /** The distinct numbers in order [n] */
    unique(): Tensor;
    unique(options: { returnInverse: true } | { returnCounts: true }): Distinct;
    bincount(options?: BincountOptions): Tensor;
    histc(options?: HistcOptions): Tensor;
    /** Where each value would have to be put into this sorted row */
    searchsorted<V extends Shape>(values: Tensor<V>, options?: { readonly right?: boolean }): Tensor<V>;
  }
}

installMethods({ ...mathFunctions });
installMethods({ remainder, fmod, atan2, hypot, logaddexp, lerp, addcmul, addcdiv });
installMethods({ isinf, isclose, equal, logicalXor, nanToNum });
installMethods({ prod, cumprod, dot, outer, max, min, median, countNonzero });
installMethods({ view: reshape, flip, roll, repeat, tile, repeatInterleave, movedim, unflatten, unbind });
installMethods({ tril, triu, diag, diagonal, trace });
installMethods({ maskedSelect, nonzero, takeAlongDim, scatter, indexAdd });
installMethods({ unique, bincount, histc, searchsorted });
