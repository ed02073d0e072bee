// Cross-entropy of rows of scores against class numbers, in two passes over the scores and no table of probabilities:
//   L = (1-ε) (lse(x) - x_t) + ε (lse(x) - mean(x))        ∂L/∂xⱼ = softmax(x)ⱼ - (1-ε) [j = t] - ε / C
// for C classes, target t and label smoothing ε. Rows whose target is `ignore` have no loss and no gradient.
import { f32, i32 } from "../memory/heap.ts";
import { growingScratch } from "../memory/scratch.ts";
import { expRows, logSumExp } from "./softmaxRows.ts";
import { sums } from "./sums.ts";

const totalScratch = growingScratch("cross-entropy");
/** A number for each row: its loss, or on the way back its weight. */
const lossScratch = growingScratch("mean cross-entropy");

/** Rows of scores and the class of each; all but the sizes and the last two are addresses. */
export interface ScoredRows {
  /** [rows, columns] */
  readonly x: number;
  /** [rows], 32-bit integers in [0, columns), or `ignore`. */
  readonly targets: number;
  /** [rows]: written on the way there, read on the way back. */
  readonly lse: number;
  readonly rows: number;
  readonly columns: number;
  readonly ignore: number;
  readonly smoothing: number;
}

/** Writes each row's loss. */
export function crossEntropy({ x, targets, lse, rows, columns, ignore, smoothing }: ScoredRows, losses: number): void {
  logSumExp(x, lse, rows, columns);
  const totals = smoothing === 0 ? 0 : totalScratch(4 * rows);
  if (smoothing !== 0) sums.sumRows(x, totals, rows, columns);
  for (let r = 0; r < rows; r += 1) {
    const target = i32[(targets >>> 2) + r];
    const shift = f32[(lse >>> 2) + r];
    let loss = 0;
    if (target !== ignore) {
      loss = shift - f32[(x >>> 2) + r * columns + target];
      if (smoothing !== 0) loss = (1 - smoothing) * loss + smoothing * (shift - f32[(totals >>> 2) + r] / columns);
    }
    f32[(losses >>> 2) + r] = loss;
  }
}

/** Writes ∂/∂x of Σ weight[r] · loss[r]. `weights` of ignored rows are set to 0. */
export function crossEntropyGrad(
  { x, targets, lse, rows, columns, ignore, smoothing }: ScoredRows,
  weights: number,
  dx: number,
): void {
  for (let r = 0; r < rows; r += 1) if (i32[(targets >>> 2) + r] === ignore) f32[(weights >>> 2) + r] = 0;
  expRows(x, lse, weights, dx, rows, columns, smoothing / columns);
  for (let r = 0; r < rows; r += 1) {
    const target = i32[(targets >>> 2) + r];
    if (target !== ignore) f32[(dx >>> 2) + r * columns + target] -= (1 - smoothing) * f32[(weights >>> 2) + r];
  }
}

/** Writes the mean of the losses of the rows that count, and to `share` what one of them counts: 1 / their number. */
export function meanCrossEntropy(scored: ScoredRows, mean: number, share: number): void {
  const { targets, rows, ignore } = scored;
  const losses = lossScratch(4 * rows);
  crossEntropy(scored, losses);
  sums.sumRows(losses, mean, 1, rows);
  let counted = 0;
  for (let r = 0; r < rows; r += 1) if (i32[(targets >>> 2) + r] !== ignore) counted += 1;
  f32[share >>> 2] = 1 / counted;
  f32[mean >>> 2]! *= f32[share >>> 2]!;
}

/** Writes ∂/∂x of `grad` times the mean, both numbers in memory. */
export function meanCrossEntropyGrad(scored: ScoredRows, grad: number, share: number, dx: number): void {
  const weights = lossScratch(4 * scored.rows);
  const weight = f32[grad >>> 2]! * f32[share >>> 2]!;
  for (let r = 0; r < scored.rows; r += 1) f32[(weights >>> 2) + r] = weight;
  crossEntropyGrad(scored, weights, dx);
}
