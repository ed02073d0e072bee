// Several tensors as one, and one as several.
import { record } from "../autograd/node.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { promote } from "../tensor/dtype.ts";
import { axisOf } from "../tensor/shape.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import type { Joined, Stacked } from "../tensor/shapes/joining.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { cast, packed } from "./contiguous.ts";
import { slice, unsqueeze } from "./views.ts";

/** Joined along an axis they have; all other sizes are equal. */
export function cat<const T extends readonly Tensor[], const D extends number = 0, R = Joined<ShapesOf<T>, D>>(
  tensors: Fits<R, T>,
  dim?: D,
): Tensor<Known<R>>;
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  const [first] = tensors;
  if (!first) throw new ArgumentError("cat needs at least one tensor.");
  const axis = axisOf(dim, first.ndim, "cat");
  for (const [i, each] of tensors.entries()) {
    const fits = each.ndim === first.ndim && each.shape.every((size, a) => a === axis || size === first.shape[a]);
    if (!fits) throw unequal(first, each, i, axis);
  }
  const dtype = tensors.map((each) => each.dtype).reduce(promote);
  const total = tensors.reduce((sum, each) => sum + each.shape[axis]!, 0);
  const out = empty(first.shape.with(axis, total), dtype);
  const inner = first.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = first.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const target = out.data;
  let at = 0;
  for (const each of tensors) {
    const part = each.shape[axis]! * inner;
    const source = packed(cast(each, dtype)).data;
    for (let o = 0; o < outer; o += 1) target.set(source.subarray(o * part, (o + 1) * part), o * total * inner + at);
    at += part;
  }
  return record(out, "cat", tensors, [], (g) => {
    let from = 0;
    return tensors.map((each) => {
      const start = from;
      from += each.shape[axis]!;
      return each.requiresGrad ? slice(g, axis, start, from) : undefined;
    });
  });
}

/** Tensors of one shape, stacked along a new axis. */
export function stack<const T extends readonly Tensor[], const D extends number = 0, R = Stacked<ShapesOf<T>, D>>(
  tensors: Fits<R, T>,
  dim?: D,
): Tensor<Known<R>>;
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const [first] = tensors;
  if (!first) throw new ArgumentError("stack needs at least one tensor.");
  const axis = axisOf(dim, first.ndim + 1, "stack");
  return cat(
    tensors.map((each) => unsqueeze(each, axis)),
    axis,
  );
}

/** Parts of `size` along an axis, the last one shorter if need be; or of the given sizes. Views. */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const axis = axisOf(dim, x.ndim, "split");
  const length = x.shape[axis]!;
  const sizes = typeof size === "number" ? Array.from({ length: Math.ceil(length / size) }, () => size) : size;
  let from = 0;
  return sizes.map((each) => {
    from += each;
    return slice(x, axis, from - each, Math.min(from, length));
  });
}

/** At most `chunks` parts of equal size along an axis. Views. */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  return split(x, Math.ceil(x.shape[axisOf(dim, x.ndim, "chunk")]! / chunks), dim);
}

type ShapesOf<T> = { [I in keyof T]: T[I] extends Tensor<infer S> ? S : never };

function unequal(first: Tensor, other: Tensor, i: number, axis: number): ShapeError {
  return new ShapeError({
    problem: `cat needs tensors that differ only on axis ${axis}.`,
    operands: [
      { role: "tensor 0", name: first.name, shape: first.shape },
      { role: `tensor ${i}`, name: other.name, shape: other.shape },
    ],
  });
}
