// Several tensors as one, and one as several.
import { record } from "../autograd/node.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { copies } from "../kernels/copies.ts";
import { work } from "../memory/capture.ts";
import { bytesOf, promote } from "../tensor/dtype.ts";
import { needTensors } from "../tensor/given.ts";
import { axisOf, sameShape } from "../tensor/shape.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import type { Joined, Stacked } from "../tensor/shapes/joining.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { cast, packed } from "./contiguous.ts";
import { slice, unsqueeze } from "./views.ts";

/** Joined along an axis they have; all other sizes are equal. */
export function cat<const T extends readonly Tensor[], const D extends number = 0, R = Joined<ShapesOf<T>, D>>(
  tensors: Fits<R, T>,
  dim?: D,
): Tensor<Known<R>>;
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  needTensors(tensors, "cat", "tensors");
  const first = firstOf(tensors, "cat");
  if (first.ndim === 0) {
    throw new ShapeError({
      problem: "cat joins tensors along an axis they have, and these are single numbers.",
      operands: [{ role: "tensor 0", name: first.name, shape: first.shape }],
      attempt: "stack(), which makes a new axis",
    });
  }
  const axis = axisOf(dim, first.ndim, "cat");
  for (const [i, each] of tensors.entries()) {
    const fits = each.ndim === first.ndim && each.shape.every((size, a) => a === axis || size === first.shape[a]);
    if (!fits) throw unequal(`cat needs tensors that differ only on axis ${axis}.`, first, each, i, axis);
  }
  const dtype = tensors.map((each) => each.dtype).reduce(promote);
  const total = tensors.reduce((sum, each) => sum + each.shape[axis]!, 0);
  const out = empty(first.shape.with(axis, total), dtype);
  const inner = first.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = first.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const parts = tensors.map((each) => packed(cast(each, dtype)));
  work(() => {
    let at = 0;
    for (const part of parts) {
      copyBlocks(part, out, outer, part.shape[axis]! * inner, total * inner, at);
      at += part.shape[axis]! * inner;
    }
  });
  return record(out, "cat", tensors, [], (g) => {
    let from = 0;
    return tensors.map((each) => {
      const start = from;
      from += each.shape[axis]!;
      return each.requiresGrad ? slice(g, axis, start, from) : undefined;
    });
  });
}

/** Numbers of `part` in runs of neighbours, to places in `out` that are `step` numbers apart, from `at` on. */
function copyBlocks(part: Tensor, out: Tensor, count: number, run: number, step: number, at: number): void {
  if (bytesOf(out.dtype) === 4) {
    copies().copyRows(part.pointer, run * 4, out.pointer + at * 4, step * 4, count, run);
    return;
  }
  const [source, target] = [part.data, out.data];
  for (let i = 0; i < count; i += 1) target.set(source.subarray(i * run, (i + 1) * run), i * step + at);
}

/** Tensors of one shape, stacked along a new axis. */
export function stack<const T extends readonly Tensor[], const D extends number = 0, R = Stacked<ShapesOf<T>, D>>(
  tensors: Fits<R, T>,
  dim?: D,
): Tensor<Known<R>>;
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  needTensors(tensors, "stack", "tensors");
  const first = firstOf(tensors, "stack");
  const axis = axisOf(dim, first.ndim + 1, "stack");
  const odd = tensors.findIndex((each) => !sameShape(each.shape, first.shape));
  if (odd >= 0) throw unequal("stack needs tensors of one shape.", first, tensors[odd]!, odd);
  return cat(
    tensors.map((each) => unsqueeze(each, axis)),
    axis,
  );
}

/** Parts of `size` along an axis, the last one shorter if need be; or of the given sizes. Views. */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const axis = axisOf(dim, x.ndim, "split");
  const length = x.shape[axis]!;
  const sizes = typeof size === "number" ? evenly(length, size) : size;
  const total = sizes.reduce((sum, each) => sum + each, 0);
  if (typeof size !== "number" && (total !== length || !sizes.every(isCount))) {
    throw new ArgumentError({
      problem: `split needs sizes that add up to ${length}, the size of axis ${axis}, not [${sizes.join(", ")}].`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape, mark: { axis, remark: `${total} given` } }],
    });
  }
  let from = 0;
  return sizes.map((each) => {
    from += each;
    return slice(x, axis, from - each, Math.min(from, length));
  });
}

/** At most `chunks` parts of equal size along an axis. Views. */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  if (!isCount(chunks) || chunks === 0)
    throw new ArgumentError(`chunk needs a whole number of parts from 1, not ${chunks}.`);
  const size = x.shape[axisOf(dim, x.ndim, "chunk")]!;
  return split(x, size === 0 ? Array.from({ length: chunks }, () => 0) : Math.ceil(size / chunks), dim);
}

type ShapesOf<T> = { [I in keyof T]: T[I] extends Tensor<infer S> ? S : never };

function firstOf(tensors: readonly Tensor[], what: string): Tensor {
  const odd = tensors.findIndex((each) => !(each instanceof Tensor));
  if (odd >= 0) throw new ArgumentError(`${what} takes an array of tensors, and element ${odd} is none.`);
  const [first] = tensors;
  if (!first) throw new ArgumentError(`${what} needs at least one tensor.`);
  return first;
}

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0;

function evenly(length: number, size: number): number[] {
  if (!isCount(size) || size === 0) throw new ArgumentError(`split needs parts of a whole size from 1, not ${size}.`);
  return Array.from({ length: Math.max(1, Math.ceil(length / size)) }, () => size);
}

/** @param joined the axis that need not be equal */
function unequal(problem: string, first: Tensor, other: Tensor, i: number, joined?: number): ShapeError {
  const differs = other.shape.findIndex((size, axis) => axis !== joined && size !== first.shape[axis]);
  const sameRank = first.ndim === other.ndim;
  return new ShapeError({
    problem,
    operands: [
      {
        role: "tensor 0",
        name: first.name,
        shape: first.shape,
        mark: sameRank ? { axis: differs, remark: "" } : undefined,
      },
      {
        role: `tensor ${i}`,
        name: other.name,
        shape: other.shape,
        mark: sameRank ? { axis: differs, remark: `${first.shape[differs]} ≠ ${other.shape[differs]}` } : undefined,
      },
    ],
    attempt: sameRank
      ? undefined
      : `unsqueeze() to give tensor ${first.ndim < other.ndim ? 0 : i} the axis it lacks, or reshape()`,
  });
}
