// The float32 matrix product C = D + A · B on addresses, where D is a bias, C itself, or nothing: on all threads where C
// is large enough.
import { threads } from "../threads/threads.ts";
import { worthSharing } from "../threads/worth.ts";
import type { Gemm, GemmPacked } from "./gemmBlocks.ts";
import { chosenProduct } from "./gemmChoice.ts";
import { stripRows } from "./gemmTiles.ts";
import { part, share } from "./sharing.ts";

export { type Gemm, type GemmPacked, packedBytes } from "./gemmBlocks.ts";

export const gemm: Gemm = (a, aRow, transposedA, b, bRow, transposedB, c, cRow, m, n, k, d, dRow, dColumn) => {
  if (threads > 1 && m * n * k >= worthSharing) {
    sharedGemm(a, aRow, transposedA, b, bRow, transposedB, c, cRow, m, n, k, d, dRow, dColumn);
  } else {
    chosenProduct().multiply(a, aRow, transposedA, b, bRow, transposedB, c, cRow, m, n, k, d, dRow, dColumn);
  }
};

/** A product whose B was packed before, for a B that many products share: `b` is what `packMatrix` wrote. */
export const gemmPacked: GemmPacked = (a, aRow, transposedA, b, c, cRow, m, n, k, d, dRow, dColumn) => {
  chosenProduct().multiplyPacked(a, aRow, transposedA, b, c, cRow, m, n, k, d, dRow, dColumn);
};

/** Packs B [k, n] (stored [n, k] if transposed) into `packedBytes(n, k)` bytes at `out`. */
export function packMatrix(b: number, bRow: number, transposedB: boolean, n: number, k: number, out: number): void {
  chosenProduct().pack(b, bRow, transposedB, n, k, out);
}

/** Cuts the longer side of C into whole tiles: each part needs all of the other operand. */
const sharedGemm: Gemm = (
  a,
  aRow,
  transposedA,
  b,
  bRow,
  transposedB,
  c,
  cRow,
  m,
  n,
  k,
  d = 0,
  dRow = 0,
  dColumn = 0,
) => {
  share(threads, (task, { gemm: multiply }) => {
    if (m >= n) {
      const [from, to] = part(m, task, threads, stripRows);
      const [aAt, cAt] = [a + from * (transposedA ? 4 : aRow), c + from * cRow];
      const dAt = d === 0 ? 0 : d + from * dRow;
      if (to > from)
        multiply(aAt, aRow, transposedA, b, bRow, transposedB, cAt, cRow, to - from, n, k, dAt, dRow, dColumn);
    } else {
      const [from, to] = part(n, task, threads, 16);
      const [bAt, cAt] = [b + from * (transposedB ? bRow : 4), c + from * 4];
      const dAt = d === 0 ? 0 : d + from * dColumn;
      if (to > from)
        multiply(a, aRow, transposedA, bAt, bRow, transposedB, cAt, cRow, m, to - from, k, dAt, dRow, dColumn);
    }
  });
};
