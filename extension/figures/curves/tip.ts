// What the crosshair reads: every series at a place on the x axis, shown beside the crosshair and said to screen readers.
// It reads the scene that was painted, so that it cannot tell other numbers than the lines.
import { formatNumber } from "../draw/numbers.ts";
import { make } from "../view/dom.ts";
import { type CurvesScene, isSmoothed, nearestPoint } from "./scene.ts";

export interface Reading {
  readonly name: string;
  readonly value: string;
  /** Empty for the place itself, which comes first. */
  readonly color: string;
  readonly raw: number;
}

/**
 * The place and the values there, highest value first, as the lines stand.
 * @param xs the recorded places of the longest series, which the crosshair goes along
 */
export function readingsAt(scene: CurvesScene, xs: ArrayLike<number>, cursor: number): Reading[] {
  const rows = scene.series.flatMap(({ data, line, color }) => {
    if (data.x.length === 0) return [];
    const i = nearestPoint(data.x, cursor);
    const smoothed = isSmoothed(data, scene.choices) ? ` (${formatNumber(data.y[i]!)})` : "";
    return [{ name: data.name, value: `${formatNumber(line[i]!)}${smoothed}`, color, raw: line[i]! }];
  });
  const place = formatNumber(xs[nearestPoint(xs, cursor)] ?? cursor, 7);
  const head = { name: scene.data.xLabel, value: place, color: "", raw: NaN };
  return [head, ...rows.toSorted((a, b) => b.raw - a.raw)];
}

export const tipRows = (readings: readonly Reading[]): HTMLElement[] =>
  readings.map(({ name, value, color }) => {
    const swatch = make("span", "gb-swatch");
    swatch.style.background = color || "transparent";
    return make("div", "gb-tip-row", {}, [...(color ? [swatch] : []), name, make("b", "", { textContent: value })]);
  });
