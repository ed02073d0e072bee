// Curves in words: for alternative texts and the live region.
import { formatCount, formatNumber, formatSeconds } from "../draw/numbers.ts";
import type { CurvePayload, CurveProgress, CurvesData } from "../payload/curves.ts";
import { trans } from "../draw/words.ts";

type Facts = { readonly [K in "name" | "total" | "broken" | "better" | "last" | "best"]: CurvePayload[K] | undefined };

/** "loss fell to 0.031 (best 0.029 at step 9870)" for each series, and how many points there are. */
export function curvesSentence(series: readonly Facts[], xLabel: string): string {
  if (series.length === 0) return trans.__("No curves yet.");
  const most = Math.max(...series.map(({ total }) => total ?? 0));
  const one = ({ name, last, best, broken }: Facts) => {
    if (!last) return trans.__("%1 has no values yet", name ?? "");
    const bestPart = best && best.x !== last.x ? `, ${bestText(best, xLabel)}` : "";
    const brokenPart = broken ? `, ${trans.__("%1 not finite", formatCount(broken))}` : "";
    return `${trans.__("%1 ends at %2", name ?? "", formatNumber(last.y))}${bestPart}${brokenPart}`;
  };
  const shown = series.slice(0, 8).map(one).join("; ");
  const more = series.length > 8 ? `; ${trans.__("%1 more", String(series.length - 8))}` : "";
  const over =
    most === 1
      ? trans.__("Curves over 1 point: %1.", shown + more)
      : trans.__("Curves over %1 points: %2.", formatCount(most), shown + more);
  return over;
}

/** "best 0.029 at step 9870" */
export const bestText = (best: { readonly x: number; readonly y: number }, xLabel: string): string =>
  trans.__("best %1 at %2 %3", formatNumber(best.y), xLabel, formatNumber(best.x, 7));

/** "step 1200 of 5000, 24 %, 2 min 5 s to go" */
export function progressSentence({ step, total, eta }: CurveProgress, xLabel: string): string {
  const at = total
    ? trans.__(
        "%1 %2 of %3, %4 %",
        xLabel,
        formatCount(step),
        formatCount(total),
        String(Math.floor((100 * step) / total)),
      )
    : `${xLabel} ${formatCount(step)}`;
  return eta === undefined ? at : trans.__("%1, %2 to go", at, formatSeconds(eta));
}

/** What is drawn, when it is not every point. */
export function bucketSentence(data: CurvesData): string | undefined {
  const bucketed = data.series.filter(({ total, x }) => total > x.length);
  if (bucketed.length === 0) return undefined;
  const size = Math.max(...bucketed.map(({ total, x }) => Math.ceil(total / x.length)));
  return trans.__(
    "Each drawn point stands for up to %1 recorded ones: the line is the last, the band the lowest to the highest.",
    formatCount(size),
  );
}
