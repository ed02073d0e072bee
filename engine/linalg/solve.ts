// Systems of linear equations, inverses and determinants, all by one LU decomposition with row exchanges (Golub & Van
// Loan, Matrix Computations, algorithm 3.4.1).
import { EngineError, ShapeError } from "../errors.ts";
import { promote } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { identity, type Matrix, matrix } from "./matrix.ts";
import { finite, matrixOf, resultType, tensorOf, tensorOfMatrix } from "./operands.ts";

/** A matrix that has no inverse. */
export class SingularMatrixError extends EngineError {}

/**
 * The x with a · x = b, for a square matrix a [n, n] and b [n] or [n, k].
 * @throws ShapeError when they do not fit, SingularMatrixError when there is no such x or more than one
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  const square = squareOf(a, "solve");
  if (b.ndim < 1 || b.ndim > 2 || b.shape[0] !== square.rows) {
    throw new ShapeError({
      problem: `solve: b needs ${square.rows} rows, as many as the matrix has.`,
      operands: [
        { role: "a", name: a.name, shape: a.shape },
        { role: "b", name: b.name, shape: b.shape, mark: { axis: 0, remark: "differs" } },
      ],
    });
  }
  const right = matrix(square.rows, b.shape[1] ?? 1, finite(b, "solve"));
  const solution = substitute(factorise(square, "solve"), right);
  return tensorOf(solution.data, b.shape, promote(resultType(a), resultType(b)));
}

/** The inverse of a square matrix. @throws SingularMatrixError when there is none */
export function inv(a: Tensor): Tensor {
  const square = squareOf(a, "inv");
  return tensorOfMatrix(substitute(factorise(square, "inv"), identity(square.rows)), resultType(a));
}

/** The determinant of a square matrix, a tensor without axes. */
export function det(a: Tensor): Tensor {
  const { lu, order, sign } = decompose(squareOf(a, "det"));
  const product = order.reduce((value, _, i) => value * lu.data[i * lu.columns + i]!, sign);
  return tensorOf([product], [], resultType(a));
}

/** L (ones on its diagonal, not stored) and U in one matrix, of the rows in this order. */
interface Factors {
  readonly lu: Matrix;
  readonly order: readonly number[];
  /** -1 after an odd number of exchanges. */
  readonly sign: number;
}

function squareOf(a: Tensor, what: string): Matrix {
  const square = matrixOf(a, what);
  if (square.rows === square.columns) return square;
  throw new ShapeError({
    problem: `${what} needs a square matrix.`,
    operands: [{ role: "matrix", name: a.name, shape: a.shape }],
  });
}

function factorise(a: Matrix, what: string): Factors {
  const factors = decompose(a);
  const { data } = factors.lu;
  const pivots = Array.from({ length: a.rows }, (_, i) => Math.abs(data[i * a.rows + i]!));
  const largest = Math.max(...pivots);
  const step = pivots.findIndex((pivot) => !(pivot > largest * Number.EPSILON * a.rows));
  if (step < 0) return factors;
  throw new SingularMatrixError({
    problem: `${what}: the matrix is singular: elimination step ${step + 1} of ${a.rows} finds nothing to divide by.`,
    attempt: "linalg.svd to see which directions vanish",
  });
}

function decompose(a: Matrix): Factors {
  const n = a.rows;
  const data = a.data.slice();
  const order = Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  for (let step = 0; step < n; step++) {
    let pivot = step;
    for (let i = step + 1; i < n; i++) if (Math.abs(data[i * n + step]!) > Math.abs(data[pivot * n + step]!)) pivot = i;
    if (data[pivot * n + step] === 0) continue;
    if (pivot !== step) {
      const row = data.slice(step * n, (step + 1) * n);
      data.copyWithin(step * n, pivot * n, (pivot + 1) * n);
      data.set(row, pivot * n);
      [order[step], order[pivot]] = [order[pivot]!, order[step]!];
      sign = -sign;
    }
    for (let i = step + 1; i < n; i++) {
      const factor = (data[i * n + step]! /= data[step * n + step]!);
      for (let j = step + 1; j < n; j++) data[i * n + j]! -= factor * data[step * n + j]!;
    }
  }
  return { lu: matrix(n, n, data), order, sign };
}

/** Forward through L, then backward through U, all columns of the right side together. */
function substitute({ lu, order }: Factors, right: Matrix): Matrix {
  const [n, k] = [lu.rows, right.columns];
  const x = matrix(n, k);
  order.forEach((from, to) => x.data.set(right.data.subarray(from * k, (from + 1) * k), to * k));
  const subtract = (from: number, to: number): void => {
    const factor = lu.data[to * n + from]!;
    for (let c = 0; c < k; c++) x.data[to * k + c]! -= factor * x.data[from * k + c]!;
  };
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) subtract(j, i);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) subtract(j, i);
    for (let c = 0; c < k; c++) x.data[i * k + c]! /= lu.data[i * n + i]!;
  }
  return x;
}
