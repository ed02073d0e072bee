// What a tensor figure carries: statistics over all elements, and the elements themselves (or a sample of them, with
// the index lists that say which). The shape is the tensor's; the buffer's shape is the sample's.
import { type Buffer, type EncodedBuffer, readBuffer } from "./buffers.ts";
import { PayloadError } from "./errors.ts";
import { boolean, integer, list, maybeNumber, number, object, oneOf, optional, text, withDefault } from "./fields.ts";
import { limits } from "./limits.ts";

/** What an axis does: `"channels"` makes three neighbours along it one colour. */
export type AxisRole = "rows" | "columns" | "facets" | "slider" | "channels";
/** `"log"` is symmetric about zero when both signs occur; `"gray"` is for pictures of one channel. */
export type ScaleKind = "sequential" | "diverging" | "log" | "gray";

export interface TensorStats {
  readonly count: number;
  /** Over the finite elements; NaN when there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly zeros: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
  /** Elements that a mask takes out of everything above. */
  readonly masked: number;
  /** Equal bins from `min` to `max`. */
  readonly histogram: readonly number[];
}

/** The payload as JSON. */
export interface TensorPayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly axes: readonly string[];
  readonly stats: { readonly [K in keyof TensorStats]: TensorStats[K] | null };
  /** For every axis the indices that were kept, or null for all. */
  readonly kept: readonly (readonly number[] | null)[];
  /** For axes whose indices have names: the names of those that were kept. */
  readonly labels?: readonly (readonly string[] | null)[];
  readonly buffers: {
    readonly values: EncodedBuffer;
    /** Of the shape of `values`: 1 where an element is masked. */
    readonly mask?: EncodedBuffer;
    /** The values are a difference: what was taken away. */
    readonly minus?: EncodedBuffer;
  };
  readonly view: {
    readonly roles?: readonly AxisRole[];
    readonly scale?: ScaleKind;
    readonly range?: readonly number[];
    /** A picture: no seams where rows and columns are left out, as they are chosen evenly. */
    readonly image?: boolean;
  };
}

const size = integer(0, Number.MAX_SAFE_INTEGER);

const fields = object({
  v: oneOf(1),
  title: withDefault(text(limits.label), ""),
  alt: withDefault(text(limits.alt), ""),
  dtype: text(40),
  shape: list(size, limits.rank),
  axes: list(text(limits.label), limits.rank),
  stats: object({
    count: size,
    min: maybeNumber,
    max: maybeNumber,
    mean: maybeNumber,
    std: maybeNumber,
    zeros: size,
    nan: size,
    posInf: size,
    negInf: size,
    masked: withDefault(size, 0),
    histogram: list(size, 256),
  }),
  kept: list(optional(list(size, limits.elements)), limits.rank),
  labels: optional(list(optional(list(text(limits.label), limits.elements)), limits.rank)),
  buffers: object({ values: readBuffer, mask: optional(readBuffer), minus: optional(readBuffer) }),
  view: withDefault(
    object({
      roles: optional(list(oneOf("rows", "columns", "facets", "slider", "channels"), limits.rank)),
      scale: optional(oneOf("sequential", "diverging", "log", "gray")),
      range: optional(list(number(), 2)),
      image: optional(boolean),
    }),
    { roles: undefined, scale: undefined, range: undefined, image: undefined },
  ),
});

/** A checked payload, its buffer decoded. */
export type TensorData = ReturnType<typeof readTensor>;

/**
 * Reads a tensor payload.
 * @throws PayloadError with the path of the first field that is wrong
 */
export function readTensor(payload: unknown) {
  const data = fields(payload, "tensor");
  const rank = data.shape.length;
  for (const name of ["axes", "kept"] as const) expectLength(data[name], rank, `tensor.${name}`);
  if (data.view.roles) expectLength(data.view.roles, rank, "tensor.view.roles");
  const [low, high] = data.view.range ?? [0, 1];
  if (low === undefined || high === undefined || !(low < high)) {
    throw new PayloadError("tensor.view.range", "two rising numbers", data.view.range?.join(", "));
  }
  const values: Buffer = data.buffers.values;
  expectLength(values.shape, rank, "tensor.buffers.values.shape");
  data.shape.forEach((whole, axis) => {
    const kept = data.kept[axis];
    const shown = kept?.length ?? whole;
    if (values.shape[axis] !== shown) {
      throw new PayloadError(`tensor.buffers.values.shape[${axis}]`, String(shown), values.shape[axis]);
    }
    const outside = kept?.find((index) => index >= whole);
    if (outside !== undefined) throw new PayloadError(`tensor.kept[${axis}]`, `indices below ${whole}`, outside);
  });
  const labels = readLabels(data, values);
  for (const name of ["mask", "minus"] as const) {
    const found = data.buffers[name]?.shape;
    if (found && found.join() !== values.shape.join()) {
      throw new PayloadError(`tensor.buffers.${name}.shape`, `[${values.shape.join(", ")}]`, found.join(", "));
    }
  }
  const channels = data.view.roles?.indexOf("channels") ?? -1;
  if (channels >= 0) checkChannels(data.view.roles!, values.shape[channels]!);
  const { mask, minus } = data.buffers;
  return { ...data, values, labels, mask: mask?.values, minus: minus?.values };
}

/** For every axis the names of its indices in the whole tensor. */
function readLabels(
  { labels, kept }: ReturnType<typeof fields>,
  { shape }: Buffer,
): readonly (ReadonlyMap<number, string> | undefined)[] {
  if (!labels) return shape.map(() => undefined);
  expectLength(labels, shape.length, "tensor.labels");
  return labels.map((words, axis) => {
    if (words && words.length !== shape[axis]) {
      throw new PayloadError(`tensor.labels[${axis}]`, `a list of ${shape[axis]}`, words);
    }
    return words && new Map(words.map((word, k) => [kept[axis]?.[k] ?? k, word]));
  });
}

function checkChannels(roles: readonly AxisRole[], length: number): void {
  const several = roles.filter((role) => role === "channels").length > 1;
  if (several || !isChannels(length)) {
    throw new PayloadError("tensor.view.roles", "one axis of 3 or 4 channels at most", several ? "several" : length);
  }
}

/** Red, green and blue; or these and an opacity, which is not shown. */
export const isChannels = (length: number): boolean => length === 3 || length === 4;

function expectLength(found: readonly unknown[], rank: number, path: string): void {
  if (found.length !== rank) throw new PayloadError(path, `a list of ${rank}, one for each axis`, found);
}
