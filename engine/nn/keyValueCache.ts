// What a transformer has read already: keys and values of earlier words, so that each new word costs one step instead of
// the whole text again.
import { indexSelect } from "../ops/indexing.ts";
import { cat } from "../ops/join.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Keys and values of one attention layer: [batch, heads, length, width] each. */
interface Known {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/**
 * Keys and values that attention layers have computed. One cache serves all layers of a model: each finds its own.
 * @example
 * const cache = new nn.KeyValueCache();
 * attention.call(first, first, first, { isCausal: true, cache }); // the words so far
 * attention.call(next, next, next, { isCausal: true, cache }); // one more: sees them all
 */
export class KeyValueCache {
  #known = new Map<object, Known>();

  /** How many places are known: the place of the next word. */
  get length(): number {
    const [first] = this.#known.values();
    return first?.keys.shape[2] ?? 0;
  }

  /** How many places a layer knows. While a model runs, its first layers are ahead of the others. */
  lengthOf(layer: object): number {
    return this.#known.get(layer)?.keys.shape[2] ?? 0;
  }

  /** Adds a layer's keys and values [batch, heads, n, width] to those it knows, and gives them all. */
  append(layer: object, keys: Tensor, values: Tensor): Known {
    const before = this.#known.get(layer);
    const all = before
      ? { keys: cat([before.keys, keys], 2), values: cat([before.values, values], 2) }
      : { keys, values };
    this.#known.set(layer, kept(all));
    return all;
  }

  /** Row i becomes what row `rows[i]` was, as beam search needs it. int32 [batch] */
  reorder(rows: Tensor): void {
    for (const [layer, { keys, values }] of this.#known) {
      this.#known.set(layer, kept({ keys: indexSelect(keys, 0, rows), values: indexSelect(values, 0, rows) }));
    }
  }

  /** Forgets everything, for another text. */
  clear(): void {
    this.#known.clear();
  }
}

/** What is known outlives the scope of the call that it came from. */
function kept(known: Known): Known {
  for (const { storage } of [known.keys, known.values]) storage.outlives = true;
  return known;
}
