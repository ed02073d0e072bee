// Where everything in an attention figure goes: thumbnails of all heads, beside or below them one head as a matrix or as
// two columns of words with lines between.
import { type Headings, planHeadings, widestOf } from "../draw/headings.ts";
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
  /** Whether the thumbnails have room for numbers beside them, and for a bar below. */
  readonly roomy: boolean;
  /** The matrix, or the space between the columns of words. */
  readonly stage: Box;
  /** The words above a matrix. */
  readonly headings?: Headings;
  /** Size of a cell, or distance of lines of text. */
  readonly cell: { readonly width: number; readonly height: number };
}

/** Thumbnails are at most so wide, the head beside them at least, in pixels. */
const most = { side: 64, beside: 480, above: 300 };
const least = { side: 14, room: 340 };
/** Numbers of layers at the left, and of heads above. */
const numbers = { left: 22, top: 32 };
/** The names of the axes above a matrix, the scale of its colours below. */
const frame = { names: 16, legend: 40 };

export function placeAttention(data: AttentionData, choices: AttentionChoices, room: number): AttentionPlaces {
  const { thumbs, roomy, x, y, bottom } = placeThumbs(data, room);
  const head = placeHead(data, choices, Math.max(160, room - x));
  const stage = { ...head.stage, x: head.stage.x + x, y: head.stage.y + y };
  const height = Math.max(bottom, y + head.height);
  return { ...head, width: x + head.width, height, thumbs, roomy, stage };
}

/** Beside the head where there is room for both, else above it. */
function placeThumbs({ layers, heads }: AttentionData, room: number) {
  if (layers * heads <= 1) return { thumbs: [], roomy: false, x: 0, y: 0, bottom: 0 };
  const fit = (width: number, height: number) => {
    const free = Math.min((width - numbers.left) / heads, (height - numbers.top) / layers);
    const gap = free < 30 ? 3 : 12;
    return { gap, side: Math.floor(Math.max(least.side, Math.min(most.side, free - gap))) };
  };
  const narrow = fit(0.45 * room, most.beside);
  const beside = numbers.left + heads * (narrow.side + narrow.gap) + least.room <= room;
  const { side, gap } = beside ? narrow : fit(room, most.above);
  const thumbs = Array.from({ length: layers * heads }, (_, i) => {
    const [layer, head] = [Math.floor(i / heads), i % heads];
    return {
      layer,
      head,
      x: numbers.left + head * (side + gap),
      y: numbers.top + layer * (side + gap),
      width: side,
      height: side,
    };
  });
  const width = numbers.left + heads * (side + gap) + 16;
  const bottom = numbers.top + layers * (side + gap) + 4;
  const roomy = side >= 26;
  return beside ? { thumbs, roomy, x: width, y: 0, bottom } : { thumbs, roomy, x: 0, y: bottom + 8, bottom };
}

type PlacedHead = Omit<AttentionPlaces, "thumbs" | "roomy">;

function placeHead(data: AttentionData, { mode }: AttentionChoices, room: number): PlacedHead {
  const [rows, columns] = [Math.max(1, data.queries.length), Math.max(1, data.keys.length)];
  if (mode === "alignment") {
    const width = Math.max(150, Math.min(room - 12, 84 * Math.max(rows, columns)));
    const stage = { x: 4, y: 0, width, height: 190 };
    return { width: width + 8, height: 198, stage, cell: { width: 0, height: 26 } };
  }
  if (mode === "lines") {
    const height = Math.max(14, Math.min(24, 900 / Math.max(rows, columns)));
    const stage = { x: 156, y: 0, width: 200, height: height * Math.max(rows, columns) };
    return { width: Math.min(room, 520), height: stage.height + 8, stage, cell: { width: 0, height } };
  }
  const left = Math.max(24, Math.min(96, widestOf(data.queries, 12) + 12));
  // Slanted words stand out to the right.
  const cellsFor = (overhang: number) => {
    const free = Math.max(100, room - left - Math.max(8, overhang));
    const height = Math.max(4, Math.min(30, free / columns, 640 / rows));
    return { width: Math.max(4, Math.min(44, free / columns, height * 1.6)), height };
  };
  const level = planHeadings(data.keys, cellsFor(0).width);
  const cell = cellsFor(level.overhang);
  const headings = planHeadings(data.keys, cell.width);
  const y = frame.names + headings.height;
  const stage = { x: left, y, width: cell.width * columns, height: cell.height * rows };
  const width = left + Math.max(stage.width, legendWidth) + Math.max(8, headings.overhang);
  return { width, height: stage.y + stage.height + frame.legend, stage, cell, headings };
}

/** Of the scale of colours below a matrix. */
export const legendWidth = 150;

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
  if (y < stage.y - (places.headings?.height ?? 0) || x > stage.x + stage.width) return {};
  return {
    ...(x < stage.x + stage.width && within("query", row, data.queries.length)),
    ...(y < stage.y + stage.height && within("key", column, data.keys.length)),
  };
}

const inside = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;

const within = (name: "query" | "key", at: number, size: number): Under => (at >= 0 && at < size ? { [name]: at } : {});
