// A tensor in words: for titles, alternative texts, and the live region.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import type { TensorData, TensorStats } from "../payload/tensor.ts";

/** "float32 [64, 128]" */
export const typeAndShape = (data: { readonly dtype: string; readonly shape: readonly number[] }): string =>
  `${data.dtype} [${data.shape.join(", ")}]`;

/** "8 192 values from −0.13 to 0.12, mean 0.0004, standard deviation 0.07; 3 NaN" */
export function statsSentence(stats: TensorStats): string {
  const { count, nan, posInf, negInf, zeros } = stats;
  if (count === 0) return "no values";
  const flags = [
    nan > 0 && `${formatCount(nan)} NaN`,
    posInf > 0 && `${formatCount(posInf)} +∞`,
    negInf > 0 && `${formatCount(negInf)} −∞`,
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
  return `${formatCount(shown)} of ${formatCount(data.stats.count)} values are shown; dotted seams mark what is left out.`;
}

export const axisName = (data: TensorData, axis: number): string => data.axes[axis] || `dim ${axis}`;
