// Singular values by one-sided Jacobi rotations (Hestenes 1958; Demmel & Veselić 1992): columns are rotated in pairs
// until all are orthogonal; their lengths are the singular values. Slower than bidiagonalisation for large matrices,
// but short, and accurate for small singular values too.
import { type Matrix, matrix, multiply, transpose } from "./matrix.ts";
import { householderQr } from "./qr.ts";

export interface Svd {
  /** [m, k], orthonormal columns. */
  readonly u: Matrix;
  /** k = min(m, n) singular values, largest first. */
  readonly s: Float64Array;
  /** [k, n], orthonormal rows. */
  readonly vt: Matrix;
}

/** Reduced singular value decomposition a = u · diag(s) · vt. The largest entry of each row of vt is positive. */
export function jacobiSvd(a: Matrix): Svd {
  if (a.rows < a.columns) {
    const { u, s, vt } = jacobiSvd(transpose(a));
    return fixSigns({ u: transpose(vt), s, vt: transpose(u) });
  }
  // R of a QR is small and nearly triangular already: rotating its columns instead of a's saves most of the work.
  const { q, r } = householderQr(a);
  const { u, s, vt } = rotate(r);
  return fixSigns({ u: multiply(q, u), s, vt });
}

const mostSweeps = 60;

/** Decomposes a square matrix: its columns become u · diag(s), the collected rotations v. */
function rotate(square: Matrix): Svd {
  const n = square.columns;
  // Columns are kept as rows, so that a rotation touches two runs of memory.
  const columns = transpose(square).data;
  const v = matrix(n, n);
  for (let i = 0; i < n; i++) v.data[i * n + i] = 1;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotated = orthogonalise(columns, v.data, n, p, q) || rotated;
    }
    if (!rotated) break;
  }
  return collect(columns, v.data, n);
}

/** Rotates columns p and q until their dot product vanishes; false when it already has. */
function orthogonalise(columns: Float64Array, v: Float64Array, n: number, p: number, q: number): boolean {
  let pp = 0;
  let qq = 0;
  let pq = 0;
  for (let i = 0; i < n; i++) {
    const x = columns[p * n + i]!;
    const y = columns[q * n + i]!;
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq) || pq === 0) return false;
  const zeta = (qq - pp) / (2 * pq);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  turn(columns, n, p, q, c, c * t);
  turn(v, n, p, q, c, c * t);
  return true;
}

function turn(rows: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const x = rows[p * n + i]!;
    const y = rows[q * n + i]!;
    rows[p * n + i] = c * x - s * y;
    rows[q * n + i] = s * x + c * y;
  }
}

function collect(columns: Float64Array, v: Float64Array, n: number): Svd {
  const lengths = Float64Array.from({ length: n }, (_, j) => norm(columns.subarray(j * n, j * n + n)));
  const order = Array.from({ length: n }, (_, j) => j).toSorted((a, b) => lengths[b]! - lengths[a]!);
  const u = matrix(n, n);
  const vt = matrix(n, n);
  const s = new Float64Array(n);
  const zero = (lengths[order[0] ?? 0] ?? 0) * Number.EPSILON * n;
  order.forEach((from, to) => {
    const length = lengths[from]!;
    s[to] = length;
    for (let i = 0; i < n; i++) {
      vt.data[to * n + i] = v[from * n + i]!;
      u.data[i * n + to] = length > zero ? columns[from * n + i]! / length : 0;
    }
  });
  const rank = s.findIndex((length) => length <= zero);
  if (rank >= 0) completeBasis(u, rank);
  return { u, s, vt };
}

function norm(vector: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i]! ** 2;
  return Math.sqrt(squares);
}

/** Fills columns from `rank` on with an orthonormal complement: null directions have no column of their own. */
function completeBasis(u: Matrix, rank: number): void {
  const n = u.rows;
  for (let column = rank, axis = 0; column < n && axis < n; axis++) {
    const candidate = new Float64Array(n);
    candidate[axis] = 1;
    // Twice is enough for orthogonality to rounding (Kahan, Parlett).
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < column; j++) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += candidate[i]! * u.data[i * n + j]!;
        for (let i = 0; i < n; i++) candidate[i]! -= dot * u.data[i * n + j]!;
      }
    }
    const length = norm(candidate);
    if (length < 0.5 / Math.sqrt(n)) continue;
    for (let i = 0; i < n; i++) u.data[i * n + column] = candidate[i]! / length;
    column++;
  }
}

/** Singular vectors are defined up to a common sign: the largest entry of each row of vt becomes positive. */
export function fixSigns({ u, s, vt }: Svd): Svd {
  for (let j = 0; j < s.length; j++) {
    const row = vt.data.subarray(j * vt.columns, (j + 1) * vt.columns);
    if (row.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) ? value : largest), 0) >= 0) continue;
    for (let i = 0; i < u.rows; i++) u.data[i * u.columns + j]! *= -1;
    for (let i = 0; i < row.length; i++) row[i]! *= -1;
  }
  return { u, s, vt };
}
