// What an embedding figure shows at a moment: which map (or the way from one map to another), from where it is looked at,
// which points are there, and in which colours. Painting and finding points work on the same scene.
import { categories as palette, colorAt, css, viridis } from "../draw/color.ts";
import type { Theme } from "../draw/theme.ts";
import type { EmbeddingData } from "../payload/embedding.ts";

export interface EmbeddingChoices {
  readonly map: number;
  /** The map that is being left, and how far the way is gone, 0 to 1. */
  readonly from: number;
  readonly part: number;
  readonly zoom: number;
  /** The place in the middle of the sheet, in the map's units. */
  readonly centre: readonly [x: number, y: number];
  /** Of a map in three dimensions, in radians. */
  readonly turn: number;
  readonly tilt: number;
  readonly hidden: ReadonlySet<number>;
  /** Only these points are shown, if any are chosen. */
  readonly only?: ReadonlySet<number> | undefined;
  readonly search: string;
}

export const defaultEmbedding = (data: EmbeddingData): EmbeddingChoices => ({
  map: data.view.map ?? 0,
  from: data.view.map ?? 0,
  part: 1,
  zoom: 1,
  centre: [0.5, 0.5],
  turn: 0.5,
  tilt: 0.35,
  hidden: new Set(),
  search: "",
});

export interface EmbeddingScene {
  readonly data: EmbeddingData;
  readonly choices: EmbeddingChoices;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Where each point is on the sheet: x, y, x, y … */
  readonly at: Float32Array;
  /** Numbers of the points that are shown, the farthest first. */
  readonly shown: Int32Array;
  color(point: number): string;
  /** What the search finds; undefined while nothing is searched. */
  readonly found: ReadonlySet<number> | undefined;
}

const margin = 26;

export function embeddingScene(
  data: EmbeddingData,
  choices: EmbeddingChoices,
  theme: Theme,
  width: number,
  height = Math.round(Math.min(520, Math.max(280, width * 0.62))),
): EmbeddingScene {
  const { at, depth } = project(data, choices, width, height);
  const visible = Array.from({ length: data.count }, (_, i) => i).filter((i) => isShown(data, choices, i));
  if (depth) visible.sort((a, b) => depth[a]! - depth[b]!);
  return {
    data,
    choices,
    theme,
    width,
    height,
    at,
    shown: Int32Array.from(visible),
    color: colorOf(data, theme),
    found: foundBy(data, choices.search),
  };
}

function isShown({ categories }: EmbeddingData, { hidden, only }: EmbeddingChoices, point: number): boolean {
  return (only?.has(point) ?? true) && !(categories && hidden.has(categories.codes[point]!));
}

/** From the unit square (or cube) to the sheet; one unit is as long across as down. */
function project(data: EmbeddingData, choices: EmbeddingChoices, width: number, height: number) {
  const [from, to] = [data.maps[choices.from]!, data.maps[choices.map]!];
  const size = (Math.min(width, height) - 2 * margin) * choices.zoom;
  const stretch = choices.zoom > 1 ? 1 : Math.min(1.5, (width - 2 * margin) / (height - 2 * margin));
  const at = new Float32Array(2 * data.count);
  const deep = from.dims === 3 || to.dims === 3;
  const depth = deep ? new Float32Array(data.count) : undefined;
  const [cosTurn, sinTurn] = [Math.cos(choices.turn), Math.sin(choices.turn)];
  const [cosTilt, sinTilt] = [Math.cos(choices.tilt), Math.sin(choices.tilt)];
  // Slow at both ends of the way.
  const part = choices.part * choices.part * (3 - 2 * choices.part);
  const unit = (point: number, axis: number): number => {
    const one = (map: typeof to) => (axis < map.dims ? map.places[point * map.dims + axis]! : 0.5);
    return part === 1 ? one(to) : one(from) * (1 - part) + one(to) * part;
  };
  for (let i = 0; i < data.count; i++) {
    let [x, y] = [unit(i, 0) - choices.centre[0], unit(i, 1) - choices.centre[1]];
    if (depth) {
      const z = unit(i, 2) - 0.5;
      const [across, back] = [x * cosTurn - z * sinTurn, x * sinTurn + z * cosTurn];
      depth[i] = -(back * cosTilt + y * sinTilt);
      [x, y] = [across, y * cosTilt - back * sinTilt];
    }
    at[2 * i] = width / 2 + x * size * stretch;
    at[2 * i + 1] = height / 2 - y * size;
  }
  return { at, depth };
}

function colorOf({ categories, values }: EmbeddingData, theme: Theme): (point: number) => string {
  const colors = theme.dark ? palette.dark : palette.light;
  if (categories) return (point) => colors[categories.codes[point]! % colors.length]!;
  if (!values) return () => colors[0]!;
  const finite = Array.from(values.numbers).filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  return (point) => css(colorAt(viridis, (values.numbers[point]! - low) / (high - low || 1) || 0));
}

/** The colour of a kind of points. */
export const categoryColor = (theme: Theme, kind: number): string => {
  const colors = theme.dark ? palette.dark : palette.light;
  return colors[kind % colors.length]!;
};

function foundBy({ labels }: EmbeddingData, search: string): ReadonlySet<number> | undefined {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return undefined;
  const exact = labels.findIndex((label) => label.toLowerCase() === wanted);
  const matches = labels.flatMap((label, i) => (label.toLowerCase().includes(wanted) ? [i] : []));
  return new Set(exact < 0 ? matches : [exact, ...matches]);
}

/** The nearest points in the space of the vectors, with their cosines. */
export function neighboursOf(
  { neighbours }: EmbeddingData,
  point: number,
): { readonly point: number; readonly similarity: number }[] {
  if (!neighbours) return [];
  const { each, indices, similarities } = neighbours;
  return Array.from({ length: each }, (_, k) => ({
    point: indices[point * each + k]!,
    similarity: similarities[point * each + k]!,
  }));
}
