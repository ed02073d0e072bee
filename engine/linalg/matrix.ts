// Dense float64 matrices for decompositions: row-major numbers with their two sizes.
// Decompositions lose digits quickly in single precision, so all of linalg computes in doubles.

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, `rows · columns` long. */
  readonly data: Float64Array;
}

export function matrix(rows: number, columns: number, data: Float64Array = new Float64Array(rows * columns)): Matrix {
  return { rows, columns, data };
}

export function identity(size: number): Matrix {
  const result = matrix(size, size);
  for (let i = 0; i < size; i++) result.data[i * size + i] = 1;
  return result;
}

export function transpose({ rows, columns, data }: Matrix): Matrix {
  const result = matrix(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result.data[j * rows + i] = data[i * columns + j]!;
  }
  return result;
}

/** a [m, k] · b [k, n] → [m, n]. The inner loop runs along rows of b, so memory is read in order. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.columns);
  const n = b.columns;
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      if (factor === 0) continue;
      for (let j = 0, to = i * n, from = k * n; j < n; j++) result.data[to + j]! += factor * b.data[from + j]!;
    }
  }
  return result;
}

/** aᵀ · b without transposing: rows of both are read in order. */
export function multiplyTransposed(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.columns, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      if (factor === 0) continue;
      for (let j = 0, to = k * b.columns, from = i * b.columns; j < b.columns; j++) {
        result.data[to + j]! += factor * b.data[from + j]!;
      }
    }
  }
  return result;
}

/** The first `count` columns. */
export function leadingColumns({ rows, columns, data }: Matrix, count: number): Matrix {
  const result = matrix(rows, count);
  for (let i = 0; i < rows; i++) result.data.set(data.subarray(i * columns, i * columns + count), i * count);
  return result;
}

/** The first `count` rows. */
export function leadingRows({ columns, data }: Matrix, count: number): Matrix {
  return matrix(count, columns, data.slice(0, count * columns));
}
