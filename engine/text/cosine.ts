// Which texts are alike: the cosine of the angle between their rows, 1 for the same direction, 0 for nothing in common.
import { ShapeError } from "../errors.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { dotRows, type SparseRows } from "./sparseRows.ts";

/**
 * Cosine of every row of `a` with every row of `b`: a [n, d], b [m, d] → float64 [n, m]. Zero rows have cosine 0.
 * @throws ShapeError when the rows differ in length
 */
export function cosineSimilarity(a: SparseRows, b: SparseRows = a): Tensor {
  checkColumns(a, b);
  const [left, right] = [a.normalize(), b.normalize()];
  const cosines = empty([a.rows, b.rows], "float64");
  const { data } = cosines;
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) data[i * b.rows + j] = dotRows(left.row(i), right.row(j));
  }
  return cosines;
}

export interface Neighbour {
  readonly row: number;
  readonly similarity: number;
}

/**
 * The `k` rows nearest in angle to row `i` of `query`, nearest first; ties by row. Where `query` is `rows` itself, the
 * row asked about is left out.
 * @throws ShapeError when the rows differ in length
 */
export function nearestRows(rows: SparseRows, i: number, k = 10, query: SparseRows = rows): Neighbour[] {
  checkColumns(query, rows);
  const [norms, own] = [rows.norms(), query.norms()[i] ?? 0];
  const asked = query.row(i);
  return Array.from({ length: rows.rows }, (_, row) => {
    const length = norms[row]! * own;
    return { row, similarity: length > 0 ? dotRows(asked, rows.row(row)) / length : 0 };
  })
    .filter(({ row }) => query !== rows || row !== i)
    .toSorted((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, k);
}

function checkColumns(a: SparseRows, b: SparseRows): void {
  if (a.columns === b.columns) return;
  throw new ShapeError({
    problem: "Rows are compared column by column, so both matrices need the same columns.",
    operands: [
      { role: "left", shape: a.shape },
      { role: "right", shape: b.shape },
    ],
    attempt: "transform both with the same fitted vectorizer",
  });
}
