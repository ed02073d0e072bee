// Numbers in order: sorted along an axis, the first few of them, and where they stood. NaN counts as the largest, as in
// PyTorch. Equal numbers keep their order. Gradients go back to where the numbers came from.
import { work } from "../memory/capture.ts";
import { ArgumentError } from "../errors.ts";
import { needTensor } from "../tensor/given.ts";
import { axisOf, type Shape } from "../tensor/shape.ts";
import type { Resized } from "../tensor/shapes/axes.ts";
import type { AnyShape, Known, Size } from "../tensor/shapes/gradual.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { gather } from "./indexing.ts";
import { reshape, slice, transpose } from "./views.ts";

export interface SortOptions {
  /** Default the last axis. */
  readonly dim?: number;
  /** Largest first. Default false. */
  readonly descending?: boolean;
}

export interface TopKOptions<D extends number = number> {
  /** Default the last axis. */
  readonly dim?: D;
  /** false: the smallest instead. Default true. */
  readonly largest?: boolean;
}

/** Numbers, and their places along the axis before, int32. */
export interface Sorted<S extends Shape = AnyShape> {
  readonly values: Tensor<S>;
  readonly indices: Tensor<S>;
}

/** The numbers along an axis in order. */
export function sort<S extends Shape>(x: Tensor<S>, options?: SortOptions): Sorted<S>;
export function sort(x: Tensor, { dim = -1, descending = false }: SortOptions = {}): Sorted {
  needTensor(x, "sort");
  return pick(x, dim, "sort", descending, (indices) => indices);
}

/** Where the numbers of the sorted axis stood. int32 */
export function argsort<S extends Shape>(x: Tensor<S>, options?: SortOptions): Tensor<S>;
export function argsort(x: Tensor, options: SortOptions = {}): Tensor {
  needTensor(x, "argsort");
  return sort(x.detach(), options).indices;
}

/** The k largest numbers along an axis, largest first. @throws ArgumentError unless the axis has as many */
export function topk<S extends Shape, const K extends number, const D extends number = -1>(
  x: Tensor<S>,
  k: K,
  options?: TopKOptions<D>,
): Sorted<Known<Resized<"topk", S, D, Size<K>>>>;
export function topk(x: Tensor, k: number, { dim = -1, largest = true }: TopKOptions = {}): Sorted {
  needTensor(x, "topk");
  const axis = axisOf(dim, x.ndim, "topk");
  // Of a single number there is one to take.
  const size = x.shape[axis] ?? 1;
  if (!(Number.isInteger(k) && k >= (x.ndim === 0 ? 1 : 0) && k <= size)) {
    throw new ArgumentError(`topk needs a whole number from 0 to ${size}, the size of axis ${dim}, not ${k}.`);
  }
  return pick(x, dim, "topk", largest, (indices) => slice(indices, -1, 0, k));
}

/** Sorts places along the axis, takes some of them and gathers the numbers there. */
function pick(x: Tensor, dim: number, what: string, descending: boolean, take: (indices: Tensor) => Tensor): Sorted {
  if (x.ndim === 0) {
    const { values, indices } = pick(reshape(x, [1]), dim, what, descending, take);
    return { values: reshape(values, []), indices: reshape(indices, []) };
  }
  const axis = axisOf(dim, x.ndim, what);
  const last = transposeWithLast(x.detach(), axis);
  const indices = packed(transposeWithLast(take(sortedPlaces(last, descending)), axis));
  return { values: gather(x, axis, indices), indices };
}

const transposeWithLast = (x: Tensor, axis: number): Tensor => (axis === x.ndim - 1 ? x : transpose(x, axis, -1));

function sortedPlaces(x: Tensor, descending: boolean): Tensor {
  const out = empty(x.shape, "int32");
  const lying = packed(x);
  work(() => sortRows(lying.data, out.data, x.shape.at(-1)!, descending ? -1 : 1));
  return out;
}

/** For each row of `source` the places of its numbers in order. */
function sortRows(source: Tensor["data"], target: Tensor["data"], columns: number, sign: 1 | -1): void {
  const key = (value: number): number => (Number.isNaN(value) ? Infinity : value);
  for (let start = 0; start < source.length; start += columns) {
    const row = source.subarray(start, start + columns);
    const compare = (a: number, b: number): number => {
      const [p, q] = [row[a]!, row[b]!];
      // Not a difference: that of two infinities is not a number. NaN stands beyond Infinity.
      const order = Number(key(p) > key(q)) - Number(key(p) < key(q)) || Number(p !== p) - Number(q !== q);
      return sign * order;
    };
    target.set(Array.from(row, (_, i) => i).toSorted(compare), start);
  }
}
