// What an embedding figure carries: one or more maps of the same points (PCA, t-SNE), what the points are called and
// which kind they are, and their nearest neighbours in the space that the maps were made from.
import { type Buffer, type EncodedBuffer, readBuffer } from "./buffers.ts";
import { PayloadError } from "./errors.ts";
import { integer, list, number, object, oneOf, optional, text, withDefault } from "./fields.ts";
import { limits } from "./limits.ts";

export interface EmbeddingMapPayload {
  readonly name: string;
  /** [points, 2 or 3], all within 0 … 1 */
  readonly places: EncodedBuffer;
  /** Of a PCA: the share of the vectors' variance that its directions hold, 0 to 1. */
  readonly explained?: number;
}

/** An arrow from one point to another, as in king − man + woman. */
export interface EmbeddingArrow {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** How neighbours are told: by the cosine of two vectors, or by the distance between them. */
export type NeighbourMetric = "cosine" | "euclidean";

/** The payload as JSON. */
export interface EmbeddingPayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  readonly labels: readonly string[];
  /** Kinds of points, and which kind each is of. */
  readonly categories?: { readonly names: readonly string[]; readonly codes: EncodedBuffer };
  /** A number for each point, as a colour. */
  readonly values?: { readonly name: string; readonly numbers: EncodedBuffer };
  readonly maps: readonly EmbeddingMapPayload[];
  /**
   * [points, or the first of them; k]: numbers of the nearest points, the nearest first, and their cosines, or their
   * distances.
   */
  readonly neighbours?: {
    readonly metric?: NeighbourMetric;
    readonly indices: EncodedBuffer;
    readonly similarities: EncodedBuffer;
  };
  readonly arrows: readonly EmbeddingArrow[];
  /** Where the points were earlier, on the first map, the oldest first; in the same units. */
  readonly trail?: readonly EmbeddingMapPayload[];
  /** What was left out, if anything. */
  readonly note: string;
  /** The map that is shown first. */
  readonly view: { readonly map?: number };
}

const label = text(limits.label);
const point = integer(0, limits.vectors);

const fields = object({
  v: oneOf(1),
  title: withDefault(label, ""),
  alt: withDefault(text(limits.alt), ""),
  labels: list(label, limits.vectors),
  categories: optional(object({ names: list(label, limits.kinds), codes: readBuffer })),
  values: optional(object({ name: label, numbers: readBuffer })),
  maps: list(object({ name: label, places: readBuffer, explained: optional(number(0, 1)) }), 8),
  neighbours: optional(
    object({
      metric: withDefault(oneOf("cosine", "euclidean"), "cosine"),
      indices: readBuffer,
      similarities: readBuffer,
    }),
  ),
  trail: withDefault(list(object({ name: label, places: readBuffer }), limits.moments), []),
  arrows: withDefault(list(object({ from: point, to: point, label }), limits.marks), []),
  note: withDefault(label, ""),
  view: withDefault(object({ map: optional(integer(0, 7)) }), { map: undefined }),
});

/** A checked payload, its buffers decoded. */
export type EmbeddingData = ReturnType<typeof readEmbedding>;

/**
 * Reads an embedding payload.
 * @throws PayloadError with the path of the first field that is wrong
 */
export function readEmbedding(payload: unknown) {
  const data = fields(payload, "embedding");
  const count = data.labels.length;
  const fit = (path: string, { values }: Buffer, wanted: number): Buffer["values"] => {
    if (values.length !== wanted) throw new PayloadError(`embedding.${path}`, `${wanted} numbers`, values.length);
    return values;
  };
  const below = (path: string, values: ArrayLike<number>, limit: number): void => {
    const wrong = Array.from(values).findIndex((value) => !(value >= 0 && value < limit));
    if (wrong >= 0) throw new PayloadError(`embedding.${path}[${wrong}]`, `below ${limit}`, values[wrong]);
  };
  if (data.maps.length === 0) throw new PayloadError("embedding.maps", "at least one map", "none");
  const maps = data.maps.map(({ name, places, explained }, i) => {
    const dims = places.shape.at(-1) === 3 ? 3 : 2;
    return { name, dims, explained, places: fit(`maps[${i}].places`, places, count * dims) } as const;
  });
  const trail = data.trail.map(({ name, places }, i) => ({
    name,
    dims: maps[0]!.dims,
    places: fit(`trail[${i}].places`, places, count * maps[0]!.dims),
  }));
  const categories = data.categories && {
    names: data.categories.names,
    codes: fit("categories.codes", data.categories.codes, count),
  };
  if (categories) below("categories.codes", categories.codes, categories.names.length);
  const values = data.values && {
    name: data.values.name,
    numbers: fit("values.numbers", data.values.numbers, count),
  };
  const [told = 0, each = 0] = data.neighbours?.indices.shape ?? [];
  below("neighbours.indices.shape", [told], count + 1);
  const neighbours = data.neighbours && {
    told,
    each,
    metric: data.neighbours.metric,
    indices: fit("neighbours.indices", data.neighbours.indices, told * each),
    similarities: fit("neighbours.similarities", data.neighbours.similarities, told * each),
  };
  if (neighbours) below("neighbours.indices", neighbours.indices, count);
  data.arrows.forEach(({ from, to }, i) => below(`arrows[${i}]`, [from, to], count));
  if ((data.view.map ?? 0) >= maps.length)
    throw new PayloadError("embedding.view.map", `below ${maps.length}`, data.view.map);
  return { ...data, count, maps, trail, categories, values, neighbours };
}
