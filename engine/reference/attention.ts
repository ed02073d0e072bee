// Scaled dot-product attention of one head in float64 on plain arrays, forward and backward: the oracle for
// kernels/attention.ts.

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

export interface HeadInputs {
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  readonly scale: number;
  /** What to add to the score of query i and key j; -Infinity hides the key. */
  mask(i: number, j: number): number;
  /** Dropout's factor of that weight. */
  keep(i: number, j: number): number;
}

export function attentionHead({ q, k, v, scale, mask, keep }: HeadInputs, dOut: Matrix) {
  const scores = q.map((query, i) => k.map((key, j) => scale * dot(query, key) + mask(i, j)));
  const weights = scores.map((row) => {
    const largest = Math.max(...row);
    const powers = row.map((score) => Math.exp(score - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
  const kept = weights.map((row, i) => row.map((weight, j) => weight * keep(i, j)));
  const dWeights = dOut.map((g, i) => v.map((value, j) => dot(g, value) * keep(i, j)));
  const dScores = weights.map((row, i) => {
    const total = dot(row, dWeights[i]);
    return row.map((weight, j) => scale * weight * (dWeights[i][j] - total));
  });
  return {
    weights,
    out: product(kept, v),
    dq: product(dScores, k),
    dk: product(transpose(dScores), q),
    dv: product(transpose(kept), dOut),
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function product(a: Matrix, b: Matrix): number[][] {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

function transpose(a: Matrix): number[][] {
  return a[0].map((_, c) => a.map((row) => row[c]));
}
