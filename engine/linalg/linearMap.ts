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
  /** Adds, for every number of the matrix, its product with a row of `from` to a row of `to`. */
  const accumulate = (from: Matrix, to: Matrix, transposed: boolean): Matrix => {
    const width = from.columns;
    for (let row = 0; row < rows; row++) {
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        const [source, target] = transposed ? [row, places[at]!] : [places[at]!, row];
        const value = values[at]!;
        for (let k = 0, i = source * width, o = target * width; k < width; k++) {
          to.data[o + k]! += value * from.data[i + k]!;
        }
      }
    }
    return to;
  };
  return {
    rows,
    columns,
    apply: (x) => accumulate(x, matrix(rows, x.columns), false),
    applyTransposed: (y) => accumulate(y, matrix(columns, y.columns), true),
  };
}
