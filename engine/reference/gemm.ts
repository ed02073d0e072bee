// The matrix product as its definition says it, summed in float64: the oracle for the fast one, and its substitute on
// machines without vectors.
import { f32 } from "../memory/heap.ts";

/** C = D + A · B on addresses of float32; parameters as those of the fast product (kernels/gemm.ts). */
export function gemm(
  a: number,
  aRow: number,
  transposedA: boolean,
  b: number,
  bRow: number,
  transposedB: boolean,
  c: number,
  cRow: number,
  m: number,
  n: number,
  k: number,
  d = 0,
  dRow = 0,
  dColumn: 0 | 4 = 0,
): void {
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let sum = d === 0 ? 0 : f32[(d + i * dRow + j * dColumn) >>> 2];
      for (let q = 0; q < k; q += 1) {
        const left = f32[(transposedA ? a + q * aRow + i * 4 : a + i * aRow + q * 4) >>> 2];
        const right = f32[(transposedB ? b + j * bRow + q * 4 : b + q * bRow + j * 4) >>> 2];
        sum += left * right;
      }
      f32[(c + i * cRow + j * 4) >>> 2] = sum;
    }
  }
}
