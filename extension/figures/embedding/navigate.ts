// How a reader goes about in a map: nearer to a place, along a flat map, around one of three dimensions. Only numbers: it
// must not know the page, nor where the pointer was.
import type { EmbeddingData } from "../payload/embedding.ts";
import { type EmbeddingChoices, type EmbeddingScene, mapSide } from "./scene.ts";

type Change = Partial<EmbeddingChoices>;

/** @param at the place of the sheet that is zoomed to; by default its middle */
export function zoomed(
  choices: EmbeddingChoices,
  scene: EmbeddingScene,
  by: number,
  [x, y]: readonly [x: number, y: number] = [scene.width / 2, scene.height / 2],
): Change {
  const zoom = Math.min(60, Math.max(0.5, choices.zoom * by));
  // What is under the pointer stays there.
  const shift = (1 / choices.zoom - 1 / zoom) / mapSide(scene);
  const [cx, cy] = choices.centre;
  return { zoom, centre: [cx + (x - scene.width / 2) * shift, cy - (y - scene.height / 2) * shift] };
}

/** @param from the choices when the drag began, `dx` and `dy` pixels ago */
export function dragged(
  from: EmbeddingChoices,
  data: EmbeddingData,
  scene: EmbeddingScene,
  [dx, dy]: readonly [dx: number, dy: number],
): Change {
  if (turns(from, data)) return { turn: from.turn - dx / 120, tilt: withinTilt(from.tilt + dy / 160) };
  const size = mapSide(scene) * from.zoom;
  return { centre: [from.centre[0] - dx / size, from.centre[1] + dy / size] };
}

/** A step in the direction of an arrow key. */
export function stepped(
  choices: EmbeddingChoices,
  data: EmbeddingData,
  [dx, dy]: readonly [dx: number, dy: number],
): Change {
  if (turns(choices, data)) return { turn: choices.turn + 0.15 * dx, tilt: withinTilt(choices.tilt + 0.15 * dy) };
  const [x, y] = choices.centre;
  return { centre: [x + (0.1 * dx) / choices.zoom, y - (0.1 * dy) / choices.zoom] };
}

/** The direction of an arrow key: right and down are positive. */
export function arrowStep(key: string): readonly [dx: number, dy: number] | undefined {
  const arrows: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  return Object.hasOwn(arrows, key) ? arrows[key] : undefined;
}

/** A map of three dimensions is turned, a flat one moved. */
const turns = ({ map }: EmbeddingChoices, { maps }: EmbeddingData): boolean => maps[map]!.dims === 3;

const withinTilt = (tilt: number): number => Math.min(1.5, Math.max(-1.5, tilt));
