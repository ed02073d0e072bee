// Which points are named: as many as find room, so that no name stands on another or on a point. The important ones
// choose first, and may cover points.
import type { Pen } from "../draw/pen.ts";
import type { EmbeddingArrow } from "../payload/embedding.ts";
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

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Where the words of an arrow stand: beside its middle, where the arrow does not strike them through. */
export function arrowLabel(pen: Pen, { at }: EmbeddingScene, { from, to, label }: EmbeddingArrow): Box {
  const [x1, y1, x2, y2] = [at[2 * from]!, at[2 * from + 1]!, at[2 * to]!, at[2 * to + 1]!];
  const wide = pen.measureText(label).width;
  const steep = Math.abs(y2 - y1) > 0.4 * Math.abs(x2 - x1);
  const left = (x1 + x2) / 2 + (steep ? 8 : -wide / 2);
  const top = (y1 + y2) / 2 - (steep ? height / 2 : height + 6);
  return [left, top, left + wide, top + height];
}

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
  const taken: Box[] = data.arrows.filter(({ label }) => label).map((arrow) => arrowLabel(pen, scene, arrow));
  const placed: PlacedLabel[] = [];
  const important = new Set([...first.filter(inSight), ...(scene.found ?? [])]);
  for (const point of new Set([...important, ...others])) {
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
    const free = tries.filter(([x, y]) => {
      if (x < 0 || x + wide > width || y < 0 || y + height > tall) return false;
      return taken.every(([l, t, r, b]) => x > r || x + wide < l || y > b || y + height < t);
    });
    const covers = ([x, y]: readonly [number, number]): boolean =>
      others.some((other) => {
        const [dx, dy] = [at[2 * other]! - x, at[2 * other + 1]! - y];
        return other !== point && dx > -2 && dx < wide + 2 && dy > -1 && dy < height + 1;
      });
    const spot = free.find((place) => !covers(place)) ?? (important.has(point) ? free[0] : undefined);
    if (!spot) continue;
    const [x, y] = spot;
    taken.push([x - 2, y - 1, x + wide + 2, y + height + 1]);
    placed.push({ point, x, y: y + height / 2 });
  }
  return placed;
}
