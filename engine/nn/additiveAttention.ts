// Additive attention: the form that attention grew from, a small network that compares a query with a key.
import { additiveScores } from "../ops/additiveScores.ts";
import { add } from "../ops/arithmetic.ts";
import { maskedFill } from "../ops/compare.ts";
import { matmul } from "../ops/matmul.ts";
import { softmax } from "../ops/softmax.ts";
import { tanh } from "../ops/unary.ts";
import { squeeze, unsqueeze } from "../ops/views.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";

/**
 * Additive attention (Bahdanau, Cho & Bengio 2015, eq. 6): score(q, k) = v · tanh(W q + U k). The first attention, made for
 * translation; queries and keys may have different widths.
 */
export class AdditiveAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly score: Linear;

  constructor(queryDim: number, keyDim: number, hidden: number) {
    super();
    this.query = new Linear(queryDim, hidden, { bias: false });
    this.key = new Linear(keyDim, hidden, { bias: false });
    this.score = new Linear(hidden, 1, { bias: false });
  }

  /**
   * query [B, L, queryDim], keys [B, S, keyDim], values [B, S, D] → output [B, L, D], weights [B, L, S] (in the graph).
   * @param keyPaddingMask [B, S] bool, true where a key is padding
   */
  override forward(
    query: Tensor,
    keys: Tensor,
    values: Tensor,
    { keyPaddingMask }: { readonly keyPaddingMask?: Tensor } = {},
  ): { readonly output: Tensor; readonly weights: Tensor } {
    const scores = this.#scores(this.query.call(query), this.key.call(keys));
    const masked = keyPaddingMask ? maskedFill(scores, unsqueeze(keyPaddingMask, 1), -Infinity) : scores;
    const weights = softmax(masked);
    return { output: matmul(weights, values), weights };
  }

  /** One operation where nobody looks at what is between; who has hooked the layer of the scores sees it called. */
  #scores(queries: Tensor, keys: Tensor): Tensor {
    if (!this.score.hooked) return additiveScores(queries, keys, this.score.weight);
    return squeeze(this.score.call(tanh(add(unsqueeze(queries, 2), unsqueeze(keys, 1)))), -1);
  }
}
