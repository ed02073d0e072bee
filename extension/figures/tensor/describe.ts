// A tensor in words: for titles, alternative texts, and the live region.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import type { TensorData, TensorStats } from "../payload/tensor.ts";
import { trans } from "../draw/words.ts";

/** "float32 [64, 128]" */
export const typeAndShape = (data: { readonly dtype: string; readonly shape: readonly number[] }): string =>
  `${data.dtype} [${data.shape.join(", ")}]`;

/** "8 192 values from −0.13 to 0.12, mean 0.0004, standard deviation 0.07; 3 NaN" */
export function statsSentence(stats: TensorStats): string {
  const { count, nan, posInf, negInf, zeros, masked } = stats;
  if (count === 0) return trans.__("no values");
  const flags = [
    nan > 0 && `${formatCount(nan)} NaN`,
    posInf > 0 && `${formatCount(posInf)} +∞`,
    negInf > 0 && `${formatCount(negInf)} −∞`,
    masked > 0 && trans.__("%1 masked", formatCount(masked)),
  ];
  const broken = flags.filter(Boolean).join(", ");
  const suffix = broken && `; ${broken}`;
  const values = count === 1 ? trans.__("1 value") : trans.__("%1 values", formatCount(count));
  if (!Number.isFinite(stats.min)) return `${trans.__("%1, none finite", values)}${suffix}`;
  if (stats.min === stats.max && !broken)
    return count === 1
      ? `${values}, ${formatNumber(stats.min)}`
      : trans.__("%1, all %2", values, formatNumber(stats.min));
  const [low, high, mean, std] = [stats.min, stats.max, stats.mean, stats.std].map((value) => formatNumber(value));
  const all = trans.__("%1 from %2 to %3, mean %4, standard deviation %5", values, low!, high!, mean!, std!);
  const sparse = zeros > count / 10 ? `, ${trans.__("%1 % zeros", String(Math.round((100 * zeros) / count)))}` : "";
  return `${all}${sparse}${suffix}`;
}

/** What is shown, when it is not everything. */
export function sampleSentence(data: TensorData): string | undefined {
  const shown = data.values.values.length;
  if (shown >= data.stats.count) return undefined;
  const [some, all] = [formatCount(shown), formatCount(data.stats.count)];
  return data.view.image
    ? trans.__("%1 of %2 values are shown; evenly chosen.", some, all)
    : trans.__("%1 of %2 values are shown; dotted seams mark what is left out.", some, all);
}

export const axisName = (data: TensorData, axis: number): string => data.axes[axis] || trans.__("dim %1", String(axis));

/** An index of an axis, with its name where it has one: "3 (cat)". */
export function indexText(data: TensorData, axis: number, index: number): string {
  const word = data.labels[axis]?.get(index);
  return word === undefined ? String(index) : `${index} (${word})`;
}

/** What is at a place of the sample, in words: a number, the channels of a colour, a difference and its two sides. */
export function valueSentence(data: TensorData, offset: number, channelStride = 0): string {
  if (data.mask?.[offset]) return trans.__("masked");
  const values = data.values.values;
  if (channelStride > 0) {
    return [trans.__("red"), trans.__("green"), trans.__("blue")].map((name, k) => `${name} ${formatNumber(values[offset + k * channelStride]!)}`).join(", "); // prettier-ignore
  }
  const value = values[offset]!;
  if (!data.minus) return formatNumber(value, 6);
  const minus = data.minus[offset]!;
  return `${formatNumber(value + minus, 5)} − ${formatNumber(minus, 5)} = ${formatNumber(value, 5)}`;
}
