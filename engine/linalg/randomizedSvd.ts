// Leading singular triplets of a large matrix that is known only through its products with thin blocks
// (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1): sample the range, refine it by power iterations,
// decompose what is left exactly.
import type { LinearMap } from "./linearMap.ts";
import { leadingColumns, matrix, multiply, transpose } from "./matrix.ts";
import { householderQr } from "./qr.ts";
import { fixSigns, jacobiSvd, type Svd } from "./svd.ts";

export interface RandomizedSvdOptions {
  /** Extra sampled directions beyond `rank`; default 10. */
  readonly oversamples?: number;
  /** Power iterations; more make slowly decaying spectra exact; default 4. */
  readonly iterations?: number;
  /** Standard normal numbers, for a reproducible sample. */
  readonly normal: () => number;
}

/** The `rank` largest singular triplets: u [rows, rank], s [rank], vt [rank, columns]. */
export function randomizedSvd(
  a: LinearMap,
  rank: number,
  { oversamples = 10, iterations = 4, normal }: RandomizedSvdOptions,
): Svd {
  const width = Math.min(rank + oversamples, a.rows, a.columns);
  const sample = matrix(a.columns, width, Float64Array.from({ length: a.columns * width }, normal));
  let range = householderQr(a.apply(sample)).q;
  for (let i = 0; i < iterations; i++) {
    // Orthonormalising between the two products keeps the small directions from drowning in rounding.
    range = householderQr(a.apply(householderQr(a.applyTransposed(range)).q)).q;
  }
  const small = transpose(a.applyTransposed(range));
  const { u, s, vt } = jacobiSvd(small);
  const kept = Math.min(rank, s.length);
  return fixSigns({
    u: multiply(range, leadingColumns(u, kept)),
    s: s.slice(0, kept),
    vt: matrix(kept, a.columns, vt.data.slice(0, kept * a.columns)),
  });
}
