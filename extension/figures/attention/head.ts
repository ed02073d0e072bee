// One head of an attention figure (or the mean over heads), and what can be said about it.
import type { AttentionData, AttentionMode } from "../payload/attention.ts";
import { trans } from "../draw/words.ts";

export interface AttentionChoices {
  readonly layer: number;
  /** −1: the mean over the heads of the layer; −2: as lines, each head in its colour. */
  readonly head: number;
  readonly mode: AttentionMode;
}

export const defaultAttention = (data: AttentionData): AttentionChoices => ({
  layer: data.view.layer ?? 0,
  head: data.view.head ?? (data.heads > 1 ? -1 : 0),
  mode: data.view.mode ?? "matrix",
});

export const meanHead = -1;
export const everyHead = -2;

/** The weights of one head, or the mean over all: [queries, keys], row by row. */
export function headWeights(data: AttentionData, layer: number, head: number): Float32Array {
  const size = data.queries.length * data.keys.length;
  const chosen = head < 0 ? Array.from({ length: data.heads }, (_, h) => h) : [head];
  const sum = new Float32Array(size);
  for (const h of chosen) {
    const start = (layer * data.heads + h) * size;
    for (let i = 0; i < size; i++) sum[i]! += data.weights[start + i]! / chosen.length;
  }
  return sum;
}

/** The mean entropy of the rows, in nats: 0 when every query looks at one key only. */
export function entropyOf(weights: Float32Array, keys: number): number {
  const rows = keys === 0 ? 0 : weights.length / keys;
  let entropy = 0;
  for (const weight of weights) if (weight > 0) entropy -= weight * Math.log(weight);
  return rows === 0 ? 0 : entropy / rows;
}

/**
 * The weight that gets the strongest colour: the largest of the figure, so that all heads can be compared; but four
 * times an even share at least, so that a head which looks everywhere alike looks pale.
 */
export function topWeight({ weights, keys }: AttentionData): number {
  let largest = 0;
  for (const weight of weights) if (weight > largest) largest = weight;
  return Math.min(1, Math.max(largest, 4 / Math.max(1, keys.length)));
}

/** e to the entropy: how many keys a query looks at, so to speak. */
export const keysLookedAt = (weights: Float32Array, keys: number): number =>
  weights.length === 0 ? 0 : Math.exp(entropyOf(weights, keys));

/** "layer 0, head 2", as far as there is a choice. */
export function headName(data: AttentionData, { layer, head }: AttentionChoices): string {
  const parts = [
    data.layers > 1 ? trans.__("layer %1", String(layer)) : "",
    data.heads > 1
      ? head === everyHead
        ? trans.__("each of %1 heads", String(data.heads))
        : head < 0
          ? trans.__("mean of %1 heads", String(data.heads))
          : trans.__("head %1", String(head))
      : "",
  ];
  return parts.filter(Boolean).join(", ");
}
