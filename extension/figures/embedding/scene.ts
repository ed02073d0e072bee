// What an embedding figure shows at a moment: which map (or the way from one map to another), from where it is looked at,
// which points are there, and in which colours. Painting and finding points work on the same scene.
import type { Theme } from "../draw/theme.ts";
import type { EmbeddingData } from "../payload/embedding.ts";
import { type EmbeddingColorBy, type EmbeddingColors, embeddingColors } from "./colors.ts";
import { foundBy } from "./search.ts";

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
  /** Which earlier state is shown; as many as there are: the last one, which the map itself is. */
  readonly moment: number;
  readonly colorBy: EmbeddingColorBy;
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
  moment: data.trail.length,
  colorBy: data.categories ? "kind" : "value",
  hidden: new Set(),
  search: "",
});

export interface EmbeddingScene extends EmbeddingColors {
  readonly data: EmbeddingData;
  readonly choices: EmbeddingChoices;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Where each point is on the sheet: x, y, x, y … */
  readonly at: Float32Array;
  /** Of a map in three dimensions: how near each point is, −1 to 1 or so. */
  readonly depth: Float32Array | undefined;
  /** The edges of its cube, on the sheet. */
  readonly cube: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[];
  /** Numbers of the points that are shown, the farthest first. */
  readonly shown: Int32Array;
  shows(point: number): boolean;
  /** Where a point is on the sheet at a moment of the trail: x, y. */
  locate(moment: number, point: number): readonly [x: number, y: number];
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
  const camera = cameraOf(data, choices, width, height);
  const { at, depth } = project(data, choices, camera);
  const shown = shownPoints(data, choices);
  if (depth) shown.sort((a, b) => depth[a]! - depth[b]!);
  return {
    data,
    choices,
    theme,
    width,
    height,
    at,
    depth,
    cube: depth ? cubeEdges(camera) : [],
    shown,
    shows: (point) => isShown(data, choices, point),
    ...embeddingColors(data, choices.colorBy, theme),
    locate: (moment, point) => locate(data, camera, moment, point),
    found: foundBy(data, choices.search),
  };
}

function shownPoints(data: EmbeddingData, choices: EmbeddingChoices): Int32Array {
  const shown = new Int32Array(data.count);
  if (choices.hidden.size === 0 && !choices.only) return shown.map((_, i) => i);
  let count = 0;
  for (let i = 0; i < data.count; i++) if (isShown(data, choices, i)) shown[count++] = i;
  return shown.subarray(0, count);
}

function isShown({ categories }: EmbeddingData, { hidden, only }: EmbeddingChoices, point: number): boolean {
  return (only?.has(point) ?? true) && !(categories && hidden.has(categories.codes[point]!));
}

/** From the unit square (or cube) to the sheet; one unit is as long across as down. */
type Camera = (x: number, y: number, z: number, out: { x: number; y: number; depth: number }) => void;

function cameraOf(data: EmbeddingData, choices: EmbeddingChoices, width: number, height: number): Camera {
  const deep = isDeep(data, choices);
  // A cube that stands on an edge is wider than its side.
  const size = mapSide({ width, height }) * choices.zoom * (deep ? 0.8 : 1);
  const widest = deep ? 1.2 : 1.5;
  const stretch = choices.zoom > 1 ? 1 : Math.min(widest, (width - 2 * margin) / (height - 2 * margin));
  const [cosTurn, sinTurn] = [Math.cos(choices.turn), Math.sin(choices.turn)];
  const [cosTilt, sinTilt] = [Math.cos(choices.tilt), Math.sin(choices.tilt)];
  const [centreX, centreY] = choices.centre;
  return (x, y, z, out) => {
    let [across, up] = [x - centreX, y - centreY];
    if (deep) {
      const back = across * sinTurn + (z - 0.5) * cosTurn;
      across = across * cosTurn - (z - 0.5) * sinTurn;
      out.depth = -(back * cosTilt + up * sinTilt);
      up = up * cosTilt - back * sinTilt;
    }
    out.x = width / 2 + across * size * stretch;
    out.y = height / 2 - up * size;
  };
}

/** How long one unit of a flat map is on the sheet, as long as nobody zooms. */
export const mapSide = ({ width, height }: Pick<EmbeddingScene, "width" | "height">): number =>
  Math.min(width, height) - 2 * margin;

const isDeep = ({ maps }: EmbeddingData, { from, map }: EmbeddingChoices): boolean =>
  maps[from]!.dims === 3 || maps[map]!.dims === 3;

/** Tens of thousands of points in every frame: nothing is allocated for a point. */
function project(data: EmbeddingData, choices: EmbeddingChoices, camera: Camera) {
  const past = choices.map === 0 && choices.part === 1 ? data.trail[choices.moment] : undefined;
  const [from, to] = [data.maps[choices.from]!, past ?? data.maps[choices.map]!];
  const at = new Float32Array(2 * data.count);
  const depth = isDeep(data, choices) ? new Float32Array(data.count) : undefined;
  // Slow at both ends of the way.
  const part = choices.part * choices.part * (3 - 2 * choices.part);
  const out = { x: 0, y: 0, depth: 0 };
  const [a, b, toDims, fromDims] = [to.places, from.places, to.dims, from.dims];
  for (let i = 0; i < data.count; i++) {
    let x = a[i * toDims]!;
    let y = a[i * toDims + 1]!;
    let z = toDims === 3 ? a[i * 3 + 2]! : 0.5;
    if (part < 1) {
      x = x * part + b[i * fromDims]! * (1 - part);
      y = y * part + b[i * fromDims + 1]! * (1 - part);
      z = z * part + (fromDims === 3 ? b[i * 3 + 2]! : 0.5) * (1 - part);
    }
    camera(x, y, z, out);
    at[2 * i] = out.x;
    at[2 * i + 1] = out.y;
    if (depth) depth[i] = out.depth;
  }
  return { at, depth };
}

/** The cube that the points of three dimensions stand in. */
function cubeEdges(camera: Camera): [number, number, number, number][] {
  const corners = Array.from({ length: 8 }, (_, i) => {
    const out = { x: 0, y: 0, depth: 0 };
    camera(i & 1, (i >> 1) & 1, i >> 2, out);
    return out;
  });
  return corners.flatMap((from, i) =>
    [1, 2, 4].flatMap((axis): [number, number, number, number][] => {
      const to = corners[i | axis]!;
      return i & axis ? [] : [[from.x, from.y, to.x, to.y]];
    }),
  );
}

function locate(data: EmbeddingData, camera: Camera, moment: number, point: number): readonly [number, number] {
  const { places, dims } = data.trail[moment] ?? data.maps[0]!;
  const out = { x: 0, y: 0, depth: 0 };
  camera(places[point * dims]!, places[point * dims + 1]!, dims === 3 ? places[point * 3 + 2]! : 0.5, out);
  return [out.x, out.y];
}

/** The nearest points in the space of the vectors, with their cosines or distances; none of points whose neighbours did not travel. */
export function neighboursOf(
  { neighbours }: EmbeddingData,
  point: number,
): { readonly point: number; readonly similarity: number }[] {
  if (!neighbours || point >= neighbours.told) return [];
  const { each, indices, similarities } = neighbours;
  return Array.from({ length: each }, (_, k) => ({
    point: indices[point * each + k]!,
    similarity: similarities[point * each + k]!,
  }));
}
