// The largest, smallest and middle number along an axis, and where it stands. Unlike `amax`, the gradient goes to one place.
import { ArgumentError } from "../errors.ts";
import { axisOf } from "../tensor/shape.ts";
import { type Tensor } from "../tensor/tensor.ts";
import { isnan, where } from "./compare.ts";
import { gather } from "./indexing.ts";
import { amax, amin, argmax, argmin } from "./reduce.ts";
import { sort, type Sorted } from "./sort.ts";
import { flatten, reshape, select, squeeze, unsqueeze } from "./views.ts";

export interface AlongOptions {
  readonly dim: number;
  /** Leaves the axis with size 1. Default false. */
  readonly keepdim?: boolean;
}

/** The largest of all numbers; with `dim`, the largest along an axis and their places. NaN counts as largest. */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, options: AlongOptions): Sorted;
export function max(x: Tensor, options?: AlongOptions): Tensor | Sorted {
  return options?.dim === undefined ? amax(x) : pickAlong(x, options, "max", argmax);
}

/** The smallest of all numbers; with `dim`, the smallest along an axis and their places. NaN counts as smallest. */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, options: AlongOptions): Sorted;
export function min(x: Tensor, options?: AlongOptions): Tensor | Sorted {
  return options?.dim === undefined ? amin(x) : pickAlong(x, options, "min", argmin);
}

/** The middle number in order, the lower one of two; with `dim`, along an axis. NaN where there is one. */
export function median(x: Tensor): Tensor;
export function median(x: Tensor, options: AlongOptions): Sorted;
export function median(x: Tensor, options?: AlongOptions): Tensor | Sorted {
  if (options?.dim === undefined) return median(flatten(x), { dim: 0 }).values;
  return pickAlong(x, options, "median", middlePlaces);
}

/** Where the middle number stands, or the last NaN: they are sorted to the end. */
function middlePlaces(x: Tensor, { dim }: { readonly dim: number }): Tensor {
  const { values, indices } = sort(x, { dim });
  const last = x.shape[dim]! - 1;
  return where(isnan(select(values, dim, last)), select(indices, dim, last), select(indices, dim, last >> 1));
}

function pickAlong(
  x: Tensor,
  { dim, keepdim = false }: AlongOptions,
  what: string,
  place: (x: Tensor, options: { readonly dim: number }) => Tensor,
): Sorted {
  const axis = axisOf(dim, x.ndim, what);
  if (x.ndim === 0) return { values: x, indices: place(reshape(x, [1]), { dim: 0 }) };
  if (x.shape[axis] === 0) throw new ArgumentError(`${what} of no numbers does not exist.`);
  const indices = unsqueeze(place(x.detach(), { dim: axis }), axis);
  const values = gather(x, axis, indices);
  return keepdim ? { values, indices } : { values: squeeze(values, axis), indices: squeeze(indices, axis) };
}
