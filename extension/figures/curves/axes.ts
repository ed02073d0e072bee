// One set of curves over different x axes: steps as they were recorded, epochs, or seconds. Everything that has a place on
// the axis is moved along, so that nothing else has to know which axis is chosen.
import type { CurveAxis, CurveData, CurvesData } from "../payload/curves.ts";
import { trans } from "../draw/words.ts";

/** The axes that there are numbers for. */
export function axesFor({ series, stepsPerEpoch }: CurvesData): CurveAxis[] {
  const timed = series.length > 0 && series.every(({ time }) => time);
  return ["step", ...(stepsPerEpoch ? (["epoch"] as const) : []), ...(timed ? (["time"] as const) : [])];
}

export function onAxis(data: CurvesData, axis: CurveAxis): CurvesData {
  const lines = withEpochLines(data);
  if (axis === "step" || !axesFor(data).includes(axis)) return lines;
  const { stepsPerEpoch } = data;
  const move = (one: CurveData, x: number) => (axis === "epoch" ? x / stepsPerEpoch! : timeAt(one, x));
  const point = (one: CurveData, found: CurveData["last"]) => found && { x: move(one, found.x), y: found.y };
  const longest = data.series.reduce((a, b) => (b.x.length > a.x.length ? b : a), data.series[0]!);
  return {
    ...lines,
    xLabel: axis === "epoch" ? trans.__("epoch") : trans.__("seconds"),
    marks: lines.marks.map((mark) => ({ ...mark, x: move(longest, mark.x) })),
    series: data.series.map((one) => ({
      ...one,
      x: axis === "time" ? one.time! : Float64Array.from(one.x, (x) => x / stepsPerEpoch!),
      last: point(one, one.last),
      best: point(one, one.best),
      diverged: one.diverged === undefined ? undefined : move(one, one.diverged),
    })),
  };
}

const mostLines = 20;

/** A line at the end of each epoch; of every second, fifth, … when there would be too many. */
function withEpochLines(data: CurvesData): CurvesData {
  const { stepsPerEpoch } = data;
  if (!stepsPerEpoch) return data;
  const last = Math.max(0, ...data.series.map(({ x }) => x.at(-1) ?? 0));
  const epochs = Math.floor(last / stepsPerEpoch);
  const every =
    [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => epochs / step <= mostLines) ?? Math.ceil(epochs / mostLines);
  const lines = Array.from({ length: Math.floor(epochs / every) }, (_, i) => {
    const epoch = (i + 1) * every;
    return { x: epoch * stepsPerEpoch, label: trans.__("epoch %1", String(epoch)) };
  });
  return { ...data, marks: [...lines, ...data.marks].toSorted((a, b) => a.x - b.x) };
}

/** When the run was at a step, between the points that were recorded. */
function timeAt({ x, time }: CurveData, step: number): number {
  if (!time || x.length === 0) return 0;
  const after = x.findIndex((value) => value >= step);
  if (after <= 0) return after < 0 ? time.at(-1)! : time[0]!;
  const [from, to] = [x[after - 1]!, x[after]!];
  const part = to > from ? (step - from) / (to - from) : 1;
  return time[after - 1]! + part * (time[after]! - time[after - 1]!);
}
