// The same numbers in another order, or several times over. Copies, unless said otherwise.
import { ArgumentError, ShapeError } from "../errors.ts";
import { needTensor, needTensors } from "../tensor/given.ts";
import { axesOf, axisOf, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { indexSelect } from "./indexing.ts";
import { expand, permute, reshape, select } from "./views.ts";

/** Backwards along the given axes; default all. */
export function flip(x: Tensor, dims?: number | readonly number[]): Tensor {
  needTensor(x, "flip");
  return axesOf(dims, x.ndim, "flip").reduce((out, axis) => along(out, axis, (i, n) => n - 1 - i), x);
}

/**
 * Pushed on by `shifts` places along axes; what falls off the end comes in at the start.
 * @param dims as many as shifts; default: the numbers in row-major order are pushed on, and the shape is kept
 */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  if (dims === undefined) {
    if (typeof shifts !== "number") throw new ArgumentError("roll without axes takes one shift.");
    return reshape(roll(reshape(x, [-1]), shifts, 0), x.shape);
  }
  const [by, axes] = [[shifts].flat(), [dims].flat()] as [number[], number[]];
  if (by.length !== axes.length) {
    throw new ArgumentError(`roll needs a shift for each axis, not ${by.length} for ${axes.length}.`);
  }
  return axes.reduce((out, dim, k) => {
    const shift = by[k]!;
    return along(out, axisOf(dim, x.ndim, "roll"), (i, n) => (((i - shift) % n) + n) % n);
  }, x);
}

/** The whole tensor `sizes[i]` times along axis i; new axes in front if there are more sizes than axes. */
export function repeat(x: Tensor, sizes: Shape): Tensor {
  const missing = sizes.length - x.ndim;
  if (missing < 0 || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ShapeError({
      problem: `repeat needs a whole number for each axis, and may have more in front; it got [${sizes.join(", ")}].`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    });
  }
  const own = [...Array.from({ length: missing }, () => 1), ...x.shape];
  const apart = own.flatMap((size) => [1, size]);
  const repeated = own.flatMap((size, axis) => [sizes[axis]!, size]);
  return reshape(
    expand(reshape(x, apart), repeated),
    own.map((size, axis) => size * sizes[axis]!),
  );
}

/** Like `repeat`, but missing sizes in front are 1. */
export function tile(x: Tensor, sizes: Shape): Tensor {
  return repeat(x, [...Array.from({ length: Math.max(0, x.ndim - sizes.length) }, () => 1), ...sizes]);
}

/**
 * Each slice several times, one after the other: [1, 2] by 2 → [1, 1, 2, 2].
 * @param repeats how often, or how often each
 * @param dim default: of all numbers in row-major order
 */
export function repeatInterleave(x: Tensor, repeats: number | Tensor, dim?: number): Tensor {
  if (dim === undefined) return repeatInterleave(reshape(x, [-1]), repeats, 0);
  const axis = axisOf(dim, x.ndim, "repeatInterleave");
  const size = x.shape[axis]!;
  const counts = typeof repeats === "number" ? Array.from({ length: size }, () => repeats) : Array.from(repeats.data);
  if (counts.length !== size || !counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new ArgumentError(`repeatInterleave needs a whole number from 0, or ${size} of them, one for each slice.`);
  }
  const places = empty([counts.reduce((sum, count) => sum + count, 0)], "int32");
  const target = places.data;
  let end = 0;
  counts.forEach((count, i) => target.fill(i, end, (end += count)));
  return indexSelect(x, axis, places);
}

/** Axes moved to other places, the others kept in order. A view. */
export function movedim(x: Tensor, from: number | readonly number[], to: number | readonly number[]): Tensor {
  const [sources, targets] = [from, to].map((dims) => [dims].flat().map((dim) => axisOf(dim, x.ndim, "movedim")));
  if (sources!.length !== targets!.length) throw new ArgumentError("movedim needs a new place for each axis.");
  const order: number[] = Array.from({ length: x.ndim }, () => -1);
  targets!.forEach((target, i) => (order[target] = sources![i]!));
  const rest = x.shape.map((_, axis) => axis).filter((axis) => !sources!.includes(axis));
  return permute(
    x,
    order.map((axis) => (axis < 0 ? rest.shift()! : axis)),
  );
}

/** One axis as several, whose sizes multiply to its own; one may be -1. A view where the numbers lie so. */
export function unflatten(x: Tensor, dim: number, sizes: Shape): Tensor {
  const axis = axisOf(dim, x.ndim, "unflatten");
  const known = sizes.filter((size) => size !== -1).reduce((a, b) => a * b, 1);
  const whole = sizes.map((size) => (size === -1 ? x.shape[axis]! / known : size));
  return reshape(x, [...x.shape.slice(0, axis), ...whole, ...x.shape.slice(axis + 1)]);
}

/** All slices of an axis, which disappears. Views. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  const axis = axisOf(dim, x.ndim, "unbind");
  return Array.from({ length: x.shape[axis] ?? 0 }, (_, i) => select(x, axis, i));
}

/**
 * Coordinates of a grid: vectors [n], [m], … → as many tensors [n, m, …], each varying along its own axis.
 * @param options indexing: "ij" (default, as in PyTorch), or "xy": the first two axes are exchanged, as in NumPy
 */
export function meshgrid(
  vectors: readonly Tensor[],
  { indexing = "ij" }: { readonly indexing?: "ij" | "xy" } = {},
): Tensor[] {
  needTensors(vectors, "meshgrid", "vectors");
  if (indexing !== "ij" && indexing !== "xy") {
    throw new ArgumentError(`meshgrid's indexing is "ij" or "xy", not "${String(indexing)}".`);
  }
  const odd = vectors.findIndex(({ ndim }) => ndim > 1);
  if (odd >= 0) {
    throw new ShapeError({
      problem: "meshgrid needs vectors.",
      operands: [{ role: `vector ${odd}`, name: vectors[odd]!.name, shape: vectors[odd]!.shape }],
    });
  }
  const order = vectors.map((_, i) => i);
  if (indexing === "xy" && order.length > 1) [order[0], order[1]] = [1, 0];
  const shape = order.map((i) => vectors[i]!.numel());
  return vectors.map((vector, i) =>
    expand(
      reshape(
        vector,
        shape.map((_, axis) => (order[axis] === i ? -1 : 1)),
      ),
      shape,
    ),
  );
}

function along(x: Tensor, axis: number, from: (i: number, size: number) => number): Tensor {
  const size = x.shape[axis];
  if (size === undefined || size === 0) return x;
  return indexSelect(x, axis, indexesOf(Array.from({ length: size }, (_, i) => from(i, size))));
}

function indexesOf(values: readonly number[]): Tensor {
  const out = empty([values.length], "int32");
  out.data.set(values);
  return out;
}
