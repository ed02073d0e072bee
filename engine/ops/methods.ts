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
import * as arithmetic from "./arithmetic.ts";
import * as compare from "./compare.ts";
import { onesLike } from "./create.ts";
import * as inPlace from "./inPlace.ts";
import * as indexing from "./indexing.ts";
import { installMethods } from "./installMethods.ts";
import { chunk, split } from "./join.ts";
import { matmul } from "./matmul.ts";
import type { Both, Stretchable } from "./operand.ts";
import * as reduce from "./reduce.ts";
import type { Dims, Reducing } from "./reduce.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import * as sorting from "./sort.ts";
import * as unary from "./unary.ts";
import * as views from "./views.ts";

declare module "../tensor/tensor.ts" {
  // @ts-expect-error 2636: as at the class.
  interface Tensor<S extends Shape = AnyShape> {
    /** Adds ∂this/∂leaf to `.grad` of every leaf that requires gradients. This is a single number, unless `gradient` is given. */
    backward(options?: autograd.BackwardOptions): void;

    /** this + other, broadcast */
    add<B extends Shape = []>(other: Stretchable<"add", S, B>): Both<"add", S, B>;
    /** this - other, broadcast */
    sub<B extends Shape = []>(other: Stretchable<"sub", S, B>): Both<"sub", S, B>;
    /** this · other number by number, broadcast */
    mul<B extends Shape = []>(other: Stretchable<"mul", S, B>): Both<"mul", S, B>;
    /** this / other, broadcast; integers give float32 */
    div<B extends Shape = []>(other: Stretchable<"div", S, B>): Both<"div", S, B>;
    /** this to the power of other */
    pow<B extends Shape = []>(exponent: Stretchable<"pow", S, B>): Both<"pow", S, B>;
    maximum<B extends Shape = []>(other: Stretchable<"maximum", S, B>): Both<"maximum", S, B>;
    minimum<B extends Shape = []>(other: Stretchable<"minimum", S, B>): Both<"minimum", S, B>;
    /** Matrix product: [..., n, k] · [..., k, m] → [..., n, m] */
    matmul<B extends Shape>(other: Fits<MatMul<S, B>, Tensor<B>>): Tensor<Known<MatMul<S, B>>>;

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

    eq<B extends Shape = []>(other: Stretchable<"eq", S, B>): Both<"eq", S, B>;
    ne<B extends Shape = []>(other: Stretchable<"ne", S, B>): Both<"ne", S, B>;
    lt<B extends Shape = []>(other: Stretchable<"lt", S, B>): Both<"lt", S, B>;
    le<B extends Shape = []>(other: Stretchable<"le", S, B>): Both<"le", S, B>;
    gt<B extends Shape = []>(other: Stretchable<"gt", S, B>): Both<"gt", S, B>;
    ge<B extends Shape = []>(other: Stretchable<"ge", S, B>): Both<"ge", S, B>;
    logicalAnd<B extends Shape = []>(other: Stretchable<"logicalAnd", S, B>): Both<"logicalAnd", S, B>;
    logicalOr<B extends Shape = []>(other: Stretchable<"logicalOr", S, B>): Both<"logicalOr", S, B>;
    logicalNot(): Tensor<S>;
    isnan(): Tensor<S>;
    isfinite(): Tensor<S>;
    /** `value` wherever the mask is true */
    maskedFill<M extends Shape>(
      mask: Fits<Broadcast<"maskedFill", S, M>, Tensor<M>>,
      value: number,
    ): Both<"maskedFill", S, M>;
    allclose<B extends Shape>(
      other: Fits<Broadcast<"allclose", S, B>, Tensor<B>>,
      options?: compare.CloseOptions,
    ): boolean;

    /** Sum over `dim` (default all axes) */
    sum<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"sum", S, D, K>,
    ): Tensor<Known<Reduced<"sum", S, D, K>>>;
    mean<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"mean", S, D, K>,
    ): Tensor<Known<Reduced<"mean", S, D, K>>>;
    var<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"var", S, D, K> & Pick<reduce.VarOptions, "correction">,
    ): Tensor<Known<Reduced<"var", S, D, K>>>;
    std<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"std", S, D, K> & Pick<reduce.VarOptions, "correction">,
    ): Tensor<Known<Reduced<"std", S, D, K>>>;
    norm<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"norm", S, D, K> & { readonly p?: number },
    ): Tensor<Known<Reduced<"norm", S, D, K>>>;
    /** Largest number over `dim` (default all axes) */
    amax<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"amax", S, D, K>,
    ): Tensor<Known<Reduced<"amax", S, D, K>>>;
    amin<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"amin", S, D, K>,
    ): Tensor<Known<Reduced<"amin", S, D, K>>>;
    argmax<const D extends number | undefined = undefined, const K extends boolean = false>(
      options?: Reducing<"argmax", S, D, K>,
    ): Tensor<Known<Reduced<"argmax", S, D, K>>>;
    argmin<const D extends number | undefined = undefined, const K extends boolean = false>(
      options?: Reducing<"argmin", S, D, K>,
    ): Tensor<Known<Reduced<"argmin", S, D, K>>>;
    logsumexp<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"logsumexp", S, D, K>,
    ): Tensor<Known<Reduced<"logsumexp", S, D, K>>>;
    all<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"all", S, D, K>,
    ): Tensor<Known<Reduced<"all", S, D, K>>>;
    any<const D extends Dims = undefined, const K extends boolean = false>(
      options?: Reducing<"any", S, D, K>,
    ): Tensor<Known<Reduced<"any", S, D, K>>>;
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
    reshape<const N extends Shape>(shape: Fits<Reshaped<S, N>, N>): Tensor<Known<Reshaped<S, N>>>;
    flatten<const F extends number = 0, const L extends number = -1>(
      start?: F,
      end?: L,
    ): Tensor<Known<Flattened<S, F, L>>>;
    permute<const D extends readonly number[]>(dims: Fits<Permuted<S, D>, D>): Tensor<Known<Permuted<S, D>>>;
    /** Two axes exchanged, default the last two */
    transpose<const P extends number = -2, const Q extends number = -1>(
      dim0?: Fits<Transposed<S, P, Q>, P>,
      dim1?: Q,
    ): Tensor<Known<Transposed<S, P, Q>>>;
    /** The last two axes exchanged */
    readonly T: Tensor<Known<Transposed<S, -2, -1>>>;
    unsqueeze<const D extends number>(dim: Fits<Unsqueezed<S, D>, D>): Tensor<Known<Unsqueezed<S, D>>>;
    squeeze<const D extends number | undefined = undefined>(
      dim?: Fits<Squeezed<S, D>, D>,
    ): Tensor<Known<Squeezed<S, D>>>;
    /** Axes of size 1 repeated to a larger shape */
    expand<const N extends Shape>(shape: Fits<Expanded<S, N>, N>): Tensor<Known<Expanded<S, N>>>;
    /** `length` slices from `start` on, along `dim` */
    narrow<const D extends number, const L extends number>(
      dim: Fits<Resized<"narrow", S, D, Size<L>>, D>,
      start: number,
      length: L,
    ): Tensor<Known<Resized<"narrow", S, D, Size<L>>>>;
    /** The part at one index of an axis, which disappears */
    select<const D extends number>(
      dim: Fits<Dropped<"select", S, D>, D>,
      index: number,
    ): Tensor<Known<Dropped<"select", S, D>>>;
    split<const D extends number = 0>(
      size: number | readonly number[],
      dim?: Fits<Resized<"split", S, D, AnySize>, D>,
    ): Tensor<Known<Resized<"split", S, D, AnySize>>>[];
    chunk<const D extends number = 0>(
      chunks: number,
      dim?: Fits<Resized<"chunk", S, D, AnySize>, D>,
    ): Tensor<Known<Resized<"chunk", S, D, AnySize>>>[];
    contiguous(): Tensor<S>;

    /** A part, as NumPy's x[…]: integers, [start, end], { start, end, step }, null, "...", index and mask tensors */
    at<const I extends readonly indexing.Index[]>(...indexes: I): Tensor<Part<S, I>>;
    indexSelect(dim: number, indexes: Tensor): Tensor;
    gather<I extends Shape>(dim: number, indexes: Tensor<I>): Tensor<I>;
    scatterAdd(dim: number, indexes: Tensor, source: Tensor): Tensor<S>;

    clone(): Tensor<S>;
    /** The numbers in another dtype */
    to(dtype: DType): Tensor<S>;
    copy_<B extends Shape>(values: Fits<Broadcast<"copy_", S, B>, Tensor<B>>): this;
    fill_(value: number): this;
    zero_(): this;
    add_<B extends Shape = []>(other: Stretchable<"add_", S, B>): this;
    sub_<B extends Shape = []>(other: Stretchable<"sub_", S, B>): this;
    mul_<B extends Shape = []>(other: Stretchable<"mul_", S, B>): this;
    div_<B extends Shape = []>(other: Stretchable<"div_", S, B>): this;
  }
}

const { add, sub, mul, div, pow, maximum, minimum } = arithmetic;
const { neg, abs, sqrt, rsqrt, reciprocal, square, exp, log, log1p, sin, cos, tanh, sigmoid, erf, relu, silu, gelu } =
  unary;
const { floor, ceil, round, sign, clamp, clone, to } = unary;
const { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalNot, isnan, isfinite, maskedFill, allclose } = compare;
const { sum, mean, variance, std, norm, amax, amin, argmax, argmin, logsumexp, all, any, cumsum } = reduce;
const { sort, argsort, topk } = sorting;
const { reshape, flatten, permute, transpose, unsqueeze, squeeze, expand, slice, select } = views;
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
installMethods({ reshape, flatten, permute, transpose, unsqueeze, squeeze, expand, select, split, chunk });
installMethods({
  narrow: (x: Tensor, dim: number, start: number, length: number) => slice(x, dim, start, start + length),
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

autograd.installArithmetic({ add, onesLike });
