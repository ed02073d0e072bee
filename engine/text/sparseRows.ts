// A matrix that is mostly zeros, row by row: only the numbers that are not zero are kept, with the columns they stand in
// (compressed sparse rows). What counts of words are.
import { ArgumentError, IndexError, ShapeError } from "../errors.ts";
import { inWords, needArray } from "../tensor/given.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/** One row: the columns that are not zero, rising, and their numbers. */
export interface SparseRow {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** A matrix that is mostly zeros, as bags of words are: for each row the columns that are not zero, and their values. */
export class SparseRows {
  readonly shape: readonly [rows: number, columns: number];
  /** Row i lies from `starts[i]` up to `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;

  constructor(columnCount: number, rows: readonly SparseRow[]) {
    needArray(rows, "SparseRows", "rows");
    for (const row of rows)
      if (!row?.columns || !row.values) throw notSparse(row, "SparseRows takes rows with columns and values");
    this.shape = [rows.length, columnCount];
    this.starts = new Int32Array(rows.length + 1);
    rows.forEach(({ columns }, i) => (this.starts[i + 1] = this.starts[i]! + columns.length));
    this.columns = new Int32Array(this.starts[rows.length]!);
    this.values = new Float64Array(this.columns.length);
    rows.forEach(({ columns, values }, i) => {
      this.columns.set(columns, this.starts[i]);
      this.values.set(values, this.starts[i]);
    });
  }

  /** How many numbers are not zero. */
  get nnz(): number {
    return this.values.length;
  }

  /** One row, sharing memory; negative counts from the end. @throws IndexError */
  row(index: number): SparseRow {
    const [rows] = this.shape;
    const i = index < 0 ? index + rows : index;
    if (!(Number.isInteger(index) && i >= 0 && i < rows)) throw new IndexError(`There is no row ${index} of ${rows}.`);
    const [from, to] = [this.starts[i]!, this.starts[i + 1]!];
    return { columns: this.columns.subarray(from, to), values: this.values.subarray(from, to) };
  }

  /** All rows, sharing memory. */
  rows(): SparseRow[] {
    return Array.from({ length: this.shape[0] }, (_, i) => this.row(i));
  }

  /** One number. */
  get(row: number, column: number): number {
    const { columns, values } = this.row(row);
    const at = columns.indexOf(column);
    return at < 0 ? 0 : values[at]!;
  }

  /** The largest numbers of a row, largest first; the smaller column first where they are equal. */
  top(row: number, count: number): { readonly column: number; readonly value: number }[] {
    const { columns, values } = this.row(row);
    return Array.from(columns, (column, i) => ({ column, value: values[i]! }))
      .toSorted((a, b) => b.value - a.value || a.column - b.column)
      .slice(0, count);
  }

  /** As a dense float32 tensor [rows, columns]. */
  toTensor(): Tensor {
    const out = empty(this.shape, "float32");
    const { data } = out;
    data.fill(0);
    this.rows().forEach(({ columns, values }, i) => {
      columns.forEach((column, k) => (data[i * this.shape[1] + column] = values[k]!));
    });
    return out;
  }

  toString(): string {
    const [rows, columns] = this.shape;
    const share = rows * columns === 0 ? 0 : (100 * this.nnz) / (rows * columns);
    return `SparseRows [${rows}, ${columns}], ${this.nnz} numbers (${share.toPrecision(2)} %)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** a · b */
export function dot(a: SparseRow, b: SparseRow): number {
  if (!a?.columns || !b?.columns) throw notSparse(a?.columns ? b : a, "dot() takes sparse rows");
  let sum = 0;
  for (let i = 0, j = 0; i < a.columns.length && j < b.columns.length;) {
    const difference = a.columns[i]! - b.columns[j]!;
    if (difference === 0) sum += a.values[i]! * b.values[j]!;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return sum;
}

/** a · b / (|a| |b|): 1 for the same direction, 0 for nothing in common and for empty rows. */
export function cosine(a: SparseRow, b: SparseRow): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths === 0 ? 0 : dot(a, b) / lengths;
}

/**
 * The cosine of every row of `a` with every row of `b` (default: with each other): a tensor [rows of a, rows of b].
 * @throws ShapeError when they have different columns
 */
export function cosineSimilarity(a: SparseRows, b: SparseRows = a): Tensor {
  needSparse(a, "cosineSimilarity");
  needSparse(b, "cosineSimilarity");
  if (a.shape[1] !== b.shape[1]) {
    throw new ShapeError(
      `cosineSimilarity needs the same columns: ${a.shape[1]} and ${b.shape[1]} differ. Transform both with one vectorizer.`,
    );
  }
  const out = empty([a.shape[0], b.shape[0]], "float32");
  const { data } = out;
  // A dense copy of one row meets the sparse rows of the other: one pass over each, no searching.
  const dense = new Float64Array(a.shape[1]);
  const norms = b.rows().map((row) => Math.sqrt(dot(row, row)));
  a.rows().forEach((row, i) => {
    row.columns.forEach((column, k) => (dense[column] = row.values[k]!));
    const norm = Math.sqrt(dot(row, row));
    for (let j = 0; j < b.shape[0]; j += 1) {
      let sum = 0;
      for (let k = b.starts[j]!; k < b.starts[j + 1]!; k += 1) sum += dense[b.columns[k]!]! * b.values[k]!;
      data[i * b.shape[0] + j] = sum === 0 ? 0 : sum / (norm * norms[j]!);
    }
    row.columns.forEach((column) => (dense[column] = 0));
  });
  return out;
}

/** @throws ArgumentError unless `rows` are sparse rows */
export function needSparse(rows: unknown, what: string): void {
  if (!(rows instanceof SparseRows)) throw notSparse(rows, `${what}() takes SparseRows`);
}

const notSparse = (given: unknown, lead: string): ArgumentError =>
  new ArgumentError({
    problem: `${lead}, not ${inWords(given)}.`,
    attempt: "what new text.CountVectorizer().fitTransform(texts) gives; its row(i) is one row",
  });
