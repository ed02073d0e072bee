// Arithmetic of shapes: sizes, strides, axes counted from the end, and NumPy's broadcasting.
// https://numpy.org/doc/stable/user/basics.broadcasting.html. Knows no memory.
import { ArgumentError, IndexError, ShapeError } from "../errors.ts";

export type Shape = readonly number[];

export function numelOf(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Distances of neighbours along each axis, in elements, when the last axis varies fastest. */
export function rowMajor(shape: Shape): number[] {
  // A copy to write over: made in a tenth of the time that an empty array of this length takes.
  const strides = shape.slice();
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = step;
    step *= Math.max(1, shape[axis]!);
  }
  return strides;
}

/** Where the i-th number in row-major order stands: its index on each axis. */
export function placeOf(i: number, shape: Shape): number[] {
  return rowMajor(shape).map((step, axis) => Math.floor(i / step) % shape[axis]!);
}

let lastShape: Shape | undefined;
let lastStrides: readonly number[] = [];

/** `rowMajor`, which results with their operand's very shape share with it. */
export function stridesOf(shape: Shape): readonly number[] {
  if (shape !== lastShape) {
    lastStrides = rowMajor(shape);
    lastShape = shape;
  }
  return lastStrides;
}

export function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis += 1) if (a[axis] !== b[axis]) return false;
  return true;
}

/** An axis counted from the start. A single number has no axis, and takes 0 and -1 all the same. @throws IndexError */
export function axisOf(dim: number, ndim: number, what: string): number {
  const axis = dim < 0 ? dim + Math.max(1, ndim) : dim;
  if (Number.isInteger(dim) && axis >= 0 && axis < Math.max(1, ndim)) return axis;
  throw new IndexError({
    problem: `${what}: there is no axis ${dim} in a tensor with ${ndim} ${ndim === 1 ? "axis" : "axes"}.`,
    attempt: ndim > 0 ? `an axis from ${-ndim} to ${ndim - 1}` : "a tensor with axes: this one holds a single number",
  });
}

/** Several axes counted from the start, each once, in order; all of them when none is named. */
export function axesOf(dim: number | readonly number[] | undefined, ndim: number, what: string): number[] {
  if (dim === undefined) return Array.from({ length: ndim }, (_, axis) => axis);
  if (typeof dim === "number" && ndim > 0) return [axisOf(dim, ndim, what)];
  const list = typeof dim === "number" ? [dim] : dim;
  if (!Array.isArray(list))
    throw new ArgumentError(`${what}: dim is an axis or an array of axes, not ${String(list)}.`);
  const axes = list.map((each) => axisOf(each, ndim, what));
  if (new Set(axes).size < axes.length) throw new IndexError(`${what}: an axis appears twice in [${list.join(", ")}].`);
  return axes.filter((axis) => axis < ndim).toSorted((a, b) => a - b);
}

/** What the user calls two operands, for messages. */
export interface Names {
  readonly left?: string | undefined;
  readonly right?: string | undefined;
}

/** The shape two operands are stretched to. @throws ShapeError naming the axis that does not fit */
export function broadcast(a: Shape, b: Shape, what: string, names: Names = {}): Shape {
  if (sameShape(a, b)) return a;
  const ndim = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let i = 0; i < ndim; i += 1) {
    const left = a[i - ndim + a.length] ?? 1;
    const right = b[i - ndim + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw mismatch(a, b, i - ndim, what, names);
    out.push(left === 1 ? right : left);
  }
  return out;
}

function mismatch(a: Shape, b: Shape, fromEnd: number, what: string, { left, right }: Names): ShapeError {
  const [i, j] = [a.length + fromEnd, b.length + fromEnd];
  return new ShapeError({
    problem: `${what} needs shapes that are equal, or 1, on every axis counted from the last.`,
    operands: [
      { role: "left", name: left, shape: a, mark: { axis: i, remark: "" } },
      { role: "right", name: right, shape: b, mark: { axis: j, remark: `${a[i]} ≠ ${b[j]}` } },
    ],
    attempt: lineUp(a, b),
  });
}

/** What would make the shapes go together: an axis put into the shorter one, if that is all it takes. */
function lineUp(a: Shape, b: Shape): string {
  const [short, long, which] = a.length <= b.length ? [a, b, "left"] : [b, a, "right"];
  const fits = (shape: Shape) => shape.every((size, i) => [1, long[long.length - shape.length + i]].includes(size));
  if (short.length > 0 && short.length < long.length) {
    for (let dim = -1; dim >= -short.length; dim -= 1) {
      if (fits(short.toSpliced(short.length + dim + 1, 0, 1))) return `unsqueeze(${dim}) on the ${which}`;
    }
  }
  return "unsqueeze() to add axes of size 1 where the shapes should line up, or transpose()";
}

/** Replaces one -1 by the size that makes the count right. @throws ShapeError */
export function inferShape(
  wanted: Shape,
  numel: number,
  from: { readonly shape: Shape; readonly name?: string | undefined },
): number[] {
  const shape = wanted.slice();
  const unknown = shape.indexOf(-1);
  let known = 1;
  for (const size of shape) if (size !== -1) known *= size;
  if (unknown >= 0 && known > 0 && numel % known === 0) shape[unknown] = numel / known;
  const valid = shape.every((size) => Number.isInteger(size) && size >= 0);
  if (valid && numelOf(shape) === numel) return shape;
  throw new ShapeError({
    problem: `reshape cannot lay out ${numel} numbers as [${wanted.join(", ")}].`,
    operands: [{ role: "tensor", name: from.name, shape: from.shape, note: `${numel} numbers` }],
    attempt: "a shape whose sizes multiply to that count; one of them may be -1 and is then worked out",
  });
}
