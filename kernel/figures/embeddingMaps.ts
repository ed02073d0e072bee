// The maps of an embedding figure: the first directions of largest spread, with all earlier states on the same map, and
// those that keep neighbours together. Places are within the unit square (or cube), the same scale on every axis.
import { decomposition, tensor as makeTensor, type Tensor } from "../../engine/index.ts";
import { encodeBuffer, readBuffer } from "../../extension/figures/payload/buffers.ts";
import type { EmbeddingMapPayload } from "../../extension/figures/payload/embedding.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import type { EmbeddingMethod, EmbeddingOptions } from "./embedding.ts";
import { FigureError } from "./figureError.ts";

export function mapsOf(
  values: Float32Array,
  unit: Float32Array,
  rows: number,
  columns: number,
  options: EmbeddingOptions,
  past: readonly Float32Array[],
): Maps {
  const { dims = 2 } = options;
  const methods = methodsOf(options);
  const others = methods.filter((method) => method !== "pca");
  // All states together, so that the way of a point stays on the map.
  const together = new Float32Array(values.length * (past.length + 1));
  [...past, values].forEach((state, i) => together.set(state, i * values.length));
  const states = { count: past.length, names: options.trailNames ?? [] };
  if (columns <= 3 && others.length === 0) {
    const { map, trail } = fittedTogether("as given", together, rows, columns, states);
    return { maps: [map], trail };
  }
  const most = Math.min(rows <= mostForDeep ? 3 : dims, columns, rows);
  const pca = new decomposition.PCA(most).fit(makeTensor(together, [rows * (past.length + 1), columns]));
  const deep = pca.transform(makeTensor(together, [rows * (past.length + 1), columns]));
  const cut = (width: number) => firstColumns(deep.data as Float32Array, most, Math.min(width, most));
  const flat = fittedTogether("PCA", cut(dims), rows, Math.min(dims, most), states);
  const other = dims === 2 ? 3 : 2;
  const ratios = Array.from(pca.explainedVarianceRatio.data, Number);
  const held = (map: EmbeddingMapPayload, width: number): EmbeddingMapPayload => {
    const explained = ratios.slice(0, width).reduce((sum, ratio) => sum + ratio, 0);
    // Points that are all the same have no variance to hold.
    return Number.isFinite(explained) ? { ...map, explained: Math.min(1, Math.max(0, explained)) } : map;
  };
  const second = () => held(fittedTogether("PCA", cut(other), rows, other, states).map, other);
  const maps = [held(flat.map, dims), ...(most === 3 ? [second()] : [])];
  const rest = others.map((method) => neighbourMap(method, unit, rows, columns, options));
  return { maps: [...maps, ...rest], trail: flat.trail };
}

const mapNames = { pca: "PCA", tsne: "t-SNE", umap: "UMAP" } as const;

/** What was asked for, each once. */
export function methodsOf({ method = "pca" }: EmbeddingOptions): EmbeddingMethod[] {
  const asked = [...new Set(typeof method === "string" ? [method] : method)];
  const unknown = asked.find((one) => !Object.hasOwn(mapNames, one));
  if (unknown !== undefined || asked.length === 0) {
    throw new FigureError(
      `figures.embedding: \`method\` is "pca", "tsne" or "umap", not ${JSON.stringify(unknown ?? method)}.`,
    );
  }
  return asked;
}

export const mapOf = (maps: readonly EmbeddingMapPayload[], method: EmbeddingMethod): number =>
  Math.max(
    0,
    maps.findIndex(({ name }) => name === mapNames[method]),
  );

function neighbourMap(
  method: Exclude<EmbeddingMethod, "pca">,
  unit: Float32Array,
  rows: number,
  columns: number,
  { perplexity, nNeighbors, seed = 0 }: EmbeddingOptions,
): EmbeddingMapPayload {
  const name = mapNames[method];
  if (rows < 6) {
    throw new FigureError(`figures.embedding: ${name} needs at least 6 vectors, not ${rows}; use method "pca".`);
  }
  const narrow = narrowed(makeTensor(unit, [rows, columns]));
  const map =
    method === "tsne"
      ? decomposition.tsne(narrow, {
          perplexity: perplexity ?? Math.max(2, Math.min(30, Math.floor((rows - 1) / 3))),
          seed,
        })
      : decomposition.umap(narrow, { nNeighbors: nNeighbors ?? Math.min(15, rows - 1), seed });
  return fitted(name, map.data, rows, 2);
}

interface Maps {
  readonly maps: EmbeddingMapPayload[];
  readonly trail: readonly EmbeddingMapPayload[];
}

/** More points travel flat only. */
export const mostForDeep = 10_000;

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
