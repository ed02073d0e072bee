// A tensor in words: for titles, alternative texts, and the live region.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import type { TensorData, TensorStats } from "../payload/tensor.ts";

/** "float32 [64, 128]" */
export const typeAndShape = (data: { readonly dtype: string; readonly shape: readonly number[] }): string =>
  `${data.dtype} [${data.shape.join(", ")}]`;

/** "8 192 values from −0.13 to 0.12, mean 0.0004, standard deviation 0.07; 3 NaN" */
export function statsSentence(stats: TensorStats): string {
  const { count, nan, posInf, negInf, zeros, masked } = stats;
  if (count === 0) return "no values";
  const flags = [
    nan > 0 && `${formatCount(nan)} NaN`,
    posInf > 0 && `${formatCount(posInf)} +∞`,
    negInf > 0 && `${formatCount(negInf)} −∞`,
    masked > 0 && `${formatCount(masked)} masked`,
  ];
  const broken = flags.filter(Boolean).join(", ");
  const suffix = broken && `; ${broken}`;
  const values = `${formatCount(count)} ${count === 1 ? "value" : "values"}`;
  if (!Number.isFinite(stats.min)) return `${values}, none finite${suffix}`;
  if (stats.min === stats.max && !broken) return `${values}, ${count === 1 ? "" : "all "}${formatNumber(stats.min)}`;
  const spread = `mean ${formatNumber(stats.mean)}, standard deviation ${formatNumber(stats.std)}`;
  const sparse = zeros > count / 10 ? `, ${Math.round((100 * zeros) / count)} % zeros` : "";
  return `${values} from ${formatNumber(stats.min)} to ${formatNumber(stats.max)}, ${spread}${sparse}${suffix}`;
}

/** What is shown, when it is not everything. */
export function sampleSentence(data: TensorData): string | undefined {
  const shown = data.values.values.length;
  if (shown >= data.stats.count) return undefined;
  const how = data.view.image ? "evenly chosen" : "dotted seams mark what is left out";
  return `${formatCount(shown)} of ${formatCount(data.stats.count)} values are shown; ${how}.`;
}

export const axisName = (data: TensorData, axis: number): string => data.axes[axis] || `dim ${axis}`;

/** An index of an axis, with its name where it has one: "3 (cat)". */
export function indexText(data: TensorData, axis: number, index: number): string {
  const word = data.labels[axis]?.get(index);
  return word === undefined ? String(index) : `${index} (${word})`;
}

/** What is at a place of the sample, in words: a number, the channels of a colour, a difference and its two sides. */
export function valueSentence(data: TensorData, offset: number, channelStride = 0): string {
  if (data.mask?.[offset]) return "masked";
  const values = data.values.values;
  if (channelStride > 0) {
    return ["red", "green", "blue"].map((name, k) => `${name} ${formatNumber(values[offset + k * channelStride]!)}`).join(", "); // prettier-ignore
  }
  const value = values[offset]!;
  if (!data.minus) return formatNumber(value, 6);
  const minus = data.minus[offset]!;
  return `${formatNumber(value + minus, 5)} − ${formatNumber(minus, 5)} = ${formatNumber(value, 5)}`;
}
