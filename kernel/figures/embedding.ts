// From vectors to a map of them: PCA, t-SNE, UMAP, or the vectors themselves when they have two or three numbers.
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { embeddingSentence } from "../../extension/figures/embedding/describe.ts";
import { embeddingStill } from "../../extension/figures/embedding/still.ts";
import { encodeBuffer, type EncodedBuffer } from "../../extension/figures/payload/buffers.ts";
import {
  type EmbeddingArrow,
  type EmbeddingPayload,
  type NeighbourMetric,
  readEmbedding,
} from "../../extension/figures/payload/embedding.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import { mapOf, mapsOf, methodsOf, mostForDeep } from "./embeddingMaps.ts";
import { nearestRows, unitRows } from "./nearestRows.ts";
import { type PointParts, roomForNeighbours, roomForPoints } from "./room.ts";
import type { TensorLike } from "./tensor.ts";
import { type Rows, rowsOf } from "./vectorRows.ts";

/** Vectors [points, width], as a tensor, as rows, or as KeyedVectors, whose words are the labels. */
export type EmbeddingVectors =
  | TensorLike
  | readonly ArrayLike<number>[]
  | { readonly words: readonly string[]; readonly vectors: TensorLike };

export type EmbeddingMethod = "pca" | "tsne" | "umap";

export interface EmbeddingOptions {
  readonly title?: string;
  /** What the points are called. */
  readonly labels?: readonly string[];
  /** Which kind each point is of: told by colour, and shown or hidden together. */
  readonly categories?: readonly string[];
  /** Or a number for each point, told by colour. */
  readonly values?: ArrayLike<number>;
  /** What the numbers are, such as "frequency". Default: none. */
  readonly valueName?: string;
  /**
   * The map that is shown first. `"pca"` (default) keeps the directions of largest spread, `"tsne"` and `"umap"` keep
   * neighbours together; PCA is always there to compare. A list makes several: `["umap", "tsne"]`.
   */
  readonly method?: EmbeddingMethod | readonly EmbeddingMethod[];
  /** How near points are: the cosine of their vectors (default), or the Euclidean distance between them. */
  readonly metric?: NeighbourMetric;
  /** Axes of the PCA map. Default 2. */
  readonly dims?: 2 | 3;
  /** Of t-SNE: about how many neighbours a point has. Default 30, or less for few points. */
  readonly perplexity?: number;
  /** Of UMAP: how many neighbours a point is joined to. Default 15, or less for few points. */
  readonly nNeighbors?: number;
  /** Which random numbers t-SNE and UMAP take. Default 0. */
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
    coordinates:
      states * Math.min(options.dims ?? 2, all.columns) +
      deep +
      2 * methodsOf(options).filter((method) => method !== "pca").length,
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
  const { metric = "cosine" } = options;
  const compared = metric === "cosine" ? unit : values;
  const neighbours = rows > 1 && of > 0 ? nearestRows(compared, all.columns, each, of, metric) : undefined;
  const names = kindsOf(kept.map((i) => options.categories?.[i] ?? ""));
  const draft: EmbeddingPayload = {
    v: 1,
    title: options.title ?? "",
    alt: "",
    labels: kept.map((i) => String(labels?.[i] ?? "").slice(0, limits.label)),
    ...(options.categories && {
      categories: {
        names: names.map((name) => name.slice(0, limits.label)),
        codes: encodeBuffer(
          Uint8Array.from(kept, (i) => {
            const kind = names.indexOf(options.categories![i]!);
            return kind < 0 ? names.length - 1 : kind;
          }),
          [rows],
        ),
      },
    }),
    ...(options.values && {
      values: {
        name: (options.valueName ?? "").slice(0, limits.label),
        numbers: encodeBuffer(
          Float32Array.from(kept, (i) => options.values![i]!),
          [rows],
        ),
      },
    }),
    maps,
    ...(neighbours && {
      neighbours: {
        ...(metric !== "cosine" && { metric }),
        indices: encodeBuffer(neighbours.indices, [of, neighbours.each]),
        similarities: encodeNearness(neighbours.similarities, [of, neighbours.each]),
      },
    }),
    ...(trail.length > 0 && { trail }),
    arrows: [
      ...(options.arrows ?? []).map(([from, to, label]) => arrow(from, to, label, kept, labels)),
      ...(options.analogies ?? []).flatMap((question) => analogy(question, unit, all.columns, kept, labels)),
    ],
    note: rows < all.rows ? `${rows} of ${all.rows} points are drawn.` : "",
    view: { map: mapOf(maps, methodsOf(options)[0]!) },
  };
  const data = readEmbedding(draft);
  const title = options.title ? `${options.title}. ` : "";
  const alt = `${title}Embedding: ${embeddingSentence(data, draft.view.map!)}.`.slice(0, limits.alt);
  const payload = { ...draft, alt };
  return new Figure({ kind: "embedding", payload, still: () => embeddingStill(readEmbedding(payload), lightTheme) });
}

/** The kinds there are; of very many the last is what remains. */
function kindsOf(given: readonly string[]): string[] {
  const names = [...new Set(given)];
  if (names.length <= limits.kinds) return names;
  return [...names.slice(0, limits.kinds - 1), `${names.length - limits.kinds + 1} other kinds`];
}

/** Their neighbours' cosines or distances travel as they are. */
const mostForExact = 3000;
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

function thinned(count: number, most: number): number[] {
  const step = Math.max(1, count / most);
  return Array.from({ length: Math.min(count, most) }, (_, i) => Math.floor(i * step));
}

/** Of many points in 255ths of what there is: what is said of a cosine is two decimals. */
function encodeNearness(nearness: Float32Array<ArrayBuffer>, shape: readonly [number, number]): EncodedBuffer {
  if (shape[0] <= mostForExact) return encodeBuffer(nearness, shape);
  let [low, high] = [Infinity, -Infinity];
  for (const near of nearness) [low, high] = [Math.min(low, near), Math.max(high, near)];
  const scale = high > low ? (high - low) / 255 : 1;
  return encodeBuffer(
    Uint8Array.from(nearness, (near) => Math.round((near - low) / scale)),
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
