// Cross-entropy of rows of scores against class numbers, in two passes over the scores and no table of probabilities:
//   L = (1-ε) (lse(x) - x_t) + ε (lse(x) - mean(x))        ∂L/∂xⱼ = softmax(x)ⱼ - (1-ε) [j = t] - ε / C
// for C classes, target t and label smoothing ε. Rows whose target is `ignore` have no loss and no gradient.
import { f32, i32 } from "../memory/heap.ts";
import { growingScratch } from "../memory/scratch.ts";
import { expRows, logSumExp } from "./softmaxRows.ts";
import { sums } from "./sums.ts";

const rowScratch = growingScratch("cross-entropy");
/** A number for each row: its loss, or on the way back its weight. */
const lossScratch = growingScratch("mean cross-entropy");

/** Writes each row's loss, and its lse for the way back. `targets` are 32-bit integers, in [0, columns) or `ignore`. */
export function crossEntropy(
  x: number,
  targets: number,
  losses: number,
  lse: number,
  rows: number,
  columns: number,
  ignore: number,
  smoothing: number,
): void {
  logSumExp(x, lse, rows, columns);
  const totals = smoothing === 0 ? 0 : rowScratch(4 * rows);
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

/**
 * Writes the mean of the losses of the rows that count, and to `share` what one of them counts: 1 / their number. The rest as for
 * `crossEntropy`.
 */
export function meanCrossEntropy(
  x: number,
  targets: number,
  mean: number,
  share: number,
  lse: number,
  rows: number,
  columns: number,
  ignore: number,
  smoothing: number,
): void {
  const losses = lossScratch(4 * rows);
  crossEntropy(x, targets, losses, lse, rows, columns, ignore, smoothing);
  sums.sumRows(losses, mean, 1, rows);
  let counted = 0;
  for (let r = 0; r < rows; r += 1) if (i32[(targets >>> 2) + r] !== ignore) counted += 1;
  f32[share >>> 2] = 1 / counted;
  f32[mean >>> 2]! *= f32[share >>> 2]!;
}

/** Writes ∂/∂x of `grad` times the mean, both numbers in memory. */
export function meanCrossEntropyGrad(
  x: number,
  targets: number,
  grad: number,
  share: number,
  lse: number,
  dx: number,
  rows: number,
  columns: number,
  ignore: number,
  smoothing: number,
): void {
  const weights = lossScratch(4 * rows);
  const weight = f32[grad >>> 2]! * f32[share >>> 2]!;
  for (let r = 0; r < rows; r += 1) f32[(weights >>> 2) + r] = weight;
  crossEntropyGrad(x, targets, lse, weights, dx, rows, columns, ignore, smoothing);
}

/** Writes ∂/∂x of Σ weight[r] · loss[r]. `weights` of ignored rows are set to 0. */
export function crossEntropyGrad(
  x: number,
  targets: number,
  lse: number,
  weights: number,
  dx: number,
  rows: number,
  columns: number,
  ignore: number,
  smoothing: number,
): void {
  for (let r = 0; r < rows; r += 1) if (i32[(targets >>> 2) + r] === ignore) f32[(weights >>> 2) + r] = 0;
  expRows(x, lse, weights, dx, rows, columns, smoothing / columns);
  for (let r = 0; r < rows; r += 1) {
    const target = i32[(targets >>> 2) + r];
    if (target !== ignore) f32[(dx >>> 2) + r * columns + target] -= (1 - smoothing) * f32[(weights >>> 2) + r];
  }
}
