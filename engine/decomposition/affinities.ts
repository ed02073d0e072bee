// How much rows are neighbours, for t-SNE: p(j|i) ∝ exp(-|x_i - x_j|² β_i), with each β_i chosen so that row i has as many
// neighbours as the perplexity says, 2^entropy; and from that P = (p(j|i) + p(i|j)) / 2n, which sums to 1.
// van der Maaten & Hinton (2008), equations 1 to 3; van der Maaten (2014) keeps only the nearest three times perplexity.
import type { Matrix } from "../linalg/matrix.ts";
import { distancesFrom, smallest } from "./neighbours.ts";

/** P without its zeros: row i has the numbers `starts[i]` to `starts[i + 1]`. */
export interface Affinities {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** P of all pairs, [rows, rows] in row-major order. */
export function denseAffinities(x: Matrix, perplexity: number): Float64Array {
  const n = x.rows;
  const conditional = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const distances = distancesFrom(x, i);
    const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
    const p = calibrated(
      others.map((j) => distances[j]!),
      perplexity,
    );
    others.forEach((j, k) => (conditional[i * n + j] = p[k]!));
  }
  return conditional.map((value, at) => (value + conditional[(at % n) * n + Math.floor(at / n)]!) / (2 * n));
}

/** P of the nearest pairs only. */
export function sparseAffinities(x: Matrix, perplexity: number): Affinities {
  const n = x.rows;
  const count = Math.min(n - 1, Math.floor(3 * perplexity) + 1);
  const rows: Map<number, number>[] = Array.from({ length: n }, () => new Map());
  for (let i = 0; i < n; i++) {
    const distances = distancesFrom(x, i);
    distances[i] = Infinity;
    const near = smallest(distances, count);
    const p = calibrated(
      near.map((j) => distances[j]!),
      perplexity,
    );
    near.forEach((j, k) => {
      rows[i]!.set(j, (rows[i]!.get(j) ?? 0) + p[k]! / (2 * n));
      rows[j]!.set(i, (rows[j]!.get(i) ?? 0) + p[k]! / (2 * n));
    });
  }
  const starts = new Int32Array(n + 1);
  rows.forEach((row, i) => (starts[i + 1] = starts[i]! + row.size));
  const columns = Int32Array.from(rows.flatMap((row) => [...row.keys()]));
  return { starts, columns, values: Float64Array.from(rows.flatMap((row) => [...row.values()])) };
}

/** exp(-d β) / Σ with the β that gives the entropy of `perplexity` equally likely neighbours, found by bisection. */
function calibrated(distances: readonly number[], perplexity: number): number[] {
  const wanted = Math.log(perplexity);
  // Distances from the nearest give the same probabilities and never all vanish.
  const nearest = Math.min(...distances);
  let [low, high, beta] = [0, Infinity, 1];
  for (let step = 0; ; step++) {
    const weights = distances.map((d) => Math.exp(-(d - nearest) * beta));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = weights.reduce((sum, weight, i) => sum + weight * (distances[i]! - nearest), 0) / total;
    const surplus = Math.log(total) + beta * mean - wanted;
    if (Math.abs(surplus) < 1e-5 || step === 100) return weights.map((weight) => weight / total);
    if (surplus > 0) low = beta;
    else high = beta;
    beta = high === Infinity ? beta * 2 : (low + high) / 2;
  }
}
