// How well numbers are predicted, and whether two lists of numbers rise together.
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { numberPairs } from "./operands.ts";

/** Numbers: a tensor of any shape, or an array. */
export type Values = Tensor | readonly number[];

/**
 * The coefficient of determination, 1 - Σ(y - ŷ)² / Σ(y - ȳ)²: 1 is perfect, 0 no better than the mean, below 0 worse.
 * Where the truth never varies, 1 when it is met and else 0, as in scikit-learn.
 */
export function r2(yTrue: Values, yPred: Values): number {
  const { truth, predicted } = numberPairs(yTrue, yPred, "r2");
  const mean = meanOf(truth);
  const left = truth.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0);
  const whole = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (whole === 0) return left === 0 ? 1 : 0;
  return 1 - left / whole;
}

/** Pearson's correlation: how near to a straight line the pairs lie, from -1 to 1. @throws ArgumentError when one never varies */
export function pearson(x: Values, y: Values): number {
  const { truth, predicted } = numberPairs(x, y, "pearson");
  return correlation(truth, predicted, "pearson");
}

/**
 * Spearman's correlation: Pearson's of the ranks, so how near to always rising the pairs are; equal numbers share their
 * ranks' mean. What word similarities are judged by.
 * @throws ArgumentError when one never varies
 */
export function spearman(x: Values, y: Values): number {
  const { truth, predicted } = numberPairs(x, y, "spearman");
  return correlation(ranks(truth), ranks(predicted), "spearman");
}

function correlation(x: readonly number[], y: readonly number[], what: string): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [xx, yy, xy] = [0, 0, 0];
  x.forEach((value, i) => {
    const [dx, dy] = [value - meanX, y[i]! - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  });
  if (xx > 0 && yy > 0) return xy / Math.sqrt(xx * yy);
  throw new ArgumentError(`${what} is not defined where all numbers of one side are the same.`);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
  const out = values.map(() => 0);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    for (let i = from; i < to; i += 1) out[order[i]!] = (from + to - 1) / 2;
  }
  return out;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
