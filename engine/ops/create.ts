// Tensors from nothing: from numbers, filled, counted up.
import { ArgumentError, ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import type { DType } from "../tensor/dtype.ts";
import { needArray, needTensor } from "../tensor/given.ts";
import { numelOf, type Shape } from "../tensor/shape.ts";
import type { AnySize, Fits, Known, Size, Sizes } from "../tensor/shapes/gradual.ts";
import type { NestedNumbers, NestedShape } from "../tensor/shapes/nested.ts";
import { empty, type NestedArray, Tensor } from "../tensor/tensor.ts";
import { cast } from "./contiguous.ts";
import { copyNumbers, fillNumbers } from "./numbers.ts";

export interface CreateOptions {
  /** Default float32. */
  readonly dtype?: DType;
  /** Whether gradients are wanted. Default false. */
  readonly requiresGrad?: boolean;
}

/** The shape of what a tensor is made from. */
type DataShape<D> = D extends Tensor<infer S> ? S : D extends ArrayBufferView ? [AnySize] : NestedShape<D>;

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * A tensor from a number, nested arrays or a typed array. The dtype is float32; booleans give bool, typed arrays theirs.
 * @param shape for flat data: how to lay it out
 * @throws ShapeError when rows differ in length
 * @example tensor([[1, 2], [3, 4]])
 * @example tensor(new Float32Array(6), [2, 3])
 */
export function tensor<D extends NestedNumbers | Numbers | Tensor>(
  data: D & Fits<DataShape<D>, unknown>,
  options?: CreateOptions,
): Tensor<Known<DataShape<D>>>;
export function tensor<const S extends Shape>(data: NestedArray | Numbers, shape: S): Tensor<Sizes<S>>;
export function tensor(data: NestedArray | Numbers | Tensor, options?: CreateOptions | Shape): Tensor {
  const { dtype, requiresGrad = false } = isShape(options) ? {} : (options ?? {});
  const made =
    data instanceof Tensor
      ? cast(data, dtype ?? data.dtype)
      : fromNumbers(data, dtype, isShape(options) ? options : undefined);
  const own = made === data ? copyOf(made) : made;
  return requiresGrad ? own.requiresGrad_() : own;
}

/** A tensor of zeros. */
export function zeros<const S extends Shape>(shape: S, options?: CreateOptions): Tensor<Sizes<S>> {
  return full(shape, 0, options);
}

/** A tensor of ones. */
export function ones<const S extends Shape>(shape: S, options?: CreateOptions): Tensor<Sizes<S>> {
  return full(shape, 1, options);
}

/** A tensor filled with one number. */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  { dtype = "float32", requiresGrad = false }: CreateOptions = {},
): Tensor<Sizes<S>> {
  checkSizes(shape);
  const out = empty(shape, dtype);
  work(() => fillNumbers(out, value));
  return requiresGrad ? out.requiresGrad_() : out;
}

/** Zeros of the shape and dtype of another tensor. */
export const zerosLike = <S extends Shape>(x: Tensor<S>): Tensor<S> => fullLike(x, 0);
/** Ones of the shape and dtype of another tensor. */
export const onesLike = <S extends Shape>(x: Tensor<S>): Tensor<S> => fullLike(x, 1);

/** A tensor like x, filled with one number. */
export function fullLike<S extends Shape>(x: Tensor<S>, value: number): Tensor<S> {
  needTensor(x, "fullLike");
  return full(x.shape as readonly number[], value, { dtype: x.dtype }) as Tensor<S>;
}

/** The identity matrix [n, m]; `m` defaults to `n`. */
export function eye<const N extends number, const M extends number = N>(
  n: N,
  m?: M,
  options?: CreateOptions,
): Tensor<[Size<N>, Size<M>]>;
export function eye(n: number, m: number = n, options?: CreateOptions): Tensor {
  const out = zeros([n, m], options);
  const { data } = out;
  for (let i = 0; i < Math.min(n, m); i += 1) data[i * m + i] = 1;
  return out;
}

/**
 * Numbers from `start` up to, not including, `end` by `step`; `arange(n)` counts from 0. int32 when all three are whole,
 * as in PyTorch, else float32.
 */
export function arange(start: number, end?: number, step = 1, options: CreateOptions = {}): Tensor<[AnySize]> {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  if (step === 0 || (to - from) / step < 0) {
    throw new ArgumentError(`arange cannot get from ${from} to ${to} in steps of ${step}.`);
  }
  const whole = [from, to, step].every(Number.isInteger);
  const count = Math.ceil((to - from) / step);
  return filled([count], (i) => from + i * step, { dtype: whole ? "int32" : "float32", ...options });
}

/** `steps` numbers from `start` to `end`, both included, evenly spaced. */
export function linspace<const N extends number>(
  start: number,
  end: number,
  steps: N,
  options?: CreateOptions,
): Tensor<[Size<N>]> {
  const gap = steps > 1 ? (end - start) / (steps - 1) : 0;
  return filled([steps], (i) => (i === steps - 1 && steps > 1 ? end : start + i * gap), options);
}

/** `steps` numbers from base^start to base^end, both included, each a constant factor larger. Base 10 unless told. */
export function logspace<const N extends number>(
  start: number,
  end: number,
  steps: N,
  { base = 10, ...options }: CreateOptions & { readonly base?: number } = {},
): Tensor<[Size<N>]> {
  const gap = steps > 1 ? (end - start) / (steps - 1) : 0;
  return filled([steps], (i) => base ** (start + i * gap), options);
}

/** A tensor whose numbers are `value(i)` for the i-th in row-major order. */
export function filled(
  shape: Shape,
  value: (index: number) => number,
  { dtype = "float32", requiresGrad = false }: CreateOptions = {},
): Tensor {
  checkSizes(shape);
  const out = empty(shape, dtype);
  const { data } = out;
  for (let i = 0; i < data.length; i += 1) data[i] = value(i);
  return requiresGrad ? out.requiresGrad_() : out;
}

/** The same for numbers that are drawn: captured steps draw new ones each time. */
export function drawn(
  shape: Shape,
  value: () => number,
  { dtype = "float32", requiresGrad = false }: CreateOptions = {},
): Tensor {
  checkSizes(shape);
  const out = empty(shape, dtype);
  work(() => {
    const { data } = out;
    for (let i = 0; i < data.length; i += 1) data[i] = value();
  });
  return requiresGrad ? out.requiresGrad_() : out;
}

/**
 * Rows with a single 1 each: index i becomes a row with its 1 at place i. [...] int32 → [..., classes] int32
 * @param classes default: one more than the largest index
 */
export function oneHot<S extends Shape, const C extends number = number>(
  indexes: Tensor<S>,
  classes?: C,
): Tensor<[...S, Size<C>]>;
export function oneHot(indexes: Tensor, classes?: number): Tensor {
  needTensor(indexes, "oneHot", "indexes");
  const width = classes ?? Array.from(indexes.data).reduce((largest, i) => Math.max(largest, i), -1) + 1;
  const out = zeros([...indexes.shape, width], { dtype: "int32" });
  work(() => {
    const target = out.data;
    target.fill(0);
    indexes.data.forEach((index, row) => {
      if (!Number.isInteger(index) || index < 0 || index >= width) {
        throw new ArgumentError(`oneHot: index ${index} does not fit ${width} classes.`);
      }
      target[row * width + index] = 1;
    });
  });
  return out;
}

const isShape = (options: CreateOptions | Shape | undefined): options is Shape => Array.isArray(options);

function fromNumbers(data: NestedArray | Numbers, dtype: DType | undefined, shape: Shape | undefined): Tensor {
  if (ArrayBuffer.isView(data)) return fromTyped(data, dtype, shape ?? [data.length]);
  const nested = shapeOf(data);
  const flat: (number | boolean)[] = [];
  flatten(data, nested, 0, flat);
  const target = shape ?? nested;
  checkCount(target, flat.length);
  const kind = dtype ?? (flat.length > 0 && flat.every((x) => typeof x === "boolean") ? "bool" : "float32");
  const out = empty(target, kind);
  const values = out.data;
  for (let i = 0; i < flat.length; i += 1) values[i] = Number(flat[i]);
  return out;
}

function fromTyped(data: Numbers, dtype: DType | undefined, shape: Shape): Tensor {
  checkCount(shape, data.length);
  const own: DType = data instanceof Float64Array ? "float64" : data instanceof Int32Array ? "int32" : "float32";
  const out = empty(shape, dtype ?? (data instanceof Uint8Array ? "bool" : own));
  out.data.set(data);
  return out;
}

function shapeOf(data: NestedArray): number[] {
  const shape: number[] = [];
  for (let level: NestedArray | undefined = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

function flatten(data: NestedArray, shape: Shape, axis: number, out: (number | boolean)[]): void {
  if (!Array.isArray(data)) {
    if (axis < shape.length) throw ragged(shape, axis, "a number");
    if (typeof data !== "number" && typeof data !== "boolean") {
      throw new ArgumentError(`tensor() takes numbers and booleans, not ${data === null ? "null" : typeof data}.`);
    }
    out.push(data);
    return;
  }
  if (axis >= shape.length) throw ragged(shape, axis, "an array");
  if (data.length !== shape[axis])
    throw ragged(shape, axis, data.length === 1 ? "1 element" : `${data.length} elements`);
  for (const part of data) flatten(part as NestedArray, shape, axis + 1, out);
}

function ragged(shape: Shape, axis: number, found: string): ShapeError {
  return new ShapeError({
    problem: `tensor() needs rows of equal length: on axis ${axis} there is ${found} where the first row has ${shape[axis] ?? "a number"}.`,
    attempt: "padding the rows to the same length",
  });
}

function checkCount(shape: Shape, count: number): void {
  checkSizes(shape);
  if (numelOf(shape) === count) return;
  throw new ShapeError(
    `tensor(): ${count} numbers do not fill the shape [${shape.join(", ")}], which has ${numelOf(shape)}.`,
  );
}

function checkSizes(shape: Shape): void {
  needArray(shape, "A tensor's shape", "sizes");
  if (shape.every((size) => Number.isInteger(size) && size >= 0)) return;
  throw new ShapeError(`Sizes of a shape are whole numbers from 0, not [${shape.join(", ")}].`);
}

function copyOf(x: Tensor): Tensor {
  const out = empty(x.shape, x.dtype);
  work(() => copyNumbers(x, out));
  return out;
}
