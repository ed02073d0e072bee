// QR by Householder reflections (Golub & Van Loan, Matrix Computations, algorithm 5.2.1): A = Q R with orthonormal
// columns in Q and upper triangular R. Signs follow LAPACK, hence NumPy and PyTorch: R's diagonal may be negative.
import { type Matrix, matrix } from "./matrix.ts";

/** Reduced QR: a [m, n] → q [m, k], r [k, n] with k = min(m, n). */
export function householderQr(a: Matrix): { q: Matrix; r: Matrix } {
  const { rows: m, columns: n } = a;
  const k = Math.min(m, n);
  const work = a.data.slice();
  const scales = new Float64Array(k);
  for (let j = 0; j < k; j++) scales[j] = reflect(work, m, n, j);

  const r = matrix(k, n);
  for (let i = 0; i < k; i++) for (let j = i; j < n; j++) r.data[i * n + j] = work[i * n + j]!;

  // Q = H₀ H₁ … applied to the first k columns of the identity, last reflection first.
  const q = matrix(m, k);
  for (let i = 0; i < k; i++) q.data[i * k + i] = 1;
  for (let j = k - 1; j >= 0; j--) {
    for (let column = j; column < k; column++) {
      let dot = q.data[j * k + column]!;
      for (let i = j + 1; i < m; i++) dot += work[i * n + j]! * q.data[i * k + column]!;
      dot *= scales[j]!;
      q.data[j * k + column]! -= dot;
      for (let i = j + 1; i < m; i++) q.data[i * k + column]! -= dot * work[i * n + j]!;
    }
  }
  return { q, r };
}

/**
 * Zeroes column j below the diagonal with H = I − τ v vᵀ, v₀ = 1; v is kept where the zeros would be. Returns τ.
 */
function reflect(work: Float64Array, m: number, n: number, j: number): number {
  let squares = 0;
  for (let i = j + 1; i < m; i++) squares += work[i * n + j]! ** 2;
  const head = work[j * n + j]!;
  if (squares === 0) return 0;
  // The new diagonal takes the sign opposite to the old one, so the subtraction below never cancels.
  const diagonal = head > 0 ? -Math.sqrt(head * head + squares) : Math.sqrt(head * head + squares);
  const scale = (diagonal - head) / diagonal;
  for (let i = j + 1; i < m; i++) work[i * n + j]! /= head - diagonal;
  for (let column = j + 1; column < n; column++) {
    let dot = work[j * n + column]!;
    for (let i = j + 1; i < m; i++) dot += work[i * n + j]! * work[i * n + column]!;
    dot *= scale;
    work[j * n + column]! -= dot;
    for (let i = j + 1; i < m; i++) work[i * n + column]! -= dot * work[i * n + j]!;
  }
  work[j * n + j] = diagonal;
  return scale;
}
