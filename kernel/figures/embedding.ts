// From vectors to a map of them: PCA, t-SNE, UMAP, or the vectors themselves when they have two or three numbers.
import { decomposition, tensor as makeTensor, type Tensor } from "../../engine/index.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { embeddingSentence } from "../../extension/figures/embedding/describe.ts";
import { embeddingStill } from "../../extension/figures/embedding/still.ts";
import { encodeBuffer, type EncodedBuffer, readBuffer } from "../../extension/figures/payload/buffers.ts";
import {
  type EmbeddingArrow,
  type EmbeddingMapPayload,
  type EmbeddingPayload,
  readEmbedding,
} from "../../extension/figures/payload/embedding.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import { nearestRows, unitRows } from "./nearestRows.ts";
import { type PointParts, roomForNeighbours, roomForPoints } from "./room.ts";
import type { TensorLike } from "./tensor.ts";

/** Vectors [points, width], as a tensor, as rows, or as KeyedVectors, whose words are the labels. */
export type EmbeddingVectors =
  | TensorLike
  | readonly ArrayLike<number>[]
  | { readonly words: readonly string[]; readonly vectors: TensorLike };

export interface EmbeddingOptions {
  readonly title?: string;
  /** What the points are called. */
  readonly labels?: readonly string[];
  /** Which kind each point is of: told by colour, and shown or hidden together. */
  readonly categories?: readonly string[];
  /** Or a number for each point, told by colour. */
  readonly values?: ArrayLike<number>;
  /** The map that is shown first. "pca" (default) keeps the directions of largest spread, "tsne" and "umap" keep neighbours together; PCA is always there to compare. */
  readonly method?: "pca" | "tsne" | "umap";
  /** Axes of the PCA map. Default 2. */
  readonly dims?: 2 | 3;
  /** Of t-SNE: about how many neighbours a point has. Default 30, or less for few points. */
  readonly perplexity?: number;
  /** Of UMAP: how many neighbours a point is joined to. Default 15, or less for few points. */
  readonly nNeighbors?: number;
  /** Of t-SNE and UMAP. Default 0. */
  readonly seed?: number;
  /** Arrows from point to point, by label or number: `[["man", "woman"], ["king", "queen"]]`. */
  readonly arrows?: readonly (readonly [from: string | number, to: string | number, label?: string])[];
  /**
   * Questions "a is to b as c is to …?": `[["man", "king", "woman"]]` draws man → king and, beside it, woman → the point
   * nearest to king − man + woman, with its cosine.
   */
  readonly analogies?: readonly (readonly [a: string | number, b: string | number, c: string | number])[];
  /** Earlier states of the same vectors, the oldest first: the map can be played, and each point draws its way. */
  readonly trail?: readonly EmbeddingVectors[];
  /** What the states are called, such as "epoch 1". Default: their numbers. */
  readonly trailNames?: readonly string[];
}

/**
 * A map of vectors: hover for the nearest ones in the space of the vectors, search, zoom, show kinds alone.
 * @throws FigureError when labels and vectors do not fit, or a number is not finite
 * @example figures.embedding(vectors, { labels: words, method: "tsne" })
 */
export function embedding(vectors: EmbeddingVectors, options: EmbeddingOptions = {}): Figure {
  const all = rowsOf(vectors);
  const labels = options.labels ?? ("words" in vectors ? vectors.words : undefined);
  for (const [name, given] of [
    ["labels", labels],
    ["categories", options.categories],
    ["values", options.values],
  ] as const) {
    if (given && given.length !== all.rows) {
      throw new FigureError(`figures.embedding: ${given.length} ${name} for ${all.rows} vectors.`);
    }
  }
  const states = 1 + (options.trail?.length ?? 0);
  const deep = all.rows <= mostForDeep ? 3 : 0;
  const parts: PointParts = {
    count: all.rows,
    labels,
    categories: options.categories !== undefined,
    values: options.values !== undefined,
    coordinates: states * Math.min(options.dims ?? 2, all.columns) + deep + (options.method ? 2 : 0),
  };
  const kept = thinned(all.rows, roomForPoints(parts));
  const rows = kept.length;
  const values = Float32Array.from({ length: rows * all.columns }, (_, i) =>
    all.at(kept[Math.floor(i / all.columns)]!, i % all.columns),
  );
  const unit = unitRows(values, all.columns);
  const past = (options.trail ?? []).map((state, i) => earlier(state, i, all, kept));
  const { maps, trail } = mapsOf(values, unit, rows, all.columns, options, past);
  const { each, of } = roomForNeighbours(parts, rows);
  const neighbours = rows > 1 && of > 0 ? nearestRows(unit, all.columns, each, of) : undefined;
  const names = [...new Set(kept.map((i) => options.categories?.[i] ?? ""))].slice(0, limits.kinds);
  const draft: EmbeddingPayload = {
    v: 1,
    title: options.title ?? "",
    alt: "",
    labels: kept.map((i) => String(labels?.[i] ?? "").slice(0, limits.label)),
    ...(options.categories && {
      categories: {
        names: names.map((name) => name.slice(0, limits.label)),
        codes: encodeBuffer(
          Uint8Array.from(kept, (i) => Math.max(0, names.indexOf(options.categories![i]!))),
          [rows],
        ),
      },
    }),
    ...(options.values && {
      values: {
        name: "value",
        numbers: encodeBuffer(
          Float32Array.from(kept, (i) => options.values![i]!),
          [rows],
        ),
      },
    }),
    maps,
    ...(neighbours && {
      neighbours: {
        indices: encodeBuffer(neighbours.indices, [of, neighbours.each]),
        similarities: encodeCosines(neighbours.similarities, [of, neighbours.each]),
      },
    }),
    ...(trail.length > 0 && { trail }),
    arrows: [
      ...(options.arrows ?? []).map(([from, to, label]) => arrow(from, to, label, kept, labels)),
      ...(options.analogies ?? []).flatMap((question) => analogy(question, unit, all.columns, kept, labels)),
    ],
    note: [
      ...(rows < all.rows ? [`${rows} of ${all.rows} points are drawn.`] : []),
      ...(neighbours && of < rows ? [`Neighbours are told of the first ${of}.`] : []),
    ].join(" "),
    view: { map: options.method === "tsne" || options.method === "umap" ? maps.length - 1 : 0 },
  };
  const data = readEmbedding(draft);
  const title = options.title ? `${options.title}. ` : "";
  const alt = `${title}Embedding: ${embeddingSentence(data, draft.view.map!)}.`.slice(0, limits.alt);
  const payload = { ...draft, alt };
  return new Figure({ kind: "embedding", payload, still: () => embeddingStill(readEmbedding(payload), lightTheme) });
}

function mapsOf(
  values: Float32Array,
  unit: Float32Array,
  rows: number,
  columns: number,
  options: EmbeddingOptions,
  past: readonly Float32Array[],
): Maps {
  const { method = "pca", dims = 2, seed = 0 } = options;
  // All states together, so that the way of a point stays on the map.
  const together = new Float32Array(values.length * (past.length + 1));
  [...past, values].forEach((state, i) => together.set(state, i * values.length));
  const states = { count: past.length, names: options.trailNames ?? [] };
  if (columns <= 3 && method === "pca") {
    const { map, trail } = fittedTogether("as given", together, rows, columns, states);
    return { maps: [map], trail };
  }
  const most = Math.min(rows <= mostForDeep ? 3 : dims, columns, rows);
  const pca = new decomposition.PCA(most).fit(makeTensor(together, [rows * (past.length + 1), columns]));
  const deep = pca.transform(makeTensor(together, [rows * (past.length + 1), columns]));
  const cut = (width: number) => firstColumns(deep.data as Float32Array, most, Math.min(width, most));
  const flat = fittedTogether("PCA", cut(dims), rows, Math.min(dims, most), states);
  const other = dims === 2 ? 3 : 2;
  const maps = [flat.map, ...(most === 3 ? [fittedTogether("PCA", cut(other), rows, other, states).map] : [])];
  if (method === "pca") return { maps, trail: flat.trail };
  const name = method === "tsne" ? "t-SNE" : "UMAP";
  if (rows < 6) {
    throw new FigureError(`figures.embedding: ${name} needs at least 6 vectors, not ${rows}; use method "pca".`);
  }
  const narrow = narrowed(makeTensor(unit, [rows, columns]));
  const perplexity = options.perplexity ?? Math.max(2, Math.min(30, Math.floor((rows - 1) / 3)));
  const nNeighbors = options.nNeighbors ?? Math.min(15, rows - 1);
  const map =
    method === "tsne"
      ? decomposition.tsne(narrow, { perplexity, seed })
      : decomposition.umap(narrow, { nNeighbors, seed });
  return { maps: [...maps, fitted(name, map.data, rows, 2)], trail: flat.trail };
}

interface Maps {
  readonly maps: EmbeddingMapPayload[];
  readonly trail: readonly EmbeddingMapPayload[];
}

/** Their neighbours' cosines travel as they are. */
const mostForExactCosines = 3000;
/** More points travel flat only. */
const mostForDeep = 10_000;

function firstColumns(values: Float32Array, columns: number, kept: number): Float32Array {
  return Float32Array.from(
    { length: (values.length / columns) * kept },
    (_, i) => values[Math.floor(i / kept) * columns + (i % kept)]!,
  );
}

/** Several states on one map: the last is the map, those before are its trail. */
function fittedTogether(
  name: string,
  places: Float32Array,
  rows: number,
  width: number,
  { count, names }: { readonly count: number; readonly names: readonly string[] },
): { readonly map: EmbeddingMapPayload; readonly trail: EmbeddingMapPayload[] } {
  const { places: all } = fitted(name, places, rows * (count + 1), width);
  const { values, shape } = readBuffer(all, name);
  const dims = shape[1]!;
  const state = (i: number, title: string): EmbeddingMapPayload => ({
    name: title,
    places: encodeBuffer(
      Uint16Array.from(values.subarray(i * rows * dims, (i + 1) * rows * dims), (place) => Math.round(place * 65_535)),
      [rows, dims],
      { scale: 1 / 65_535, zero: 0 },
    ),
  });
  const trail = Array.from({ length: count }, (_, i) => state(i, (names[i] ?? String(i)).slice(0, limits.label)));
  return { map: state(count, name), trail };
}

/** The rows of an earlier state that are drawn. */
function earlier(state: EmbeddingVectors, i: number, { rows, columns }: Rows, kept: readonly number[]): Float32Array {
  const found = rowsOf(state);
  if (found.rows !== rows || found.columns !== columns) {
    throw new FigureError(
      `figures.embedding: state ${i} of the trail is [${found.rows}, ${found.columns}], but the vectors are [${rows}, ${columns}].`,
    );
  }
  if (i >= limits.moments) throw new FigureError(`figures.embedding: at most ${limits.moments} states in a trail.`);
  return Float32Array.from({ length: kept.length * columns }, (_, k) =>
    found.at(kept[Math.floor(k / columns)]!, k % columns),
  );
}

/** From a to b, and from c to the point nearest to b − a + c. */
function analogy(
  question: readonly [string | number, string | number, string | number],
  unit: Float32Array,
  columns: number,
  kept: readonly number[],
  labels: readonly string[] | undefined,
): EmbeddingArrow[] {
  const [a, b, c] = question.map((end) => arrow(end, end, "", kept, labels).from) as [number, number, number];
  const wanted = Float32Array.from({ length: columns }, (_, k) => unit[b * columns + k]! - unit[a * columns + k]! + unit[c * columns + k]!); // prettier-ignore
  const length = Math.hypot(...wanted) || 1;
  let [best, cosine] = [-1, -Infinity];
  for (let row = 0; row < kept.length; row++) {
    if (row === a || row === b || row === c) continue;
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += unit[row * columns + k]! * wanted[k]!;
    if (sum / length > cosine) [best, cosine] = [row, sum / length];
  }
  const first = { from: a, to: b, label: "" };
  if (best < 0) return [first];
  return [
    first,
    { from: c, to: best, label: `${labels?.[kept[best]!] ?? best} ${cosine.toFixed(2)}`.slice(0, limits.label) },
  ];
}

/** These compare all columns again and again: fifty directions say nearly as much. */
const narrowed = (x: Tensor): Tensor =>
  x.shape[1]! > 50 && x.shape[0]! > 50 ? new decomposition.PCA(50).fitTransform(x) : x;

/** Into the unit square (or cube), the same scale on every axis, in 65,535ths. */
function fitted(name: string, places: ArrayLike<number>, rows: number, width: number): EmbeddingMapPayload {
  const dims = width === 3 ? 3 : 2;
  const at = (row: number, axis: number): number => (axis < width ? places[row * width + axis]! : 0);
  const spans = Array.from({ length: dims }, (_, axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let row = 0; row < rows; row++) {
      low = Math.min(low, at(row, axis));
      high = Math.max(high, at(row, axis));
    }
    return { middle: (low + high) / 2, size: high - low };
  });
  const size = Math.max(1e-12, ...spans.map((span) => span.size));
  const codes = Uint16Array.from({ length: rows * dims }, (_, i) => {
    const part = (at(Math.floor(i / dims), i % dims) - spans[i % dims]!.middle) / size + 0.5;
    return Math.round(65_535 * Math.min(1, Math.max(0, part)));
  });
  return { name, places: encodeBuffer(codes, [rows, dims], { scale: 1 / 65_535, zero: 0 }) };
}

interface Rows {
  readonly rows: number;
  readonly columns: number;
  at(row: number, column: number): number;
}

function rowsOf(vectors: EmbeddingVectors): Rows {
  const table = "words" in vectors ? vectors.vectors : vectors;
  const checked = (rows: number, columns: number, at: Rows["at"]): Rows => {
    if (rows === 0 || columns === 0) throw new FigureError("figures.embedding: there are no vectors to draw.");
    for (let i = 0; i < rows * columns; i++) {
      const value = at(Math.floor(i / columns), i % columns);
      if (Number.isFinite(value)) continue;
      throw new FigureError(
        `figures.embedding: number ${i % columns} of vector ${Math.floor(i / columns)} is ${value}.`,
      );
    }
    return { rows, columns, at };
  };
  if (!("shape" in table)) {
    const columns = table[0]?.length ?? 0;
    const odd = table.findIndex((row) => row.length !== columns);
    if (odd >= 0) {
      throw new FigureError(
        `figures.embedding: vector ${odd} has ${table[odd]!.length} numbers, the first one ${columns}.`,
      );
    }
    return checked(table.length, columns, (row, column) => table[row]![column]!);
  }
  if (table.shape.length !== 2) {
    throw new FigureError(`figures.embedding: vectors are [points, width], not [${table.shape.join(", ")}].`);
  }
  const [rows, columns] = table.shape as readonly [number, number];
  const { data } = table;
  return checked(rows, columns, (row, column) => Number(data[row * columns + column]));
}

function thinned(count: number, most: number): number[] {
  const step = Math.max(1, count / most);
  return Array.from({ length: Math.min(count, most) }, (_, i) => Math.floor(i * step));
}

/** Of many points in 255ths of what there is: what is said of a cosine is two decimals. */
function encodeCosines(cosines: Float32Array<ArrayBuffer>, shape: readonly [number, number]): EncodedBuffer {
  if (shape[0] <= mostForExactCosines) return encodeBuffer(cosines, shape);
  let [low, high] = [1, -1];
  for (const cosine of cosines) [low, high] = [Math.min(low, cosine), Math.max(high, cosine)];
  const scale = high > low ? (high - low) / 255 : 1;
  return encodeBuffer(
    Uint8Array.from(cosines, (cosine) => Math.round((cosine - low) / scale)),
    shape,
    { scale, zero: low },
  );
}

function arrow(
  from: string | number,
  to: string | number,
  label: string | undefined,
  kept: readonly number[],
  labels: readonly string[] | undefined,
): EmbeddingArrow {
  const pointOf = (end: string | number): number => {
    const found = typeof end === "number" ? kept.indexOf(end) : kept.findIndex((i) => labels?.[i] === end);
    if (found < 0)
      throw new FigureError(
        `figures.embedding: an arrow ends at ${JSON.stringify(end)}, which is not among the points.`,
      );
    return found;
  };
  return { from: pointOf(from), to: pointOf(to), label: (label ?? "").slice(0, limits.label) };
}
