// From attention weights to their figure.
import { attentionStill } from "../../extension/figures/attention/still.ts";
import { strongest } from "../../extension/figures/attention/describe.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { type AttentionMode, type AttentionPayload, readAttention } from "../../extension/figures/payload/attention.ts";
import { encodeBuffer, type EncodedBuffer } from "../../extension/figures/payload/buffers.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import type { TensorLike } from "./tensor.ts";

export interface AttentionFigureOptions {
  readonly title?: string;
  /** The words that look, one for each row. Default: their numbers. */
  readonly queries?: readonly string[];
  /** The words that are looked at, one for each column. Default: the queries, if there are as many. */
  readonly keys?: readonly string[];
  /** Says that no query looks ahead. Default: found out. */
  readonly causal?: boolean;
  /** What is shown first. Defaults: layer 0, the mean over the heads, the matrix. */
  readonly layer?: number;
  readonly head?: number;
  readonly mode?: AttentionMode;
}

/**
 * Where attention looks: thumbnails of all heads, one of them large, as a matrix or as lines between words.
 * @param weights [queries, keys], [heads, queries, keys] or [layers, heads, queries, keys]; rows add up to 1
 * @throws FigureError when words and weights do not fit, or a weight is not from 0 to 1
 * @example
 * const { weights } = attention.call(x, x, x, { needWeights: true, averageAttnWeights: false });
 * figures.attention(weights.at(0), { queries: words, keys: words });
 */
export function attention(weights: TensorLike, options: AttentionFigureOptions = {}): Figure {
  const { shape } = weights;
  if (shape.length < 2 || shape.length > 4) {
    throw new FigureError(
      `figures.attention: weights are [queries, keys], with heads and layers in front if there are several, not [${shape.join(", ")}].`,
    );
  }
  const [layers, heads, rows, columns] = [...Array.from({ length: 4 - shape.length }, () => 1), ...shape] as [
    number,
    number,
    number,
    number,
  ];
  const queries = wordsOf("queries", options.queries, rows);
  const keys = wordsOf("keys", options.keys ?? (rows === columns ? options.queries : undefined), columns);
  if (weights.data.length > limits.weights || rows > limits.tokens || columns > limits.tokens) {
    throw new FigureError(
      `figures.attention: ${shape.join(" × ")} weights are too many to draw; choose some heads with at(…), or a part of the text.`,
    );
  }
  const values = checked(weights.data);
  const [layer, head] = [options.layer ?? 0, options.head];
  if (layer >= layers || (head ?? 0) >= heads) {
    throw new FigureError(
      `figures.attention: there are ${layers} layers of ${heads} heads, so no layer ${layer}, head ${head ?? 0}.`,
    );
  }
  const first = values.subarray(0, rows * columns);
  const payload: AttentionPayload = {
    v: 1,
    title: options.title ?? "",
    alt: sentence(options.title, queries, keys, first, layers, heads),
    queries,
    keys,
    causal: options.causal ?? looksBackOnly(values, rows, columns),
    buffers: { weights: encodeWeights(values, [layers, heads, rows, columns]) },
    view: { layer, ...(head !== undefined && { head }), ...(options.mode && { mode: options.mode }) },
  };
  return new Figure({ kind: "attention", payload, still: () => attentionStill(readAttention(payload), lightTheme) });
}

/** So many weights fit into a megabyte with two bytes each. */
const mostFine = 300_000;

/**
 * In 65,535ths of the largest, or in 255ths where there is no room for that: over long texts every weight is small, and
 * in 255ths of one most would be none.
 */
function encodeWeights(values: Float32Array, shape: readonly number[]): EncodedBuffer {
  const fine = values.length <= mostFine;
  const largest = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  const steps = fine ? 65_535 : 255;
  const code = (weight: number) => Math.round((Math.min(largest, Math.max(0, weight)) / largest) * steps);
  const codes = fine ? Uint16Array.from(values, code) : Uint8Array.from(values, code);
  return encodeBuffer(codes, shape, { scale: largest / steps, zero: 0 });
}

function wordsOf(name: string, words: readonly string[] | undefined, count: number): string[] {
  if (words && words.length !== count) {
    throw new FigureError(`figures.attention: ${words.length} ${name} for ${count} of the weights.`);
  }
  return Array.from({ length: count }, (_, i) => (words ? String(words[i]).slice(0, limits.label) : String(i)));
}

function checked(data: TensorLike["data"]): Float32Array {
  const values = Float32Array.from(data as ArrayLike<number>);
  const wrong = values.findIndex((weight) => !(weight >= -1e-6 && weight <= 1 + 1e-4));
  if (wrong < 0) return values;
  throw new FigureError(
    `figures.attention: weight ${wrong} is ${values[wrong]}; weights are from 0 to 1, as softmax gives them.`,
  );
}

function looksBackOnly(values: Float32Array, rows: number, columns: number): boolean {
  if (rows !== columns || rows < 2) return false;
  return values.every((weight, i) => i % columns <= Math.floor(i / columns) % rows || weight === 0);
}

function sentence(
  title: string | undefined,
  queries: readonly string[],
  keys: readonly string[],
  first: Float32Array,
  layers: number,
  heads: number,
): string {
  const many = layers * heads > 1 ? `, ${layers * heads} heads` : "";
  const size = `Attention of ${queries.length} queries to ${keys.length} keys${many}`;
  const some = [0, Math.floor(queries.length / 2), queries.length - 1].filter(
    (query, i, all) => query >= 0 && all.indexOf(query) === i,
  );
  const looks = some.map((query) => {
    const { key, weight } = strongest(first, keys.length, query);
    return `${queries[query]} looks most at ${keys[key]} (${weight.toFixed(2)})`;
  });
  return `${title ? `${title}. ` : ""}${size}${keys.length > 0 ? `: ${looks.join(", ")}` : ""}.`.slice(0, limits.alt);
}
