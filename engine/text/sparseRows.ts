// Sparse matrices by rows (compressed sparse rows, CSR): row i holds entries indptr[i] to indptr[i + 1] of indices and
// data, columns ascending. Of the 233 × 23,680 numbers of a bag of words, nine in ten are zero and take no place.
// Numbers are doubles: weights are compared with other libraries' digit by digit.
import { ArgumentError, IndexError } from "../errors.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

export type Norm = "l1" | "l2";

/** What one row holds: columns ascending, and their values. */
export interface SparseRow {
  readonly indices: Int32Array;
  readonly data: Float64Array;
}

/** A sparse matrix [rows, columns], stored by rows. */
export class SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float64Array;

  /** @throws ArgumentError when the parts do not fit together */
  constructor(rows: number, columns: number, indptr: Int32Array, indices: Int32Array, data: Float64Array) {
    if (indptr.length !== rows + 1 || indices.length !== data.length || indptr[rows] !== data.length) {
      throw new ArgumentError(
        `${rows} sparse rows need ${rows + 1} row pointers that end at the number of entries; ` +
          `given are ${indptr.length} pointers, ${indices.length} column indices and ${data.length} values.`,
      );
    }
    this.rows = rows;
    this.columns = columns;
    this.indptr = indptr;
    this.indices = indices;
    this.data = data;
  }

  /** From one map of columns to values per row. */
  static fromMaps(maps: readonly ReadonlyMap<number, number>[], columns: number): SparseRows {
    const indptr = new Int32Array(maps.length + 1);
    for (const [row, map] of maps.entries()) indptr[row + 1] = indptr[row]! + map.size;
    const indices = new Int32Array(indptr[maps.length]!);
    const data = new Float64Array(indices.length);
    for (const [row, map] of maps.entries()) {
      const at = indptr[row]!;
      indices.set(Int32Array.from(map.keys()).sort(), at);
      for (let k = at; k < indptr[row + 1]!; k++) data[k] = map.get(indices[k]!)!;
    }
    return new SparseRows(maps.length, columns, indptr, indices, data);
  }

  /** [rows, columns] */
  get shape(): [number, number] {
    return [this.rows, this.columns];
  }

  /** Number of stored entries. */
  get nnz(): number {
    return this.data.length;
  }

  /** Row i, without copying. */
  row(i: number): SparseRow {
    if (!(Number.isInteger(i) && i >= 0 && i < this.rows)) {
      throw new IndexError(`The matrix has rows 0 to ${this.rows - 1}; it was asked for ${i}.`);
    }
    const [from, to] = [this.indptr[i]!, this.indptr[i + 1]!];
    return { indices: this.indices.subarray(from, to), data: this.data.subarray(from, to) };
  }

  /** The number in row i, column j; zero where nothing is stored. */
  get(i: number, j: number): number {
    const { indices, data } = this.row(i);
    if (!(Number.isInteger(j) && j >= 0 && j < this.columns)) {
      throw new IndexError(`The matrix has columns 0 to ${this.columns - 1}; it was asked for ${j}.`);
    }
    return data[indices.indexOf(j)] ?? 0;
  }

  /** Dot product of row i with row j of `other`. */
  dot(i: number, j: number, other: SparseRows = this): number {
    return dotRows(this.row(i), other.row(j));
  }

  /** Length of each row; zero rows have 0. */
  norms(norm: Norm = "l2"): Float64Array {
    return Float64Array.from({ length: this.rows }, (_, i) => {
      let sum = 0;
      for (const value of this.row(i).data) sum += norm === "l2" ? value * value : Math.abs(value);
      return norm === "l2" ? Math.sqrt(sum) : sum;
    });
  }

  /** Rows divided by their lengths; zero rows stay zero. */
  normalize(norm: Norm = "l2"): SparseRows {
    const norms = this.norms(norm);
    return this.map((value, i) => (norms[i]! > 0 ? value / norms[i]! : value));
  }

  /** The same places with other values. */
  map(change: (value: number, row: number, column: number) => number): SparseRows {
    const data = new Float64Array(this.data.length);
    for (let i = 0; i < this.rows; i++) {
      for (let k = this.indptr[i]!; k < this.indptr[i + 1]!; k++) data[k] = change(this.data[k]!, i, this.indices[k]!);
    }
    return new SparseRows(this.rows, this.columns, this.indptr, this.indices, data);
  }

  /** The full numbers, row by row. */
  toArray(): number[][] {
    return Array.from({ length: this.rows }, (_, i) => {
      const full = Array.from({ length: this.columns }, () => 0);
      const { indices, data } = this.row(i);
      for (const [k, column] of indices.entries()) full[column] = data[k]!;
      return full;
    });
  }

  /** The full matrix [rows, columns] as a tensor. Default dtype float32. */
  toTensor({ dtype = "float32" }: { readonly dtype?: "float32" | "float64" } = {}): Tensor {
    const full = empty([this.rows, this.columns], dtype);
    const numbers = full.data.fill(0);
    for (let i = 0; i < this.rows; i++) {
      const { indices, data } = this.row(i);
      for (const [k, column] of indices.entries()) numbers[i * this.columns + column] = data[k]!;
    }
    return full;
  }
}

/** Walks both rows at once: their columns ascend. */
export function dotRows(a: SparseRow, b: SparseRow): number {
  let sum = 0;
  for (let p = 0, q = 0; p < a.indices.length && q < b.indices.length;) {
    const difference = a.indices[p]! - b.indices[q]!;
    if (difference === 0) sum += a.data[p]! * b.data[q]!;
    if (difference <= 0) p++;
    if (difference >= 0) q++;
  }
  return sum;
}
