// A matrix that is known only through its products with thin blocks: sparse rows, dense matrices and centred ones all fit.
import { type Matrix, matrix, multiply, multiplyTransposed } from "./matrix.ts";

export interface LinearMap {
  readonly rows: number;
  readonly columns: number;
  /** A · x, x [columns, k]. */
  apply(x: Matrix): Matrix;
  /** Aᵀ · y, y [rows, k]. */
  applyTransposed(y: Matrix): Matrix;
}

/** Rows of which only the numbers other than zero are kept: those of row i are numbers `starts[i]` to `starts[i + 1]`. */
export interface SparseMatrix {
  readonly shape: readonly [number, number];
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

export function denseMap(a: Matrix): LinearMap {
  const { rows, columns } = a;
  return { rows, columns, apply: (x) => multiply(a, x), applyTransposed: (y) => multiplyTransposed(a, y) };
}

export function sparseMap({ shape: [rows, columns], starts, columns: places, values }: SparseMatrix): LinearMap {
  const multiplied = (x: Matrix): Matrix => {
    const result = matrix(rows, x.columns);
    for (let row = 0; row < rows; row++) {
      for (let at = starts[row]!; at < starts[row + 1]!; at++) addRow(x, places[at]!, values[at]!, result, row);
    }
    return result;
  };
  const transposedMultiplied = (y: Matrix): Matrix => {
    const result = matrix(columns, y.columns);
    for (let row = 0; row < rows; row++) {
      for (let at = starts[row]!; at < starts[row + 1]!; at++) addRow(y, row, values[at]!, result, places[at]!);
    }
    return result;
  };
  return { rows, columns, apply: multiplied, applyTransposed: transposedMultiplied };
}

/** Adds a row times a factor to a row of another matrix of the same width. */
function addRow(from: Matrix, row: number, factor: number, to: Matrix, target: number): void {
  const width = from.columns;
  for (let k = 0, i = row * width, o = target * width; k < width; k++, i++, o++) to.data[o]! += factor * from.data[i]!;
}
