// Paints curves: bands for what bucketing would hide, faint raw lines under smoothed ones, and the name and last value of
// each series at its end, so that no legend has to be looked up. The grid below them is paintAxes'.
import type { Axis } from "../draw/axis.ts";
import { formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font } from "../draw/theme.ts";
import { paintAxes } from "./paintAxes.ts";
import { type CurvesScene, isSmoothed, nearestPoint, type SeriesScene } from "./scene.ts";
import { trans } from "../draw/words.ts";

/** @param cursor a place on the x axis, in its units: draws the crosshair */
export function paintCurves({ pen }: Sheet, scene: CurvesScene, cursor?: number): void {
  paintAxes(pen, scene);
  aside(pen, () => {
    const { left, right, top, bottom } = scene.plot;
    pen.beginPath();
    pen.rect(left - 2, top - 8, right - left + 8, bottom - top + 12);
    pen.clip();
    paintMarks(pen, scene);
    for (const series of scene.series) paintBand(pen, scene, series);
    for (const series of scene.series) paintSeries(pen, scene, series);
    for (const series of scene.series) paintBest(pen, scene, series);
  });
  if (scene.data.series.every(({ total }) => total === 0)) paintNothing(pen, scene);
  paintEndLabels(pen, scene);
  for (const series of scene.series) paintDivergence(pen, scene, series);
  if (cursor !== undefined) paintCrosshair(pen, scene, cursor);
}

/** An empty plot says that it is no mistake. */
function paintNothing(pen: Pen, { plot, theme }: CurvesScene): void {
  pen.font = font(theme, 12);
  pen.fillStyle = theme.muted;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(trans.__("nothing recorded yet"), (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2 - 12);
}

function paintMarks(pen: Pen, { data, x, plot, theme }: CurvesScene): void {
  pen.strokeStyle = theme.faint;
  pen.fillStyle = theme.muted;
  pen.lineWidth = 1;
  pen.font = font(theme, 10);
  pen.textAlign = "left";
  pen.textBaseline = "top";
  let free = plot.left;
  for (const { x: value, label } of data.marks) {
    const at = Math.round(x.at(value)) + 0.5;
    if (at < plot.left || at > plot.right) continue;
    pen.setLineDash([2, 3]);
    line(pen, at, plot.top, at, plot.bottom);
    pen.setLineDash([]);
    if (at < free || at + pen.measureText(label).width > plot.right) continue;
    pen.fillText(label, at + 3, plot.top - 4);
    free = at + pen.measureText(label).width + 10;
  }
}

function paintBand(pen: Pen, { x }: CurvesScene, { data, color, y }: SeriesScene): void {
  const { low, high } = data;
  if (!low || !high) return;
  aside(pen, () => {
    pen.globalAlpha = 0.18;
    pen.fillStyle = color;
    for (const [from, to] of runs(data.x.length, (i) => visible(y.log, low[i]!) && visible(y.log, high[i]!))) {
      pen.beginPath();
      for (let i = from; i < to; i++) pen[i === from ? "moveTo" : "lineTo"](x.at(data.x[i]!), y.at(high[i]!));
      for (let i = to - 1; i >= from; i--) pen.lineTo(x.at(data.x[i]!), y.at(low[i]!));
      pen.closePath();
      pen.fill();
    }
  });
}

function paintSeries(pen: Pen, scene: CurvesScene, { data, color, dash, line: values, y }: SeriesScene): void {
  pen.lineJoin = "round";
  pen.lineCap = "round";
  pen.strokeStyle = color;
  if (isSmoothed(data, scene.choices)) {
    pen.lineWidth = 1;
    pen.globalAlpha = 0.28;
    path(pen, scene.x, y, data.x, data.y);
    pen.globalAlpha = 1;
  }
  pen.lineWidth = 1.8;
  pen.setLineDash(dash);
  path(pen, scene.x, y, data.x, values);
  pen.setLineDash([]);
}

/** A line through the finite points; a gap where there is none, a dot where one stands alone. */
function path(pen: Pen, x: Axis, y: Axis, xs: ArrayLike<number>, ys: ArrayLike<number>): void {
  pen.beginPath();
  for (const [from, to] of runs(xs.length, (i) => visible(y.log, ys[i]!))) {
    for (let i = from; i < to; i++) pen[i === from ? "moveTo" : "lineTo"](x.at(xs[i]!), y.at(ys[i]!));
    if (to === from + 1) pen.lineTo(x.at(xs[from]!) + 0.01, y.at(ys[from]!));
  }
  pen.stroke();
}

/** A ring at the best value. */
function paintBest(pen: Pen, { x, theme }: CurvesScene, { data, color, y }: SeriesScene): void {
  if (!data.best || data.total < 3 || !visible(y.log, data.best.y)) return;
  pen.beginPath();
  pen.arc(x.at(data.best.x), y.at(data.best.y), 3.5, 0, 2 * Math.PI);
  pen.fillStyle = theme.background;
  pen.fill();
  pen.strokeStyle = color;
  pen.lineWidth = 1.5;
  pen.stroke();
}

const labelHeight = 30;

/** Names and last values where the lines end, moved apart where they would overlap. */
function paintEndLabels(pen: Pen, { series, plot, y2, theme, width }: CurvesScene): void {
  const left = plot.right + (y2 ? 46 : 0) + 10;
  const wanted = series
    .map(({ data, color, line: values, y }) => ({ data, color, at: endPlace(values, y) ?? plot.top }))
    .toSorted((a, b) => a.at - b.at);
  const room = Math.max(13, Math.min(labelHeight, (plot.bottom - plot.top + labelHeight) / Math.max(1, wanted.length)));
  const places = spread(
    wanted.map(({ at }) => at),
    room,
    plot.top - 4,
    plot.bottom,
  );
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  wanted.forEach(({ data, color }, i) => {
    const at = places[i]!;
    const two = room >= 26;
    pen.fillStyle = color;
    pen.font = font(theme, 12, 600);
    pen.fillText(fitText(pen, data.name, width - left - 4), left, two ? at - 7 : at);
    if (!two || !data.last) return;
    pen.fillStyle = theme.text;
    pen.font = font(theme, 11);
    pen.fillText(formatNumber(data.last.y), left, at + 7);
  });
}

function endPlace(values: ArrayLike<number>, y: Axis): number | undefined {
  for (let i = values.length - 1; i >= 0; i--) if (visible(y.log, values[i]!)) return y.at(values[i]!);
  return undefined;
}

/** Moves sorted places apart by at least `room`, as little as possible, within the bounds. */
export function spread(wanted: readonly number[], room: number, low: number, high: number): number[] {
  const places: number[] = [];
  for (const at of wanted) places.push(Math.max(at, low, (places.at(-1) ?? -Infinity) + room));
  let limit = high;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, limit);
    limit = places[i]! - room;
  }
  return places;
}

/** Where the values stopped being numbers. */
function paintDivergence(pen: Pen, { x, plot, theme }: CurvesScene, { data }: SeriesScene): void {
  if (data.diverged === undefined) return;
  const at = Math.round(x.at(data.diverged)) + 0.5;
  if (at < plot.left || at > plot.right) return;
  pen.strokeStyle = theme.warning;
  pen.fillStyle = theme.warning;
  pen.lineWidth = 1.2;
  pen.setLineDash([4, 3]);
  line(pen, at, plot.top + 4, at, plot.bottom);
  pen.setLineDash([]);
  pen.font = font(theme, 11, 600);
  pen.textBaseline = "bottom";
  const label = trans.__("%1 is not finite", data.name);
  const toRight = at + pen.measureText(label).width < plot.right;
  pen.textAlign = toRight ? "left" : "right";
  pen.fillText(label, at, plot.top + 2);
}

function paintCrosshair(pen: Pen, { series, x, plot, theme }: CurvesScene, cursor: number): void {
  const at = Math.round(x.at(cursor)) + 0.5;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  line(pen, at, plot.top - 6, at, plot.bottom);
  for (const { data, line: values, color, y } of series) {
    if (data.x.length === 0) continue;
    const i = nearestPoint(data.x, cursor);
    if (!visible(y.log, values[i]!)) continue;
    pen.beginPath();
    pen.arc(x.at(data.x[i]!), y.at(values[i]!), 4, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
    pen.strokeStyle = theme.background;
    pen.lineWidth = 1.5;
    pen.stroke();
  }
}

const visible = (log: boolean, value: number): boolean => Number.isFinite(value) && (!log || value > 0);

/** Stretches of indices that pass, as [from, to). */
function runs(length: number, passes: (i: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= length; i++) {
    const good = i < length && passes(i);
    if (good && from < 0) from = i;
    if (!good && from >= 0) {
      found.push([from, i]);
      from = -1;
    }
  }
  return found;
}
