// The loops behind every elementwise operation: float32 goes to the vector kernels, other dtypes to plain loops with the
// same formulas. Broadcasting that walks rows is done by the kernels; any other kind is laid out first. No gradients here.
import {
  binary as binaryKernels,
  type BinaryMap,
  type BinaryName,
  unary as unaryKernels,
  type UnaryName,
} from "../kernels/maps.ts";
import { binaryFunctions, unaryFunctions } from "../reference/maps.ts";
import { atLiberty, capturing, work } from "../memory/capture.ts";
import { type DType, isFloat, promote } from "../tensor/dtype.ts";
import { DTypeError } from "../errors.ts";
import { broadcast, numelOf, sameShape, type Shape } from "../tensor/shape.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { cast, packed } from "./contiguous.ts";

/** f(x). Integers and booleans become float32. */
export function mapUnary(name: UnaryName, x: Tensor): Tensor {
  const from = packed(isFloat(x.dtype) ? x : cast(x, "float32"));
  const out = empty(from.shape, from.dtype);
  if (from.dtype === "float32") {
    const count = from.numel();
    const about = capturing() ? { formula: name, operands: [from], out } : undefined;
    work(() => unaryKernels[name](from.pointer, out.pointer, count), about);
  } else mapNumbers(unaryFunctions[name], from, out);
  return out;
}

/** f(a, b), broadcast. `dtype` is the result's; default what the operands make together. */
export function mapBinary(name: BinaryName, a: Tensor, b: Tensor, what: string = name, dtype?: DType): Tensor {
  if (dtype !== "float64" && alike(a, b) && atLiberty()) return mapAlike(name, a, b);
  const shape = broadcast(a.shape, b.shape, what, { left: a.name, right: b.name });
  const common = dtype ?? meeting(a, b);
  const [left, right] = [cast(a, common), cast(b, common)];
  const out = empty(shape, common);
  if (common !== "float32") {
    if (common === "bool" && name === "sub") throw noDifference("sub");
    const f = binaryFunctions[name];
    // True and true is true, not two.
    const ofBools = (p: number, q: number): number => Number(f(p, q) !== 0);
    zipNumbers(common === "bool" ? ofBools : f, stretched(left, shape), stretched(right, shape), out);
    return out;
  }
  runRows(name, left, right, out);
  return out;
}

/** The dtype of what two operands make together. A single number takes that of floats with axes, as in PyTorch. */
export function meeting(a: Tensor, b: Tensor): DType {
  const floats = isFloat(a.dtype) && isFloat(b.dtype);
  if (!floats || (a.ndim === 0) === (b.ndim === 0)) return promote(a.dtype, b.dtype);
  return a.ndim === 0 ? b.dtype : a.dtype;
}

/** Truth values have no differences, and no negatives. */
export const noDifference = (what: string): DTypeError =>
  new DTypeError({
    problem: `${what} is for numbers, and this is a tensor of truth values.`,
    attempt: `logicalNot(), logicalXor(), or to("int32") first`,
  });

/** Whether the two lie number by number beside each other, as float32. */
const alike = (a: Tensor, b: Tensor): boolean =>
  a.dtype === "float32" && b.dtype === "float32" && sameShape(a.shape, b.shape) && a.isContiguous && b.isContiguous;

/** The most frequent case, without what the others need: for small tensors, that takes longer than the numbers do. */
function mapAlike(name: BinaryName, a: Tensor, b: Tensor): Tensor {
  const out = empty(a.shape, "float32");
  binaryKernels[name].vectors(a.pointer, 0, b.pointer, 0, out.pointer, 1, out.numel());
  return out;
}

/** sum ← sum + part, in place; false, and nothing is done, if they are not float32 or `sum` does not lie in a row. */
export function accumulate(sum: Tensor, part: Tensor): boolean {
  if (sum.dtype !== "float32" || part.dtype !== "float32" || !sum.isContiguous) return false;
  const from = packed(part);
  const count = sum.numel();
  work(() => binaryKernels.add.vectors(sum.pointer, 0, from.pointer, 0, sum.pointer, 1, count));
  return true;
}

/** f(a, b) of any two tensors of the same dtype, as a number for each pair. */
export function zipWith(f: (a: number, b: number) => number, a: Tensor, b: Tensor, what: string, dtype: DType): Tensor {
  const shape = broadcast(a.shape, b.shape, what, { left: a.name, right: b.name });
  const common = meeting(a, b);
  const out = empty(shape, dtype);
  zipNumbers(f, stretched(cast(a, common), shape), stretched(cast(b, common), shape), out);
  return out;
}

/** f(x) for each number, into a tensor of the given dtype. */
export function mapWith(f: (x: number) => number, x: Tensor, dtype: DType = x.dtype): Tensor {
  const out = empty(x.shape, dtype);
  mapNumbers(f, packed(x), out);
  return out;
}

/** The tensor laid out in a larger shape. Outside the graph. */
export function stretched(x: Tensor, shape: Shape): Tensor {
  return packed(expandView(x, shape));
}

/** A view in which axes of size 1 are repeated: their stride is 0. */
export function expandView(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const missing = shape.length - x.ndim;
  const strides = shape.map((size, axis) => {
    const own = x.shape[axis - missing];
    return own === undefined || (own === 1 && size !== 1) ? 0 : x.strides[axis - missing]!;
  });
  return new Tensor(x.storage.held(), shape, x.dtype, strides, x.offset);
}

/** float32: chooses how to walk, so that most broadcasts need no copy. */
function runRows(name: BinaryName, a: Tensor, b: Tensor, out: Tensor): void {
  const kernel = binaryKernels[name];
  const { shape } = out;
  const count = out.numel();
  const [x, y] = [inRows(a), inRows(b)];
  const aWhole = x.numel() === count;
  const bWhole = y.numel() === count;
  const about = capturing() ? { formula: name, operands: [x, y], out } : undefined;
  if (aWhole && bWhole) {
    return work(() => kernel.vectors(x.pointer, 0, y.pointer, 0, out.pointer, 1, count), about);
  }
  if (aWhole && y.numel() === 1) {
    return work(() => kernel.scalarB(x.pointer, 0, y.pointer, 0, out.pointer, 1, count), about);
  }
  if (bWhole && x.numel() === 1) {
    return work(() => kernel.scalarA(x.pointer, 0, y.pointer, 0, out.pointer, 1, count), about);
  }
  if (aWhole && isTail(y.shape, shape)) {
    const columns = y.numel();
    return work(() => kernel.vectors(x.pointer, columns * 4, y.pointer, 0, out.pointer, count / columns, columns));
  }
  if (bWhole && isTail(x.shape, shape)) {
    const columns = x.numel();
    return work(() => kernel.vectors(x.pointer, 0, y.pointer, columns * 4, out.pointer, count / columns, columns));
  }
  const columns = shape.at(-1)!;
  const rows = count / columns;
  if (aWhole && isColumn(y.shape, shape)) {
    return work(() => kernel.scalarB(x.pointer, columns * 4, y.pointer, 4, out.pointer, rows, columns));
  }
  if (bWhole && isColumn(x.shape, shape)) {
    return work(() => kernel.scalarA(x.pointer, 4, y.pointer, columns * 4, out.pointer, rows, columns));
  }
  if (aWhole && runRepeated(kernel, x, y, out, false)) return;
  if (bWhole && runRepeated(kernel, y, x, out, true)) return;
  const [first, second] = [stretched(a, shape), stretched(b, shape)];
  work(() => kernel.vectors(first.pointer, 0, second.pointer, 0, out.pointer, 1, count));
}

/** In rows without gaps; one number that is repeated all over, as the gradient of a sum is, as that number. */
function inRows(x: Tensor): Tensor {
  if (x.isContiguous) return x;
  const repeated = x.strides.every((step, axis) => step === 0 || x.shape[axis] === 1);
  return repeated ? new Tensor(x.storage, [], x.dtype, [], x.offset) : packed(x);
}

/** The part is the whole but for neighbouring axes of 1 in the middle: for each number before them, the same rows again. */
function runRepeated(kernel: BinaryMap, whole: Tensor, part: Tensor, out: Tensor, swapped: boolean): boolean {
  const { shape } = out;
  if (part.ndim !== whole.ndim) return false;
  const from = shape.findIndex((size, axis) => size !== part.shape[axis]);
  const to = shape.findLastIndex((size, axis) => size !== part.shape[axis]) + 1;
  if (part.shape.slice(from, to).some((size) => size !== 1)) return false;
  const columns = numelOf(shape.slice(to));
  const rows = numelOf(shape.slice(from, to));
  const groups = numelOf(shape.slice(0, from));
  // Short stretches are not worth a call each.
  if (rows * columns < 256) return false;
  const [step, block] = [columns * 4, rows * columns * 4];
  work(() => {
    const [x, y, z] = [whole.pointer, part.pointer, out.pointer];
    for (let i = 0; i < groups; i += 1) {
      const [row, same] = [x + i * block, y + i * step];
      if (swapped) kernel.vectors(same, 0, row, step, z + i * block, rows, columns);
      else kernel.vectors(row, step, same, 0, z + i * block, rows, columns);
    }
  });
  return true;
}

/** The part is the last axes of the whole: the same numbers for each row. */
function isTail(part: Shape, whole: Shape): boolean {
  const from = part.findIndex((size) => size !== 1);
  const core = from < 0 ? [] : part.slice(from);
  return numelOf(core) > 0 && sameShape(core, whole.slice(whole.length - core.length));
}

/** The part is the whole with a last axis of 1: one number for each row. */
const isColumn = (part: Shape, whole: Shape): boolean =>
  part.length === whole.length && part.at(-1) === 1 && sameShape(part.slice(0, -1), whole.slice(0, -1));

function mapNumbers(f: (x: number) => number, from: Tensor, out: Tensor): void {
  work(() => {
    const [source, target] = [from.data, out.data];
    for (let i = 0; i < target.length; i += 1) target[i] = f(source[i]!);
  });
}

function zipNumbers(f: (a: number, b: number) => number, a: Tensor, b: Tensor, out: Tensor): void {
  work(() => {
    const [left, right, target] = [a.data, b.data, out.data];
    for (let i = 0; i < target.length; i += 1) target[i] = f(left[i]!, right[i]!);
  });
}
