// What an attention figure carries: the words (or letters) that look and those that are looked at, and for every layer
// and head a matrix of weights, each row adding up to 1.
import { type EncodedBuffer, readBuffer } from "./buffers.ts";
import { PayloadError } from "./errors.ts";
import { boolean, integer, list, object, oneOf, optional, text, withDefault } from "./fields.ts";
import { limits } from "./limits.ts";

/** `"alignment"`: both texts as lines, each query joined to the keys it looks at most, as translations are drawn. */
export type AttentionMode = "matrix" | "lines" | "alignment";

/** The payload as JSON. */
export interface AttentionPayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  readonly queries: readonly string[];
  readonly keys: readonly string[];
  /** Query i sees keys 0 … i only. */
  readonly causal: boolean;
  /** [layers, heads, queries, keys], in steps that the buffer states. */
  readonly buffers: { readonly weights: EncodedBuffer };
  readonly view: { readonly layer?: number; readonly head?: number; readonly mode?: AttentionMode };
}

const token = text(limits.label);
const place = integer(0, limits.tokens);

const fields = object({
  v: oneOf(1),
  title: withDefault(text(limits.label), ""),
  alt: withDefault(text(limits.alt), ""),
  queries: list(token, limits.tokens),
  keys: list(token, limits.tokens),
  causal: withDefault(boolean, false),
  buffers: object({ weights: readBuffer }),
  view: withDefault(
    object({ layer: optional(place), head: optional(place), mode: optional(oneOf("matrix", "lines", "alignment")) }),
    { layer: undefined, head: undefined, mode: undefined },
  ),
});

/** A checked payload, its buffer decoded. */
export type AttentionData = ReturnType<typeof readAttention>;

/**
 * Reads an attention payload.
 * @throws PayloadError with the path of the first field that is wrong
 */
export function readAttention(payload: unknown) {
  const data = fields(payload, "attention");
  const { shape, values } = data.buffers.weights;
  const [layers = 0, heads = 0, rows, columns] = shape;
  if (shape.length !== 4 || rows !== data.queries.length || columns !== data.keys.length) {
    const wanted = `layers, heads, ${data.queries.length} queries, ${data.keys.length} keys`;
    throw new PayloadError("attention.buffers.weights.shape", wanted, shape.join(", "));
  }
  if (layers * heads > limits.heads) {
    throw new PayloadError("attention.buffers.weights.shape", `at most ${limits.heads} heads`, layers * heads);
  }
  for (const [name, at, size] of [
    ["layer", data.view.layer, layers],
    ["head", data.view.head, heads],
  ] as const) {
    if (at !== undefined && at >= size) throw new PayloadError(`attention.view.${name}`, `below ${size}`, at);
  }
  return { ...data, layers, heads, weights: values };
}
