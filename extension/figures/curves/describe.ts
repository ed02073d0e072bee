// Curves in words: for alternative texts and the live region.
import { formatCount, formatNumber, formatSeconds } from "../draw/numbers.ts";
import type { CurvePayload, CurveProgress, CurvesData } from "../payload/curves.ts";

type Facts = { readonly [K in "name" | "total" | "broken" | "better" | "last" | "best"]: CurvePayload[K] | undefined };

/** "loss fell to 0.031 (best 0.029 at step 9870)" for each series, and how many points there are. */
export function curvesSentence(series: readonly Facts[], xLabel: string): string {
  if (series.length === 0) return "No curves yet.";
  const most = Math.max(...series.map(({ total }) => total ?? 0));
  const one = ({ name, last, best, broken }: Facts) => {
    if (!last) return `${name} has no values yet`;
    const bestPart =
      best && best.x !== last.x ? `, best ${formatNumber(best.y)} at ${xLabel} ${formatNumber(best.x, 7)}` : "";
    const brokenPart = broken ? `, ${formatCount(broken)} not finite` : "";
    return `${name} ends at ${formatNumber(last.y)}${bestPart}${brokenPart}`;
  };
  const shown = series.slice(0, 8).map(one).join("; ");
  const more = series.length > 8 ? `; ${series.length - 8} more` : "";
  return `Curves over ${formatCount(most)} ${most === 1 ? "point" : "points"}: ${shown}${more}.`;
}

/** "step 1200 of 5000, 24 %, 2 min 5 s to go" */
export function progressSentence({ step, total, eta }: CurveProgress, xLabel: string): string {
  const part = total ? ` of ${formatCount(total)}, ${Math.floor((100 * step) / total)} %` : "";
  return `${xLabel} ${formatCount(step)}${part}${eta === undefined ? "" : `, ${formatSeconds(eta)} to go`}`;
}

/** What is drawn, when it is not every point. */
export function bucketSentence(data: CurvesData): string | undefined {
  const bucketed = data.series.filter(({ total, x }) => total > x.length);
  if (bucketed.length === 0) return undefined;
  const size = Math.max(...bucketed.map(({ total, x }) => Math.ceil(total / x.length)));
  return `Each drawn point stands for up to ${formatCount(size)} recorded ones: the line is the last, the band the lowest to the highest.`;
}
