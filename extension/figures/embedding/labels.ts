// Which points are named: as many as find room, so that no name stands on another or on a point. The important ones
// choose first, and may cover points.
import type { Pen } from "../draw/pen.ts";
import type { EmbeddingArrow } from "../payload/embedding.ts";
import type { EmbeddingScene } from "./scene.ts";

export interface PlacedLabel {
  readonly point: number;
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  /** Needs paper behind it, because points are everywhere. */
  readonly ground: boolean;
}

const height = 13;
const most = 160;
/** With more points than this in sight only some are named: the first one of each field of the sheet. */
const crowded = 1500;
/** Names keep clear of so many arrows; of more, a name would find no room. */
const avoided = 40;
const field = { width: 104, height: 52 };

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

/** The answer of an analogy is said by the point that it is, not along the arrow. */
export const answers = ({ data }: EmbeddingScene, { to, label }: EmbeddingArrow): boolean =>
  data.labels[to] !== "" && label.startsWith(`${data.labels[to]} `);

/** What a point is called: with the cosine of an analogy, if it answers one. */
export const nameOf = (scene: EmbeddingScene, point: number): string =>
  scene.data.arrows.find((arrow) => arrow.to === point && answers(scene, arrow))?.label ?? scene.data.labels[point]!;

/** @param first points that are named in any case, if there is room for them at all */
export function placeLabels(pen: Pen, scene: EmbeddingScene, first: readonly number[]): PlacedLabel[] {
  const { at, data, width, height: tall } = scene;
  const inSight = (point: number): boolean =>
    at[2 * point]! > 0 && at[2 * point]! < width && at[2 * point + 1]! > 0 && at[2 * point + 1]! < tall;
  const { others, dense } = named(scene);
  const taken: Box[] = data.arrows
    .filter((arrow) => arrow.label && !answers(scene, arrow))
    .map((arrow) => arrowLabel(pen, scene, arrow));
  const placed: PlacedLabel[] = [];
  const important = new Set([...first.filter(inSight), ...(scene.found ?? [])]);
  // Points that would be covered: of a cloud all are, and its names stand on a ground of their own.
  const points = dense ? [] : others.map((point): Place => [point, at[2 * point]!, at[2 * point + 1]!]);
  const open = [...points, ...data.arrows.slice(0, avoided).flatMap((arrow) => alongArrow(scene, arrow))];
  for (const point of new Set([...important, ...others])) {
    if (placed.length >= most) break;
    const label = nameOf(scene, point);
    if (!label || !inSight(point)) continue;
    // Answers are written bold.
    const wide = pen.measureText(label).width * (label === data.labels[point] ? 1 : 1.07);
    const [px, py] = [at[2 * point]!, at[2 * point + 1]!];
    // Right of the point, left of it, above, below, and in the corners between.
    const tries = [
      [px + 7, py - 6],
      [px - 7 - wide, py - 6],
      [px - wide / 2, py - 19],
      [px - wide / 2, py + 7],
      [px + 4, py - 17],
      [px + 4, py + 4],
      [px - 4 - wide, py - 17],
      [px - 4 - wide, py + 4],
    ] as const;
    const free = tries.filter(([x, y]) => {
      if (x < 0 || x + wide > width || y < 0 || y + height > tall) return false;
      return taken.every(([l, t, r, b]) => x > r || x + wide < l || y > b || y + height < t);
    });
    const covered = ([x, y]: readonly [number, number]): number => {
      let count = 0;
      for (const [other, ox, oy] of open) {
        const [dx, dy] = [ox - x, oy - y];
        if (other !== point && dx > -2 && dx < wide + 2 && dy > -1 && dy < height + 1) count += 1;
      }
      return count;
    };
    const clear = free.find((place) => covered(place) === 0);
    // What is important covers as little as it can.
    const spot = clear ?? (important.has(point) ? free.toSorted((a, b) => covered(a) - covered(b))[0] : undefined);
    if (!spot) continue;
    const [x, y] = spot;
    taken.push([x - 2, y - 1, x + wide + 2, y + height + 1]);
    placed.push({ point, x, y: y + height / 2, wide, ground: dense || !clear });
  }
  return placed;
}

/** The points that may be named. This runs for every frame of a drag over 50,000 points: one pass, nothing allocated. */
function named({ at, data: { labels }, shown, width, height: tall }: EmbeddingScene) {
  const others: number[] = [];
  const across = Math.ceil(width / field.width);
  const firsts = new Int32Array(across * Math.ceil(tall / field.height)).fill(-1);
  for (let i = 0; i < shown.length; i++) {
    const point = shown[i]!;
    const [x, y] = [at[2 * point]!, at[2 * point + 1]!];
    if (!(x > 0 && x < width && y > 0 && y < tall)) continue;
    const place = Math.floor(y / field.height) * across + Math.floor(x / field.width);
    // The lowest number, whatever the order of drawing: people put what matters first.
    const before = firsts[place]!;
    const first = before < 0 || point < before;
    if ((!first && others.length > crowded) || labels[point] === "") continue;
    if (first) firsts[place] = point;
    if (others.length <= crowded) others.push(point);
  }
  const dense = others.length > crowded;
  return { others: dense ? Array.from(firsts.filter((point) => point >= 0).toSorted()) : others, dense };
}

type Place = readonly [point: number, x: number, y: number];

/** Places along an arrow, as obstacles; its ends are points of their own. */
function alongArrow({ at }: EmbeddingScene, { from, to }: EmbeddingArrow): Place[] {
  const [x1, y1, x2, y2] = [at[2 * from]!, at[2 * from + 1]!, at[2 * to]!, at[2 * to + 1]!];
  const steps = Math.min(200, Math.floor(Math.hypot(x2 - x1, y2 - y1) / 5));
  return Array.from({ length: Math.max(0, steps - 1) }, (_, i) => {
    const part = (i + 1) / steps;
    return [-1, x1 + part * (x2 - x1), y1 + part * (y2 - y1)] as const;
  });
}
