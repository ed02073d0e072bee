// Parts of a tensor by index: `at(…)` with integers, slices, null and index tensors; rows by number; one number per row.
import { record } from "../autograd/node.ts";
import { IndexError, ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { axisOf, numelOf, rowMajor, sameShape, type Shape } from "../tensor/shape.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { cast, packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { atPlaces, checked, type Placed, placesOfMask } from "./placesOf.ts";
import { select, slice, unsqueeze } from "./views.ts";

/** start, end (not included) and step, each may be left out; numbers from the end count as in Python. */
export interface Slice {
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

/** An integer, a range ({ start, end, step } or [start, end]), null for a new axis, "..." for all axes between, or an int32 or bool tensor. */
export type Index = number | Slice | readonly [start?: number, end?: number, step?: number] | null | "..." | Tensor;

/** How many of the tensor's axes an index is about. */
const axesTaken = (index: Index): number =>
  index === null || index === "..." ? 0 : index instanceof Tensor && index.dtype === "bool" ? index.ndim : 1;

/**
 * A part of x, as NumPy's x[…]: `x.at(0)`, `x.at([1, 3], -1)`, `x.at("...", null)`, `x.at(x.gt(0))`.
 * Integers, slices and null give views; tensors give copies. Several index tensors are taken together, as in
 * `logits.at(arange(n), targets)`: one number for each pair.
 */
export function at(x: Tensor, ...indexes: readonly Index[]): Tensor {
  const taken = indexes.reduce<number>((sum, index) => sum + axesTaken(index), 0);
  const skipped = x.ndim - taken;
  if (skipped < 0) {
    throw new IndexError({
      problem: `at(…) got ${taken} indexes for a tensor with ${x.ndim} ${x.ndim === 1 ? "axis" : "axes"}.`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
      attempt: "null where a new axis belongs; a list of places is a tensor of dtype int32",
    });
  }
  let out = x;
  let axis = 0;
  const placed: Placed[] = [];
  for (const index of indexes) {
    if (index === "...") axis += skipped;
    else if (index === null) out = unsqueeze(out, axis++);
    else if (typeof index === "number") out = select(out, axis, index);
    else if (index instanceof Tensor) {
      placed.push(...(index.dtype === "bool" ? placesOfMask(out, axis, index) : [{ axis, indexes: index }]));
      axis += index.dtype === "bool" ? index.ndim : 1;
    } else {
      const { start, end, step } = Array.isArray(index)
        ? { start: index[0], end: index[1], step: index[2] }
        : (index as Slice);
      out = slice(out, axis, start, end, step);
      axis += 1;
    }
  }
  if (placed.length > 1) return atPlaces(out, placed);
  return placed[0] ? indexSelect(out, placed[0].axis, placed[0].indexes) : out;
}

/** Slices along an axis by number: the axis is replaced by the axes of `indexes`. */
export function indexSelect(x: Tensor, dim: number, indexes: Tensor): Tensor {
  const axis = axisOf(dim, x.ndim, "indexSelect");
  const size = x.shape[axis]!;
  const shape = [...x.shape.slice(0, axis), ...indexes.shape, ...x.shape.slice(axis + 1)];
  const inner = numelOf(x.shape.slice(axis + 1));
  const out = empty(shape, x.dtype);
  const lying = packed(x);
  const outer = numelOf(x.shape.slice(0, axis));
  let wanted: Int32Array = new Int32Array(0);
  work(() => {
    wanted = Int32Array.from(indexes.data, (index) => checked(index, size, axis, x));
    const [source, target] = [lying.data, out.data];
    for (let o = 0; o < outer; o += 1) {
      for (let i = 0; i < wanted.length; i += 1) {
        const from = (o * size + wanted[i]!) * inner;
        target.set(source.subarray(from, from + inner), (o * wanted.length + i) * inner);
      }
    }
  });
  return record(out, "indexSelect", [x], [], (g) => [indexAdd(x.shape, axis, () => wanted, indexes, g)]);
}

/** Zeros like x, with the slices of `source` added at their numbers along an axis. */
export function indexAddTo(x: Tensor, axis: number, indexes: Tensor, source: Tensor): Tensor {
  let wanted: Int32Array = new Int32Array(0);
  work(() => {
    wanted = Int32Array.from(indexes.data, (index) => checked(index, x.shape[axis]!, axis, x));
  });
  const shape = x.shape.with(axis, indexes.numel());
  if (sameShape(source.shape, shape)) return indexAdd(x.shape, axis, () => wanted, indexes, source);
  throw new ShapeError({
    problem: `indexAdd needs a source [${shape.join(", ")}]: a slice for each index, and otherwise the tensor's sizes.`,
    operands: [
      { role: "tensor", name: x.name, shape: x.shape },
      { role: "source", name: source.name, shape: source.shape },
    ],
  });
}

/** Zeros of `shape`, with the slices of `values` added at their numbers along an axis. */
function indexAdd(shape: Shape, axis: number, numbers: () => Int32Array, indexes: Tensor, values: Tensor): Tensor {
  const out = zeros(shape, { dtype: values.dtype });
  const inner = numelOf(shape.slice(axis + 1));
  const outer = numelOf(shape.slice(0, axis));
  const lying = packed(values);
  work(() => {
    const [source, target, wanted] = [lying.data, out.data, numbers()];
    for (let o = 0; o < outer; o += 1) {
      for (let i = 0; i < wanted.length; i += 1) {
        const to = (o * shape[axis]! + wanted[i]!) * inner;
        const from = (o * wanted.length + i) * inner;
        for (let j = 0; j < inner; j += 1) target[to + j]! += source[from + j]!;
      }
    }
  });
  return record(out, "indexAdd", [values], [], (g) => [indexSelect(g, axis, indexes)]);
}

/** The numbers of x along an axis picked by `indexes`, which has as many axes: out[i][j] = x[i][indexes[i][j]] for dim 1. */
export function gather(x: Tensor, dim: number, indexes: Tensor): Tensor {
  const axis = axisOf(dim, x.ndim, "gather");
  checkGather(x.shape, axis, indexes, x);
  const out = empty(indexes.shape, x.dtype);
  const lying = packed(x);
  let places: Int32Array = new Int32Array(0);
  work(() => {
    places = gatherPlaces(x.shape, axis, indexes, x);
    const [source, target] = [lying.data, out.data];
    for (let i = 0; i < target.length; i += 1) target[i] = source[places[i]!]!;
  });
  return record(out, "gather", [x], [], (g) => [scatterPlaces(x.shape, axis, indexes, () => places, g)]);
}

/** x with `source` added at the places that `gather` would read. */
export function scatterAdd(x: Tensor, dim: number, indexes: Tensor, source: Tensor): Tensor {
  const axis = axisOf(dim, x.ndim, "scatterAdd");
  checkGather(x.shape, axis, indexes, x);
  const out = empty(x.shape, x.dtype);
  const used = cropped(source, indexes.shape, "scatterAdd");
  const added = packed(cast(used, x.dtype));
  work(() => {
    const places = gatherPlaces(x.shape, axis, indexes, x);
    const [values, target] = [added.data, out.data];
    target.set(x.data);
    for (let i = 0; i < places.length; i += 1) target[places[i]!]! += values[i]!;
  });
  return record(out, "scatterAdd", [x, used], [], (g) => [g, gather(g, axis, indexes)]);
}

/** The part of a source that indexes of a shape use: its first numbers on every axis. @throws ShapeError */
export function cropped(source: Tensor, shape: Shape, what: string): Tensor {
  if (sameShape(source.shape, shape)) return source;
  if (source.ndim === shape.length && shape.every((size, axis) => size <= source.shape[axis]!)) {
    return shape.reduce((part, size, axis) => slice(part, axis, 0, size), source);
  }
  throw new ShapeError({
    problem: `${what} needs a source with a number for each index.`,
    operands: [
      { role: "source", name: source.name, shape: source.shape },
      { role: "indexes", shape },
    ],
  });
}

function scatterPlaces(shape: Shape, axis: number, indexes: Tensor, numbers: () => Int32Array, values: Tensor): Tensor {
  const out = zeros(shape, { dtype: values.dtype });
  const lying = packed(values);
  work(() => {
    const [source, target, places] = [lying.data, out.data, numbers()];
    for (let i = 0; i < places.length; i += 1) target[places[i]!]! += source[i]!;
  });
  return record(out, "scatterAdd", [values], [], (g) => [gather(g, axis, indexes)]);
}

/** For each index its place in a row-major tensor of `shape`. */
export function gatherPlaces(shape: Shape, axis: number, indexes: Tensor, x: Tensor): Int32Array {
  checkGather(shape, axis, indexes, x);
  const strides = rowMajor(shape);
  const own = rowMajor(indexes.shape);
  return Int32Array.from(indexes.data, (index, i) => {
    let place = checked(index, shape[axis]!, axis, x) * strides[axis]!;
    for (let a = 0; a < shape.length; a += 1) {
      if (a !== axis) place += (Math.floor(i / own[a]!) % indexes.shape[a]!) * strides[a]!;
    }
    return place;
  });
}

function checkGather(shape: Shape, axis: number, indexes: Tensor, x: Tensor): void {
  const fits = indexes.ndim === shape.length && indexes.shape.every((size, a) => a === axis || size <= shape[a]!);
  if (!fits) {
    throw new ShapeError({
      problem: `gather and scatterAdd need indexes with as many axes as the tensor, and not larger except on axis ${axis}.`,
      operands: [
        { role: "tensor", name: x.name, shape },
        { role: "indexes", shape: indexes.shape },
      ],
    });
  }
}
