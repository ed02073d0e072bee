// Where everything in an attention figure goes: thumbnails of all heads above, below them one head as a matrix or as two
// columns of words with lines between.
import type { AttentionData } from "../payload/attention.ts";
import type { AttentionChoices } from "./head.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface AttentionPlaces {
  readonly width: number;
  readonly height: number;
  /** One for each layer and head, layers below each other; none when there is a single head. */
  readonly thumbs: readonly (Box & { readonly layer: number; readonly head: number })[];
  /** The matrix, or the space between the columns of words. */
  readonly stage: Box;
  /** Size of a cell, or distance of lines of text. */
  readonly cell: { readonly width: number; readonly height: number };
}

const gap = 6;
/** Room for words at the left of the stage, and for keys above the matrix. */
const labels = { width: 96, height: 22 };

export function placeAttention(data: AttentionData, { mode }: AttentionChoices, room: number): AttentionPlaces {
  const several = data.layers * data.heads > 1;
  const side = Math.max(22, Math.min(52, Math.floor((room - 40) / Math.max(1, data.heads)) - gap));
  const thumbs = several
    ? Array.from({ length: data.layers * data.heads }, (_, i) => {
        const [layer, head] = [Math.floor(i / data.heads), i % data.heads];
        return { layer, head, x: 2 + head * (side + gap), y: 2 + layer * (side + gap), width: side, height: side };
      })
    : [];
  const top = several ? data.layers * (side + gap) + 10 : 4;
  const [rows, columns] = [Math.max(1, data.queries.length), Math.max(1, data.keys.length)];
  if (mode === "alignment") {
    const width = Math.max(200, Math.min(room - 12, 84 * Math.max(rows, columns)));
    const stage = { x: 4, y: top, width, height: 190 };
    return { width: width + 8, height: stage.y + stage.height + 8, thumbs, stage, cell: { width: 0, height: 26 } };
  }
  if (mode === "lines") {
    const height = Math.max(14, Math.min(24, 900 / Math.max(rows, columns)));
    const stage = { x: labels.width + 60, y: top, width: 200, height: height * Math.max(rows, columns) };
    return {
      width: Math.min(room, 520),
      height: stage.y + stage.height + 8,
      thumbs,
      stage,
      cell: { width: 0, height },
    };
  }
  const free = Math.max(120, room - labels.width - 8);
  const fit = Math.max(4, Math.min(30, free / columns, 640 / rows));
  const cell = { width: Math.max(4, Math.min(44, free / columns, fit * 1.6)), height: fit };
  const stage = { x: labels.width, y: top + labels.height, width: cell.width * columns, height: cell.height * rows };
  return { width: stage.x + stage.width + 8, height: stage.y + stage.height + 8, thumbs, stage, cell };
}

/** What is at a point: a thumbnail, a query (by its word or its row), a key. */
export interface Under {
  readonly thumb?: { readonly layer: number; readonly head: number };
  readonly query?: number;
  readonly key?: number;
}

export function underPoint(
  data: AttentionData,
  choices: AttentionChoices,
  places: AttentionPlaces,
  x: number,
  y: number,
): Under {
  const thumb = places.thumbs.find((box) => inside(box, x, y));
  if (thumb) return { thumb };
  const { stage, cell } = places;
  if (choices.mode === "alignment") {
    const at = (words: readonly string[]) => Math.floor(((x - stage.x) / stage.width) * words.length);
    if (y >= stage.y - 4 && y < stage.y + stage.height / 3) return within("key", at(data.keys), data.keys.length);
    const low = y > stage.y + (2 * stage.height) / 3 && y < stage.y + stage.height + 8;
    return low ? within("query", at(data.queries), data.queries.length) : {};
  }
  const row = Math.floor((y - stage.y) / cell.height);
  if (choices.mode === "lines") {
    const query = x < stage.x + 40 ? row : -1;
    const key = x > stage.x + stage.width - 40 ? row : -1;
    return { ...within("query", query, data.queries.length), ...within("key", key, data.keys.length) };
  }
  const column = Math.floor((x - stage.x) / cell.width);
  if (y < stage.y - labels.height) return {};
  return {
    ...(x < stage.x + stage.width && within("query", row, data.queries.length)),
    ...(y < stage.y + stage.height && within("key", column, data.keys.length)),
  };
}

const inside = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;

const within = (name: "query" | "key", at: number, size: number): Under => (at >= 0 && at < size ? { [name]: at } : {});
