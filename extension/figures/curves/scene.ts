// What a curves figure shows at a moment: which series, how smoothed, on which axes. Painting and reading off values
// (crosshair, keyboard, table) work on the same scene, so they cannot disagree.
import { type Axis, linearAxis, logAxis } from "../draw/axis.ts";
import { categories, dashes } from "../draw/color.ts";
import type { Pen } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { CurveAxis, CurveData, CurvesData } from "../payload/curves.ts";
import { onAxis } from "./axes.ts";
import { smooth } from "./smooth.ts";
import { trans } from "../draw/words.ts";

export interface CurvesChoices {
  readonly smoothing: number;
  readonly logY: boolean;
  /** A few far values do not decide how high the picture is. */
  readonly trim: boolean;
  readonly axis: CurveAxis;
  readonly hidden: ReadonlySet<string>;
  /** A part of the x axis, when zoomed in. */
  readonly window?: readonly [from: number, to: number] | undefined;
}

export interface SeriesScene {
  readonly data: CurveData;
  readonly color: string;
  readonly dash: readonly number[];
  /** The line as drawn: smoothed, or as it is. */
  readonly line: ArrayLike<number>;
  /** The axis that it is read off on. */
  readonly y: Axis;
}

export interface CurvesScene {
  readonly data: CurvesData;
  readonly theme: Theme;
  readonly choices: CurvesChoices;
  readonly series: readonly SeriesScene[];
  readonly x: Axis;
  readonly y: Axis;
  /** At the right, when a series has it. */
  readonly y2?: Axis | undefined;
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly width: number;
  readonly height: number;
  /** Said in the figure when a wish could not be met. */
  readonly note?: string | undefined;
}

export const defaultCurvesChoices = (data: CurvesData): CurvesChoices => ({
  smoothing: data.view.smoothing ?? 0,
  logY: data.view.logY ?? false,
  trim: false,
  axis: data.view.axis ?? "step",
  hidden: new Set(),
});

/** Width of the column of names and last values at the right. */
const labelRoom = (pen: Pen, data: CurvesData, theme: Theme, width: number): number => {
  pen.font = font(theme, 12, 600);
  const widest = Math.max(0, ...data.series.map(({ name }) => pen.measureText(name).width));
  return Math.min(Math.max(widest, 52) + 18, width * 0.3, 190);
};

/** Room for the numbers of the second axis. */
const secondRoom = 46;

export function curvesScene(
  pen: Pen,
  recorded: CurvesData,
  theme: Theme,
  choices: CurvesChoices,
  size: { readonly width: number; readonly height: number },
): CurvesScene {
  const data = onAxis(recorded, choices.axis);
  const all = data.series.map((one, i) => ({
    data: one,
    ...styleIn(data, i, theme),
    line: isSmoothed(one, choices) ? smooth(one.y, choices.smoothing) : one.y,
  }));
  const shown = all.filter(({ data: { name } }) => !choices.hidden.has(name));
  const second = shown.filter(({ data: one }) => one.second);
  const plot = {
    left: 56,
    right: size.width - labelRoom(pen, data, theme, size.width) - (second.length > 0 ? secondRoom : 0),
    top: 26,
    bottom: size.height - 34,
  };
  const [x0, x1] = choices.window ?? extentX(data);
  const x = linearAxis(x0, x1, plot.left, plot.right, Math.max(3, (plot.right - plot.left) / 90));
  const first = shown.filter(({ data: one }) => !one.second);
  const extent = extentY(first, [x0, x1], choices);
  const aboutY = Math.max(2, (plot.bottom - plot.top) / 48);
  const logY = choices.logY && extent.positive > 0;
  const y = logY
    ? logAxis(extent.positive / 1.06, extent.high * 1.06, plot.bottom, plot.top, aboutY)
    : linearAxis(...padded(extent.low, extent.high), plot.bottom, plot.top, aboutY);
  const note = choices.logY && !logY ? trans.__("No value is above zero: the axis is linear.") : undefined;
  const other = second.length > 0 ? extentY(second, [x0, x1], choices) : undefined;
  const y2 = other && linearAxis(...padded(other.low, other.high), plot.bottom, plot.top, aboutY);
  const series = shown.map((one) => ({ ...one, y: one.data.second ? y2! : y }));
  return { data, theme, choices, series, x, y, y2, plot, ...size, note };
}

/** A mean of a handful of points tells less than they do, and schedules are not noisy. */
const fewPoints = 30;

export const isSmoothed = ({ x, second }: CurveData, { smoothing }: CurvesChoices): boolean =>
  smoothing > 0 && x.length >= fewPoints && !second;

/** Colour by position, and a line pattern when colours come round again or neighbours could be confused. */
export function styleOf(i: number, theme: Theme): { color: string; dash: readonly number[] } {
  const colors = theme.dark ? categories.dark : categories.light;
  return { color: colors[i % colors.length]!, dash: dashes[Math.floor(i / colors.length) % dashes.length]! };
}

/** Runs that are compared: a colour for each run, and a line pattern for each of its numbers. */
export function styleIn({ series }: CurvesData, i: number, theme: Theme): { color: string; dash: readonly number[] } {
  const { run } = series[i]!;
  if (run === undefined) return styleOf(i, theme);
  const runs = [...new Set(series.map((one) => one.run))];
  const within = series.slice(0, i).filter((one) => one.run === run).length;
  return { color: styleOf(runs.indexOf(run), theme).color, dash: dashes[within % dashes.length]! };
}

/** Index of the point nearest to a value on the x axis. */
export function nearestPoint(x: ArrayLike<number>, value: number): number {
  let [low, high] = [0, x.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - x[low - 1]! < x[low]! - value ? low - 1 : low;
}

function extentX(data: CurvesData): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const { x } of data.series) {
    if (x.length === 0) continue;
    from = Math.min(from, x[0]!);
    to = Math.max(to, x[x.length - 1]!);
  }
  if (!(from <= to)) return [0, 1];
  return from === to ? [from - 0.5, to + 0.5] : [from, to];
}

/** Lowest, highest and lowest positive value in the window; without the outermost ones, if those are to be left out. */
function extentY(
  series: readonly Omit<SeriesScene, "y">[],
  [from, to]: readonly [number, number],
  { smoothing, trim }: CurvesChoices,
) {
  let [low, high, positive] = [Infinity, -Infinity, Infinity];
  // A live figure comes here several times a second: without a list of all values there is nothing to collect afterwards.
  const see = (value: number) => {
    if (!Number.isFinite(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < positive) positive = value;
  };
  const lines: number[] = [];
  for (const { data, line } of series) {
    for (let i = 0; i < data.x.length; i++) {
      if (data.x[i]! < from || data.x[i]! > to) continue;
      // Of what is left out, only the lines count: bands are as high as their farthest value.
      if (trim) {
        if (Number.isFinite(line[i]!)) lines.push(line[i]!);
        continue;
      }
      see(line[i]!);
      // When smoothed, the raw values stay in the picture, faint; they take part in the scale all the same.
      see(smoothing > 0 ? data.y[i]! : (data.low ?? data.y)[i]!);
      if (data.high) see(data.high[i]!);
    }
  }
  if (trim) withoutFar(lines).forEach(see);
  if (!(low <= high)) return { low: 0, high: 1, positive: 0 };
  return { low, high, positive: Number.isFinite(positive) ? positive : 0 };
}

/** All but the outermost twentieth at each side. */
function withoutFar(values: number[]): number[] {
  values.sort((a, b) => a - b);
  const cut = Math.floor(values.length / 20);
  return values.slice(cut, values.length - cut);
}

function padded(low: number, high: number): [number, number] {
  if (low >= 0 && low < 0.35 * high) return [0, high * 1.04];
  const room = (high - low) * 0.05;
  return [low - room, high + room];
}
