// Between tensors, which users have, and the float64 matrices that decompositions compute on.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { type DType, isFloat } from "../tensor/dtype.ts";
import { rowMajor, type Shape } from "../tensor/shape.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { type Matrix, matrix } from "./matrix.ts";

/**
 * The numbers of a tensor [rows, columns] as doubles.
 * @throws ShapeError for another rank or no numbers; DTypeError for bool; ArgumentError for NaN and infinities
 */
export function matrixOf(x: Tensor, what: string): Matrix {
  checkTensor(x, what);
  if (x.ndim !== 2 || x.numel() === 0) {
    throw new ShapeError({
      problem: `${what} needs a matrix: a tensor with two axes that is not empty.`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
      attempt: x.ndim === 1 ? "unsqueeze(1) to make it a column" : undefined,
    });
  }
  return matrix(x.shape[0]!, x.shape[1]!, finite(x, what));
}

/** The numbers of a tensor of any shape as doubles. @throws ArgumentError for NaN and infinities */
export function finite(x: Tensor, what: string): Float64Array {
  const data = Float64Array.from(x.data);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return data;
  const steps = rowMajor(x.shape);
  const place = x.shape.map((size, axis) => Math.floor(bad / steps[axis]!) % size);
  throw new ArgumentError(`${what} needs finite numbers: there is ${data[bad]} at [${place.join(", ")}].`);
}

export function checkTensor(x: Tensor, what: string): void {
  if (!(x instanceof Tensor)) throw new ArgumentError(`${what} takes a tensor, not ${x === null ? "null" : typeof x}.`);
  if (x.dtype === "bool") throw new DTypeError(`${what} takes numbers, not bool.`);
}

/** What results have: the operand's dtype, float32 for whole numbers. */
export const resultType = (x: Tensor): DType => (isFloat(x.dtype) ? x.dtype : "float32");

export function tensorOf(data: ArrayLike<number>, shape: Shape, dtype: DType): Tensor {
  const out = empty(shape, dtype);
  out.data.set(data);
  return out;
}

export const tensorOfMatrix = ({ rows, columns, data }: Matrix, dtype: DType): Tensor =>
  tensorOf(data, [rows, columns], dtype);
