// What a tensor figure carries: statistics over all elements, and the elements themselves (or a sample of them, with
// the index lists that say which). The shape is the tensor's; the buffer's shape is the sample's.
import { type Buffer, type EncodedBuffer, readBuffer } from "./buffers.ts";
import { PayloadError } from "./errors.ts";
import { integer, list, maybeNumber, number, object, oneOf, optional, text, withDefault } from "./fields.ts";
import { limits } from "./limits.ts";

export type AxisRole = "rows" | "columns" | "facets" | "slider";
export type ScaleKind = "sequential" | "diverging";

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
  readonly buffers: { readonly values: EncodedBuffer };
  readonly view: {
    readonly roles?: readonly AxisRole[];
    readonly scale?: ScaleKind;
    readonly range?: readonly number[];
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
    histogram: list(size, 256),
  }),
  kept: list(optional(list(size, limits.elements)), limits.rank),
  buffers: object({ values: readBuffer }),
  view: withDefault(
    object({
      roles: optional(list(oneOf("rows", "columns", "facets", "slider"), limits.rank)),
      scale: optional(oneOf("sequential", "diverging")),
      range: optional(list(number(), 2)),
    }),
    { roles: undefined, scale: undefined, range: undefined },
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
  return { ...data, values };
}

function expectLength(found: readonly unknown[], rank: number, path: string): void {
  if (found.length !== rank) throw new PayloadError(path, `a list of ${rank}, one for each axis`, found);
}
