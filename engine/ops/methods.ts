// The operations as methods of tensors: `x.matmul(w).add(b).tanh()` reads from left to right. Each does what the function
// of its name does, with the tensor as first operand; the documentation is there.
import * as autograd from "../autograd/backward.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Dropped, Permuted, Reduced, Resized, Squeezed, Transposed, Unsqueezed } from "../tensor/shapes/axes.ts";
import type { Broadcast } from "../tensor/shapes/broadcast.ts";
import type { AnyShape, AnySize, Fits, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Part } from "../tensor/shapes/indexing.ts";
import type { Expanded, Flattened, Reshaped } from "../tensor/shapes/layout.ts";
import type { MatMul } from "../tensor/shapes/product.ts";
import { Tensor } from "../tensor/tensor.ts";
import { addProducts } from "./addProducts.ts";
import * as arithmetic from "./arithmetic.ts";
import * as compare from "./compare.ts";
import { onesLike } from "./create.ts";
import { accumulate } from "./elementwise.ts";
import * as inPlace from "./inPlace.ts";
import * as indexing from "./indexing.ts";
import { installMethods } from "./installMethods.ts";
import { chunk, split } from "./join.ts";
import { matmul } from "./matmul.ts";
import type { Stretchable } from "./operand.ts";
import * as reduce from "./reduce.ts";
import type { Dims, Reducing } from "./reduce.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import * as sorting from "./sort.ts";
import * as unary from "./unary.ts";
import * as views from "./views.ts";

declare module "../tensor/tensor.ts" {
  /*!
   * @ts-expect-error 2636: as at the class. */
  interface Tensor<S extends Shape = AnyShape> {
    /** Adds ∂this/∂leaf to `.grad` of every leaf that requires gradients. This is a single number, unless `gradient` is given. */
    backward(options?: autograd.BackwardOptions): void;

    /** this + other, broadcast */
    add<B extends Shape = [], R = Broadcast<"add", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    /** this - other, broadcast */
    sub<B extends Shape = [], R = Broadcast<"sub", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    /** this · other number by number, broadcast */
    mul<B extends Shape = [], R = Broadcast<"mul", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    /** this / other, broadcast; integers give float32 */
    div<B extends Shape = [], R = Broadcast<"div", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    /** this to the power of other */
    pow<B extends Shape = [], R = Broadcast<"pow", S, B>>(exponent: Stretchable<R, B>): Tensor<Known<R>>;
    maximum<B extends Shape = [], R = Broadcast<"maximum", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    minimum<B extends Shape = [], R = Broadcast<"minimum", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    /** Matrix product: [..., n, k] · [..., k, m] → [..., n, m] */
    matmul<B extends Shape, R = MatMul<S, B>>(other: Fits<R, Tensor<B>>): Tensor<Known<R>>;

    neg(): Tensor<S>;
    abs(): Tensor<S>;
    sqrt(): Tensor<S>;
    rsqrt(): Tensor<S>;
    reciprocal(): Tensor<S>;
    square(): Tensor<S>;
    exp(): Tensor<S>;
    /** Natural logarithm */
    log(): Tensor<S>;
    log1p(): Tensor<S>;
    sin(): Tensor<S>;
    cos(): Tensor<S>;
    tanh(): Tensor<S>;
    sigmoid(): Tensor<S>;
    erf(): Tensor<S>;
    relu(): Tensor<S>;
    silu(): Tensor<S>;
    gelu(): Tensor<S>;
    floor(): Tensor<S>;
    ceil(): Tensor<S>;
    round(): Tensor<S>;
    sign(): Tensor<S>;
    /** Kept between `min` and `max` */
    clamp(options: unary.ClampOptions): Tensor<S>;

    eq<B extends Shape = [], R = Broadcast<"eq", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    ne<B extends Shape = [], R = Broadcast<"ne", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    lt<B extends Shape = [], R = Broadcast<"lt", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    le<B extends Shape = [], R = Broadcast<"le", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    gt<B extends Shape = [], R = Broadcast<"gt", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    ge<B extends Shape = [], R = Broadcast<"ge", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    logicalAnd<B extends Shape = [], R = Broadcast<"logicalAnd", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    logicalOr<B extends Shape = [], R = Broadcast<"logicalOr", S, B>>(other: Stretchable<R, B>): Tensor<Known<R>>;
    logicalNot(): Tensor<S>;
    isnan(): Tensor<S>;
    isfinite(): Tensor<S>;
    /** `value` wherever the mask is true */
    maskedFill<M extends Shape, R = Broadcast<"maskedFill", S, M>>(
      mask: Fits<R, Tensor<M>>,
      value: number,
    ): Tensor<Known<R>>;
    allclose<B extends Shape, R = Broadcast<"allclose", S, B>>(
      other: Fits<R, Tensor<B>>,
      options?: compare.CloseOptions,
    ): boolean;

    /** Sum over `dim` (default all axes) */
    sum<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"sum", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    mean<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"mean", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    var<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"var", S, D, K>>(
      options?: Reducing<R, D, K> & Pick<reduce.VarOptions, "correction">,
    ): Tensor<Known<R>>;
    std<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"std", S, D, K>>(
      options?: Reducing<R, D, K> & Pick<reduce.VarOptions, "correction">,
    ): Tensor<Known<R>>;
    norm<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"norm", S, D, K>>(
      options?: Reducing<R, D, K> & { readonly p?: number },
    ): Tensor<Known<R>>;
    /** Largest number over `dim` (default all axes) */
    amax<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"amax", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    amin<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"amin", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    argmax<
      const D extends number | undefined = undefined,
      const K extends boolean = false,
      R = Reduced<"argmax", S, D, K>,
    >(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    argmin<
      const D extends number | undefined = undefined,
      const K extends boolean = false,
      R = Reduced<"argmin", S, D, K>,
    >(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    logsumexp<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"logsumexp", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    all<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"all", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    any<const D extends Dims = undefined, const K extends boolean = false, R = Reduced<"any", S, D, K>>(
      options?: Reducing<R, D, K>,
    ): Tensor<Known<R>>;
    cumsum(dim: number): Tensor<S>;
    /** In order along `dim` (default the last axis), and where the numbers stood */
    sort(options?: sorting.SortOptions): sorting.Sorted<S>;
    argsort(options?: sorting.SortOptions): Tensor<S>;
    /** The k largest numbers along `dim` (default the last axis), and where they stood */
    topk<const K extends number, const D extends number = -1>(
      k: K,
      options?: sorting.TopKOptions<D>,
    ): sorting.Sorted<Known<Resized<"topk", S, D, Size<K>>>>;
    /** Along `dim`, default the last axis */
    softmax(dim?: number): Tensor<S>;
    logSoftmax(dim?: number): Tensor<S>;

    /** Another shape for the same numbers; one size may be -1 */
    reshape<const N extends Shape, R = Reshaped<S, N>>(shape: Fits<R, N>): Tensor<Known<R>>;
    flatten<const F extends number = 0, const L extends number = -1>(
      start?: F,
      end?: L,
    ): Tensor<Known<Flattened<S, F, L>>>;
    permute<const D extends readonly number[], R = Permuted<S, D>>(dims: Fits<R, D>): Tensor<Known<R>>;
    /** Two axes exchanged, default the last two */
    transpose<const P extends number = -2, const Q extends number = -1, R = Transposed<S, P, Q>>(
      dim0?: Fits<R, P>,
      dim1?: Q,
    ): Tensor<Known<R>>;
    /** The last two axes exchanged */
    readonly T: Tensor<Known<Transposed<S, -2, -1>>>;
    unsqueeze<const D extends number, R = Unsqueezed<S, D>>(dim: Fits<R, D>): Tensor<Known<R>>;
    squeeze<const D extends number | undefined = undefined, R = Squeezed<S, D>>(dim?: Fits<R, D>): Tensor<Known<R>>;
    /** Axes of size 1 repeated to a larger shape */
    expand<const N extends Shape, R = Expanded<S, N>>(shape: Fits<R, N>): Tensor<Known<R>>;
    /** `length` slices from `start` on, along `dim` */
    narrow<const D extends number, const L extends number, R = Resized<"narrow", S, D, Size<L>>>(
      dim: Fits<R, D>,
      start: number,
      length: L,
    ): Tensor<Known<R>>;
    /** The part at one index of an axis, which disappears */
    select<const D extends number, R = Dropped<"select", S, D>>(dim: Fits<R, D>, index: number): Tensor<Known<R>>;
    split<const D extends number = 0, R = Resized<"split", S, D, AnySize>>(
      size: number | readonly number[],
      dim?: Fits<R, D>,
    ): Tensor<Known<R>>[];
    chunk<const D extends number = 0, R = Resized<"chunk", S, D, AnySize>>(
      chunks: number,
      dim?: Fits<R, D>,
    ): Tensor<Known<R>>[];
    contiguous(): Tensor<S>;

    /** A part, as NumPy's x[…]: integers, [start, end], { start, end, step }, null, "...", index and mask tensors */
    at<const I extends readonly indexing.Index[]>(...indexes: I): Tensor<Part<S, I>>;
    indexSelect(dim: number, indexes: Tensor): Tensor;
    gather<I extends Shape>(dim: number, indexes: Tensor<I>): Tensor<I>;
    scatterAdd(dim: number, indexes: Tensor, source: Tensor): Tensor<S>;

    clone(): Tensor<S>;
    /** The numbers in another dtype */
    to(dtype: DType): Tensor<S>;
    copy_<B extends Shape, R = Broadcast<"copy_", S, B>>(values: Fits<R, Tensor<B>>): this;
    fill_(value: number): this;
    zero_(): this;
    add_<B extends Shape = [], R = Broadcast<"add_", S, B>>(other: Stretchable<R, B>): this;
    sub_<B extends Shape = [], R = Broadcast<"sub_", S, B>>(other: Stretchable<R, B>): this;
    mul_<B extends Shape = [], R = Broadcast<"mul_", S, B>>(other: Stretchable<R, B>): this;
    div_<B extends Shape = [], R = Broadcast<"div_", S, B>>(other: Stretchable<R, B>): this;
  }
}

const { add, sub, mul, div, pow, maximum, minimum } = arithmetic;
const { neg, abs, sqrt, rsqrt, reciprocal, square, exp, log, log1p, sin, cos, tanh, sigmoid, erf, relu, silu, gelu } =
  unary;
const { floor, ceil, round, sign, clamp, clone, to } = unary;
const { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalNot, isnan, isfinite, maskedFill, allclose } = compare;
const { sum, mean, variance, std, norm, amax, amin, argmax, argmin, logsumexp, all, any, cumsum } = reduce;
const { sort, argsort, topk } = sorting;
const { reshape, flatten, permute, transpose, unsqueeze, squeeze, expand, narrow, select } = views;
const { at, indexSelect, gather, scatterAdd } = indexing;
const { copy_, fill_, add_, sub_, mul_, div_ } = inPlace;

installMethods({ backward: autograd.backward });
installMethods({ add, sub, mul, div, pow, maximum, minimum, matmul });
installMethods({
  neg,
  abs,
  sqrt,
  rsqrt,
  reciprocal,
  square,
  exp,
  log,
  log1p,
  sin,
  cos,
  tanh,
  sigmoid,
  erf,
  relu,
  silu,
  gelu,
});
installMethods({ floor, ceil, round, sign, clamp, clone, to });
installMethods({ eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalNot, isnan, isfinite, maskedFill, allclose });
installMethods({ sum, mean, var: variance, std, norm, amax, amin, argmax, argmin, logsumexp, all, any, cumsum });
installMethods({ sort, argsort, topk });
installMethods({ softmax, logSoftmax });
installMethods({ reshape, flatten, permute, transpose, unsqueeze, squeeze, expand, narrow, select, split, chunk });
installMethods({
  contiguous: (x: Tensor) => (x.isContiguous ? x : clone(x)),
});
installMethods({ at, indexSelect, gather, scatterAdd });
installMethods({ copy_, fill_, add_, sub_, mul_, div_, zero_: (x: Tensor) => fill_(x, 0) });

Object.defineProperty(Tensor.prototype, "T", {
  get(this: Tensor) {
    return transpose(this);
  },
  configurable: true,
});

autograd.installArithmetic({ add, accumulate, addProducts, onesLike, to });
