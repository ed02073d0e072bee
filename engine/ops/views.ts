// The same memory seen in another way: other axes, another order, a part, a number repeated. Writing through one view is
// seen in all. Gradients flow back to where the numbers came from.
import { record } from "../autograd/node.ts";
import { ArgumentError, IndexError, ShapeError } from "../errors.ts";
import { axisOf, inferShape, rowMajor, sameShape, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { unbroadcast } from "./arithmetic.ts";
import { packed } from "./contiguous.ts";
import { expandView } from "./elementwise.ts";
import { gradOfSlice } from "./slices.ts";

function view(x: Tensor, shape: Shape, strides: readonly number[], offset = x.offset): Tensor {
  return new Tensor(x.storage.held(), shape, x.dtype, strides, offset);
}

/** Another shape for the same numbers in row-major order; one size may be -1. A view where the numbers lie so, else a copy. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const wanted = inferShape(shape, x.numel(), x);
  const from = packed(x);
  return record(view(from, wanted, rowMajor(wanted)), "reshape", [x], [], (g) => [reshape(g, x.shape)]);
}

/** The axes from `start` to `end`, both included, as one. Default all. */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  if (x.ndim === 0) return reshape(x, [1]);
  const [first, last] = [axisOf(start, x.ndim, "flatten"), axisOf(end, x.ndim, "flatten")];
  return reshape(x, [...x.shape.slice(0, first), -1, ...x.shape.slice(last + 1)]);
}

/** The axes in another order: axis i of the result is axis `dims[i]` of x. */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  const order = dims.map((dim) => axisOf(dim, x.ndim, "permute"));
  if (order.length !== x.ndim || new Set(order).size !== x.ndim) {
    throw new ShapeError({
      problem: `permute needs each of the ${x.ndim} axes once, not [${dims.join(", ")}].`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    });
  }
  const back = order.map((_, axis) => order.indexOf(axis));
  const out = view(
    x,
    order.map((axis) => x.shape[axis]!),
    order.map((axis) => x.strides[axis]!),
  );
  return record(out, "permute", [x], [], (g) => [permute(g, back)]);
}

/** Two axes exchanged; the last two unless told. */
export function transpose(x: Tensor, dim0 = -2, dim1 = -1): Tensor {
  // What has one axis, or none, may exchange it with itself, as in PyTorch.
  if (x.ndim < 2 && [dim0, dim1].every((dim) => dim === 0 || dim === -1)) return permute(x, [...x.shape.keys()]);
  if (x.ndim < 2)
    throw new ShapeError({
      problem: "transpose needs two axes.",
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
      attempt: "unsqueeze(0) to make a row of it, unsqueeze(1) for a column",
    });
  const a = axisOf(dim0, x.ndim, "transpose");
  const b = axisOf(dim1, x.ndim, "transpose");
  const out = view(x, exchanged(x.shape, a, b), exchanged(x.strides, a, b));
  return record(out, "transpose", [x], [], (g) => [transpose(g, a, b)]);
}

function exchanged(list: readonly number[], a: number, b: number): number[] {
  const out = list.slice();
  out[a] = list[b]!;
  out[b] = list[a]!;
  return out;
}

/** An axis of size 1 put in at `dim`. */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  const axis = axisOf(dim, x.ndim + 1, "unsqueeze");
  const out = view(x, x.shape.toSpliced(axis, 0, 1), x.strides.toSpliced(axis, 0, 1));
  return record(out, "unsqueeze", [x], [], (g) => [reshape(g, x.shape)]);
}

/** Axes of size 1 taken out: the one named, or all. */
export function squeeze(x: Tensor, dim?: number): Tensor {
  const only = dim === undefined ? undefined : axisOf(dim, x.ndim, "squeeze");
  const stays = (_: number, axis: number): boolean => x.shape[axis] !== 1 || (only !== undefined && axis !== only);
  const out = view(x, x.shape.filter(stays), x.strides.filter(stays));
  return record(out, "squeeze", [x], [], (g) => [reshape(g, x.shape)]);
}

/** Axes of size 1, and new ones in front, repeated to a larger shape without copying; -1 keeps a size. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const missing = shape.length - x.ndim;
  const full = shape.map((size, axis) => (size === -1 ? (x.shape[axis - missing] ?? 1) : size));
  const fits = missing >= 0 && x.shape.every((size, axis) => size === 1 || size === full[axis + missing]);
  if (!fits) {
    throw new ShapeError({
      problem: `expand can only repeat axes of size 1: this does not stretch to [${shape.join(", ")}].`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
      attempt: "unsqueeze() where the new axes belong",
    });
  }
  if (sameShape(full, x.shape)) return x;
  return record(expandView(x, full), "expand", [x], [], (g) => [unbroadcast(g, x)]);
}

/** From `start` up to, not including, `end` along an axis, every `step`-th. Numbers from the end count as in Python. */
export function slice(x: Tensor, dim: number, start = 0, end = Infinity, step = 1): Tensor {
  if (!(Number.isInteger(step) && step > 0)) throw new ArgumentError(`A slice needs a step of 1 or more, not ${step}.`);
  const axis = axisOf(dim, x.ndim, "slice");
  const size = x.shape[axis] ?? 0;
  const from = clip(start, size);
  const count = Math.max(0, Math.ceil((clip(end, size) - from) / step));
  const out = view(
    x,
    x.shape.with(axis, count),
    x.strides.with(axis, x.strides[axis]! * step),
    x.offset + from * x.strides[axis]!,
  );
  return record(out, "slice", [x], [], (g) => [gradOfSlice(g, x, axis, from, step)]);
}

/** `length` neighbours from `start` on along an axis. A view. @throws IndexError when they are not all there */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const axis = axisOf(dim, x.ndim, "narrow");
  const size = x.shape[axis] ?? 0;
  const from = start < 0 ? start + size : start;
  if (Number.isInteger(from) && Number.isInteger(length) && from >= 0 && length >= 0 && from + length <= size) {
    return slice(x, axis, from, from + length);
  }
  throw new IndexError({
    problem: `narrow cannot take ${length} from ${start} on, on axis ${axis} of size ${size}.`,
    operands: [{ role: "tensor", name: x.name, shape: x.shape, mark: { axis, remark: `${start} + ${length}` } }],
    attempt: "at(…) with [start, end], which takes what there is",
  });
}

/** The part at one index of an axis, which disappears. */
export function select(x: Tensor, dim: number, index: number): Tensor {
  const axis = axisOf(dim, x.ndim, "select");
  const size = x.shape[axis] ?? 0;
  const at = index < 0 ? index + size : index;
  if (!Number.isInteger(at) || at < 0 || at >= size) {
    throw new IndexError({
      problem: `There is no index ${index} on axis ${axis} of size ${size}.`,
      operands: [
        {
          role: "tensor",
          name: x.name,
          shape: x.shape,
          mark: { axis, remark: size > 0 ? `indexes ${-size} to ${size - 1}` : "empty" },
        },
      ],
    });
  }
  const out = view(x, x.shape.toSpliced(axis, 1), x.strides.toSpliced(axis, 1), x.offset + at * x.strides[axis]!);
  return record(out, "select", [x], [], (g) => [gradOfSlice(unsqueeze(g, axis), x, axis, at, 1)]);
}

const clip = (index: number, size: number): number => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
