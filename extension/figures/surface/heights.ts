// Heights as the figure shows them: on a linear or logarithmic scale, from 0 (lowest) to 1, with round levels.
import { linearAxis, logAxis } from "../draw/axis.ts";
import { formatNumber } from "../draw/numbers.ts";
import type { SurfaceData, SurfaceMode, SurfaceScale } from "../payload/surface.ts";

export interface SurfaceChoices {
  readonly mode: SurfaceMode;
  readonly scale: SurfaceScale;
  /** Steps of the paths that are drawn; Infinity: all. */
  readonly step: number;
  /** Of the 3-D view, in radians: around the vertical, and from above. */
  readonly turn: number;
  readonly tilt: number;
}

export const defaultSurface = (data: SurfaceData): SurfaceChoices => ({
  mode: data.view.mode ?? "contour",
  scale: data.view.scale ?? "linear",
  step: Infinity,
  turn: -0.6,
  tilt: 0.85,
});

export interface Heights {
  readonly low: number;
  readonly high: number;
  /** 0 at the lowest height, 1 at the highest; heights that are not finite count as highest. */
  part(height: number): number;
  /** Heights of contour lines. */
  readonly levels: readonly { readonly value: number; readonly label: string }[];
}

export function heightsOf(data: SurfaceData, scale: SurfaceScale): Heights {
  let [low, high, positive] = [Infinity, -Infinity, Infinity];
  for (const value of data.z) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value > 0) positive = Math.min(positive, value);
  }
  if (!(high > low)) [low, high] = Number.isFinite(low) ? [low - 0.5, low + 0.5] : [0, 1];
  const log = scale === "log" && high > 0 && positive < high;
  // A surface that touches zero has no logarithm there: four powers of ten are shown.
  const start = log ? Math.max(positive, high * 1e-4) : low;
  const axis = log ? logAxis(start, high, 0, 1, 10) : linearAxis(low, high, 0, 1, 12);
  return {
    low: start,
    high,
    part: (height) =>
      Number.isFinite(height) ? Math.min(1, Math.max(0, axis.at(log ? Math.max(start, height) : height))) : 1,
    levels: (log ? decades(start, high) : axis.ticks).filter(({ value }) => value > start && value < high),
  };
}

/** Levels on a logarithmic scale: as dense as makes about ten. */
function decades(low: number, high: number): { readonly value: number; readonly label: string }[] {
  const count = Math.log10(high / low);
  const digits = count > 6 ? [1] : count > 2.5 ? [1, 3] : [1, 2, 5];
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: Math.ceil(count) + 2 }, (_, i) => first + i)
    .flatMap((power) => digits.map((digit) => digit * 10 ** power))
    .map((value) => ({ value, label: formatNumber(value, 3) }));
}

/** Heights z [rows, columns] over rising places. */
export interface Grid {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly z: ArrayLike<number>;
}

/** The height at a place, between the grid's points; undefined outside. */
export function heightAt({ x, y, z }: Grid, atX: number, atY: number): number | undefined {
  const [column, row] = [cellOf(x, atX), cellOf(y, atY)];
  if (column < 0 || row < 0) return undefined;
  const [u, v] = [(atX - x[column]!) / (x[column + 1]! - x[column]!), (atY - y[row]!) / (y[row + 1]! - y[row]!)];
  const at = (r: number, c: number) => z[r * x.length + c]!;
  return (
    (1 - v) * ((1 - u) * at(row, column) + u * at(row, column + 1)) +
    v * ((1 - u) * at(row + 1, column) + u * at(row + 1, column + 1))
  );
}

/** The cell of a rising axis that holds a value, or −1. */
function cellOf(axis: ArrayLike<number>, value: number): number {
  const last = axis.length - 1;
  if (!(value >= axis[0]! && value <= axis[last]!)) return -1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (axis[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
