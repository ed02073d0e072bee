// QR by Householder reflections (Golub & Van Loan, Matrix Computations, algorithm 5.2.1): A = Q R with orthonormal
// columns in Q and upper triangular R. Signs follow LAPACK, hence NumPy and PyTorch: R's diagonal may be negative.
import { type Matrix, matrix } from "./matrix.ts";

/** Reduced QR: a [m, n] → q [m, k], r [k, n] with k = min(m, n). */
export function householderQr(a: Matrix): { q: Matrix; r: Matrix } {
  const { rows: m, columns: n } = a;
  const k = Math.min(m, n);
  const work = a.data.slice();
  const scales = new Float64Array(k);
  for (let j = 0; j < k; j++) scales[j] = reflect(matrix(m, n, work), j);

  const r = matrix(k, n);
  for (let i = 0; i < k; i++) for (let j = i; j < n; j++) r.data[i * n + j] = work[i * n + j]!;

  // Q = H₀ H₁ … applied to the first k columns of the identity, last reflection first.
  const q = matrix(m, k);
  for (let i = 0; i < k; i++) q.data[i * k + i] = 1;
  for (let j = k - 1; j >= 0; j--) applyReflection(q, j, (i) => work[i * n + j]!, j, scales[j]!);
  return { q, r };
}

/**
 * Zeroes column j below the diagonal with H = I − τ v vᵀ, v₀ = 1; v is kept where the zeros would be. Returns τ.
 */
function reflect(a: Matrix, j: number): number {
  const { rows: m, columns: n, data } = a;
  let squares = 0;
  for (let i = j + 1; i < m; i++) squares += data[i * n + j]! ** 2;
  const head = data[j * n + j]!;
  if (squares === 0) return 0;
  // The new diagonal takes the sign opposite to the old one, so the subtraction below never cancels.
  const diagonal = head > 0 ? -Math.sqrt(head * head + squares) : Math.sqrt(head * head + squares);
  const scale = (diagonal - head) / diagonal;
  for (let i = j + 1; i < m; i++) data[i * n + j]! /= head - diagonal;
  applyReflection(a, j, (i) => data[i * n + j]!, j + 1, scale);
  data[j * n + j] = diagonal;
  return scale;
}

/**
 * a ← (I − τ v vᵀ) a on the columns from `first` on; v is zero before place j, 1 there and `v(i)` after it. Two passes
 * along the rows, since a walk down the columns of a tall matrix misses the cache at every step.
 */
function applyReflection(a: Matrix, j: number, v: (i: number) => number, first: number, scale: number): void {
  const { rows, columns, data } = a;
  const dots = data.slice(j * columns, (j + 1) * columns);
  for (let i = j + 1; i < rows; i++) {
    const factor = v(i);
    if (factor === 0) continue;
    for (let c = first, at = i * columns; c < columns; c++) dots[c]! += factor * data[at + c]!;
  }
  for (let c = first; c < columns; c++) {
    dots[c]! *= scale;
    data[j * columns + c]! -= dots[c]!;
  }
  for (let i = j + 1; i < rows; i++) {
    const factor = v(i);
    if (factor === 0) continue;
    for (let c = first, at = i * columns; c < columns; c++) data[at + c]! -= dots[c]! * factor;
  }
}
