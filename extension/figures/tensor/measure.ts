// Statistics over every element of a tensor, in two passes: extremes and sums, then spread and histogram.
import type { TensorStats } from "../payload/tensor.ts";

/** @param mask true where an element does not count */
export function measure(
  data: ArrayLike<number | boolean>,
  { bins = 64, mask }: { readonly bins?: number; readonly mask?: ArrayLike<number | boolean> | undefined } = {},
): TensorStats {
  let [min, max, sum, finite, zeros, nan, posInf, negInf, masked] = [Infinity, -Infinity, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (mask?.[i]) {
      masked++;
      continue;
    }
    const value = Number(data[i]);
    if (Number.isFinite(value)) {
      finite++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
    } else if (Number.isNaN(value)) nan++;
    else if (value > 0) posInf++;
    else negInf++;
  }
  const counts = { count: data.length, zeros, nan, posInf, negInf, masked };
  if (finite === 0) return { ...counts, min: NaN, max: NaN, mean: NaN, std: NaN, histogram: [] };

  const mean = sum / finite;
  const histogram = Array.from({ length: bins }, () => 0);
  let squares = 0;
  const scale = max > min ? bins / (max - min) : 0;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (mask?.[i] || !Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    histogram[Math.min(bins - 1, Math.floor((value - min) * scale))]!++;
  }
  return { ...counts, min, max, mean, std: Math.sqrt(squares / finite), histogram };
}
