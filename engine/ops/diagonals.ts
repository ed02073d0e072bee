// Triangles and diagonals of matrices; further axes in front are many matrices.
import { ShapeError } from "../errors.ts";
import { needTensor } from "../tensor/given.ts";
import { axisOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { where } from "./compare.ts";
import { filled, zeros } from "./create.ts";
import { indexSelect, scatterAdd } from "./indexing.ts";
import { sum } from "./reduce.ts";
import { permute, reshape } from "./views.ts";

/** The lower triangle up to a diagonal: 0 (default) the main one, above it if positive. The rest is 0. */
export function tril(x: Tensor, offset = 0): Tensor {
  needTensor(x, "tril");
  return triangle(x, "tril", (row, column) => column - row <= offset);
}

/** The upper triangle from a diagonal on: 0 (default) the main one, above it if positive. The rest is 0. */
export function triu(x: Tensor, offset = 0): Tensor {
  needTensor(x, "triu");
  return triangle(x, "triu", (row, column) => column - row >= offset);
}

/** A vector [n] on the diagonal of a matrix, or the diagonal of a matrix [n, m] as a vector. */
export function diag(x: Tensor, offset = 0): Tensor {
  needTensor(x, "diag");
  if (x.ndim === 2) return diagonal(x, { offset });
  if (x.ndim !== 1) throw notMatrix("diag needs a vector or a matrix.", x);
  const n = x.shape[0]! + Math.abs(offset);
  const start = offset >= 0 ? offset : -offset * n;
  const places = filled([x.shape[0]!], (i) => start + i * (n + 1), { dtype: "int32" });
  return reshape(scatterAdd(zeros([n * n], { dtype: x.dtype }), 0, places, x), [n, n]);
}

export interface DiagonalOptions {
  /** 0 (default) the main one, above it if positive. */
  readonly offset?: number;
  /** The rows' axis. Default 0. */
  readonly dim1?: number;
  /** The columns' axis. Default 1. */
  readonly dim2?: number;
}

/** The diagonal over two axes, which disappear; it becomes the last one. A copy. */
export function diagonal(x: Tensor, { offset = 0, dim1 = 0, dim2 = 1 }: DiagonalOptions = {}): Tensor {
  if (x.ndim < 2) throw notMatrix("diagonal needs a matrix.", x);
  const [a, b] = [axisOf(dim1, x.ndim, "diagonal"), axisOf(dim2, x.ndim, "diagonal")];
  if (a === b) throw notMatrix(`diagonal needs two different axes, not ${dim1} and ${dim2}.`, x);
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== a && axis !== b);
  const [rows, columns] = [x.shape[a]!, x.shape[b]!];
  const [row, column] = [Math.max(0, -offset), Math.max(0, offset)];
  const length = Math.max(0, Math.min(rows - row, columns - column));
  const places = filled([length], (i) => (row + i) * columns + column + i, { dtype: "int32" });
  const flat = reshape(permute(x, [...others, a, b]), [...others.map((axis) => x.shape[axis]!), rows * columns]);
  return indexSelect(flat, -1, places);
}

/** The sum of the main diagonal of a matrix. */
export function trace(x: Tensor): Tensor {
  if (x.ndim !== 2) throw notMatrix("trace needs a matrix.", x);
  return sum(diagonal(x));
}

function triangle(x: Tensor, what: string, inside: (row: number, column: number) => boolean): Tensor {
  if (x.ndim < 2) throw notMatrix(`${what} needs a matrix.`, x);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const mask = filled([rows, columns], (i) => Number(inside(Math.floor(i / columns), i % columns)), { dtype: "bool" });
  return where(mask, x, 0);
}

function notMatrix(problem: string, x: Tensor): ShapeError {
  return new ShapeError({ problem, operands: [{ role: "tensor", name: x.name, shape: x.shape }] });
}
