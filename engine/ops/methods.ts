// The operations as methods of tensors: `x.matmul(w).add(b).tanh()` reads from left to right. Each does what the function
// of its name does, with the tensor as first operand; the documentation is there.
import * as autograd from "../autograd/backward.ts";
import type { DType } from "../tensor/dtype.ts";
import { type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import * as arithmetic from "./arithmetic.ts";
import * as compare from "./compare.ts";
import { onesLike } from "./create.ts";
import * as inPlace from "./inPlace.ts";
import * as indexing from "./indexing.ts";
import { chunk, split } from "./join.ts";
import { matmul } from "./matmul.ts";
import type { Operand } from "./operand.ts";
import * as reduce from "./reduce.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import * as unary from "./unary.ts";
import * as views from "./views.ts";

declare module "../tensor/tensor.ts" {
  interface Tensor {
    /** Adds ∂this/∂leaf to `.grad` of every leaf that requires gradients. This is a single number, unless `gradient` is given. */
    backward(options?: autograd.BackwardOptions): void;

    /** this + other, broadcast */
    add(other: Operand): Tensor;
    /** this - other, broadcast */
    sub(other: Operand): Tensor;
    /** this · other number by number, broadcast */
    mul(other: Operand): Tensor;
    /** this / other, broadcast; integers give float32 */
    div(other: Operand): Tensor;
    /** this to the power of other */
    pow(exponent: Operand): Tensor;
    maximum(other: Operand): Tensor;
    minimum(other: Operand): Tensor;
    /** Matrix product: [..., n, k] · [..., k, m] → [..., n, m] */
    matmul(other: Tensor): Tensor;

    neg(): Tensor;
    abs(): Tensor;
    sqrt(): Tensor;
    rsqrt(): Tensor;
    reciprocal(): Tensor;
    square(): Tensor;
    exp(): Tensor;
    /** Natural logarithm */
    log(): Tensor;
    log1p(): Tensor;
    sin(): Tensor;
    cos(): Tensor;
    tanh(): Tensor;
    sigmoid(): Tensor;
    erf(): Tensor;
    relu(): Tensor;
    silu(): Tensor;
    gelu(): Tensor;
    floor(): Tensor;
    ceil(): Tensor;
    round(): Tensor;
    sign(): Tensor;
    /** Kept between `min` and `max` */
    clamp(options: unary.ClampOptions): Tensor;

    eq(other: Operand): Tensor;
    ne(other: Operand): Tensor;
    lt(other: Operand): Tensor;
    le(other: Operand): Tensor;
    gt(other: Operand): Tensor;
    ge(other: Operand): Tensor;
    logicalAnd(other: Operand): Tensor;
    logicalOr(other: Operand): Tensor;
    logicalNot(): Tensor;
    isnan(): Tensor;
    isfinite(): Tensor;
    /** `value` wherever the mask is true */
    maskedFill(mask: Tensor, value: number): Tensor;
    allclose(other: Tensor, options?: compare.CloseOptions): boolean;

    /** Sum over `dim` (default all axes) */
    sum(options?: reduce.ReduceOptions): Tensor;
    mean(options?: reduce.ReduceOptions): Tensor;
    var(options?: reduce.VarOptions): Tensor;
    std(options?: reduce.VarOptions): Tensor;
    norm(options?: reduce.ReduceOptions & { readonly p?: number }): Tensor;
    /** Largest number over `dim` (default all axes) */
    amax(options?: reduce.ReduceOptions): Tensor;
    amin(options?: reduce.ReduceOptions): Tensor;
    argmax(options?: { readonly dim?: number; readonly keepdim?: boolean }): Tensor;
    argmin(options?: { readonly dim?: number; readonly keepdim?: boolean }): Tensor;
    logsumexp(options?: reduce.ReduceOptions): Tensor;
    all(options?: reduce.ReduceOptions): Tensor;
    any(options?: reduce.ReduceOptions): Tensor;
    cumsum(dim: number): Tensor;
    /** Along `dim`, default the last axis */
    softmax(dim?: number): Tensor;
    logSoftmax(dim?: number): Tensor;

    /** Another shape for the same numbers; one size may be -1 */
    reshape(shape: Shape): Tensor;
    flatten(start?: number, end?: number): Tensor;
    permute(dims: readonly number[]): Tensor;
    /** Two axes exchanged, default the last two */
    transpose(dim0?: number, dim1?: number): Tensor;
    /** The last two axes exchanged */
    readonly T: Tensor;
    unsqueeze(dim: number): Tensor;
    squeeze(dim?: number): Tensor;
    /** Axes of size 1 repeated to a larger shape */
    expand(shape: Shape): Tensor;
    /** `length` slices from `start` on, along `dim` */
    narrow(dim: number, start: number, length: number): Tensor;
    /** The part at one index of an axis, which disappears */
    select(dim: number, index: number): Tensor;
    split(size: number | readonly number[], dim?: number): Tensor[];
    chunk(chunks: number, dim?: number): Tensor[];
    contiguous(): Tensor;

    /** A part, as NumPy's x[…]: integers, [start, end], { start, end, step }, null, "...", index and mask tensors */
    at(...indexes: readonly indexing.Index[]): Tensor;
    indexSelect(dim: number, indexes: Tensor): Tensor;
    gather(dim: number, indexes: Tensor): Tensor;
    scatterAdd(dim: number, indexes: Tensor, source: Tensor): Tensor;

    clone(): Tensor;
    /** The numbers in another dtype */
    to(dtype: DType): Tensor;
    copy_(values: Tensor): Tensor;
    fill_(value: number): Tensor;
    zero_(): Tensor;
    add_(other: Operand): Tensor;
    sub_(other: Operand): Tensor;
    mul_(other: Operand): Tensor;
    div_(other: Operand): Tensor;
  }
}

const { add, sub, mul, div, pow, maximum, minimum } = arithmetic;
const { neg, abs, sqrt, rsqrt, reciprocal, square, exp, log, log1p, sin, cos, tanh, sigmoid, erf, relu, silu, gelu } =
  unary;
const { floor, ceil, round, sign, clamp, clone, to } = unary;
const { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalNot, isnan, isfinite, maskedFill, allclose } = compare;
const { sum, mean, variance, std, norm, amax, amin, argmax, argmin, logsumexp, all, any, cumsum } = reduce;
const { reshape, flatten, permute, transpose, unsqueeze, squeeze, expand, slice, select } = views;
const { at, indexSelect, gather, scatterAdd } = indexing;
const { copy_, fill_, add_, sub_, mul_, div_ } = inPlace;

const functions: readonly Record<string, unknown>[] = [
  { backward: autograd.backward },
  { add, sub, mul, div, pow, maximum, minimum, matmul },
  { neg, abs, sqrt, rsqrt, reciprocal, square, exp, log, log1p, sin, cos, tanh, sigmoid, erf, relu, silu, gelu },
  { floor, ceil, round, sign, clamp, clone, to },
  { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalNot, isnan, isfinite, maskedFill, allclose },
  { sum, mean, var: variance, std, norm, amax, amin, argmax, argmin, logsumexp, all, any, cumsum },
  { softmax, logSoftmax },
  { reshape, flatten, permute, transpose, unsqueeze, squeeze, expand, select, split, chunk },
  {
    narrow: (x: Tensor, dim: number, start: number, length: number) => slice(x, dim, start, start + length),
    contiguous: (x: Tensor) => (x.isContiguous ? x : clone(x)),
  },
  { at, indexSelect, gather, scatterAdd },
  { copy_, fill_, add_, sub_, mul_, div_, zero_: (x: Tensor) => fill_(x, 0) },
];

for (const [name, operation] of functions.flatMap((group) => Object.entries(group))) {
  const method = function (this: Tensor, ...rest: unknown[]): unknown {
    return (operation as (...operands: unknown[]) => unknown)(this, ...rest);
  };
  Object.defineProperty(Tensor.prototype, name, { value: method, writable: true, configurable: true });
}

Object.defineProperty(Tensor.prototype, "T", {
  get(this: Tensor) {
    return transpose(this);
  },
  configurable: true,
});

autograd.installArithmetic({ add, onesLike });
