// Which points are named: as many as find room, so that no name stands on another. The important ones choose first.
import type { Pen } from "../draw/pen.ts";
import type { EmbeddingScene } from "./scene.ts";

export interface PlacedLabel {
  readonly point: number;
  readonly x: number;
  readonly y: number;
}

const height = 13;
const most = 160;
/** With more points than this in sight, names would only cover them. */
const crowded = 1500;

/** @param first points that are named in any case, if there is room for them at all */
export function placeLabels(pen: Pen, scene: EmbeddingScene, first: readonly number[]): PlacedLabel[] {
  const { at, data, width, height: tall, shown } = scene;
  const inSight = (point: number): boolean =>
    at[2 * point]! > 0 && at[2 * point]! < width && at[2 * point + 1]! > 0 && at[2 * point + 1]! < tall;
  // Counted only as far as it matters: this runs for every frame of a drag over 50,000 points.
  const seen: number[] = [];
  for (const point of shown) {
    if (seen.length > crowded) break;
    if (data.labels[point] && inSight(point)) seen.push(point);
  }
  const others = seen.length > crowded ? [] : seen;
  const taken: (readonly [left: number, top: number, right: number, bottom: number])[] = [];
  const placed: PlacedLabel[] = [];
  for (const point of new Set([...first.filter(inSight), ...(scene.found ?? []), ...others])) {
    if (placed.length >= most) break;
    const label = data.labels[point]!;
    if (!label || !inSight(point)) continue;
    const wide = pen.measureText(label).width;
    const [px, py] = [at[2 * point]!, at[2 * point + 1]!];
    // Right of the point, left of it, above, below.
    const tries = [
      [px + 6, py - 6],
      [px - 6 - wide, py - 6],
      [px - wide / 2, py - 18],
      [px - wide / 2, py + 6],
    ] as const;
    const spot = tries.find(([x, y]) => {
      if (x < 0 || x + wide > width || y < 0 || y + height > tall) return false;
      return taken.every(([l, t, r, b]) => x > r || x + wide < l || y > b || y + height < t);
    });
    if (!spot) continue;
    const [x, y] = spot;
    taken.push([x - 2, y - 1, x + wide + 2, y + height + 1]);
    placed.push({ point, x, y: y + height / 2 });
  }
  return placed;
}
