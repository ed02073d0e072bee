// The scores of additive attention in float64, as kernels/additiveRows.ts describes them: the oracle for those, and their
// substitute on machines without vectors.
import { f32 } from "../memory/heap.ts";

/** q [batch, queries, hidden], k [batch, keys, hidden], v [hidden]; t [batch, queries, keys, hidden], scores without its last axis. */
export interface Additive {
  /** Writes t and the scores. */
  scores(
    q: number,
    k: number,
    v: number,
    t: number,
    scores: number,
    batch: number,
    queries: number,
    keys: number,
    hidden: number,
  ): void;
  /** From g, the gradient of the scores: adds to dq, dk and dv, shaped as what they belong to. */
  scoresGrad(
    g: number,
    t: number,
    v: number,
    dq: number,
    dk: number,
    dv: number,
    batch: number,
    queries: number,
    keys: number,
    hidden: number,
  ): void;
}

export const plainAdditive: Additive = {
  scores(q, k, v, t, scores, batch, queries, keys, hidden) {
    eachPair(batch, queries, keys, (pair, query, key) => {
      let score = 0;
      for (let h = 0; h < hidden; h += 1) {
        const value = Math.tanh(f32[(q >>> 2) + query * hidden + h]! + f32[(k >>> 2) + key * hidden + h]!);
        f32[(t >>> 2) + pair * hidden + h] = value;
        score += f32[(v >>> 2) + h]! * value;
      }
      f32[(scores >>> 2) + pair] = score;
    });
  },

  scoresGrad(g, t, v, dq, dk, dv, batch, queries, keys, hidden) {
    eachPair(batch, queries, keys, (pair, query, key) => {
      const pull = f32[(g >>> 2) + pair]!;
      for (let h = 0; h < hidden; h += 1) {
        const value = f32[(t >>> 2) + pair * hidden + h]!;
        const u = pull * f32[(v >>> 2) + h]! * (1 - value * value);
        f32[(dq >>> 2) + query * hidden + h]! += u;
        f32[(dk >>> 2) + key * hidden + h]! += u;
        f32[(dv >>> 2) + h]! += pull * value;
      }
    });
  },
};

function eachPair(
  batch: number,
  queries: number,
  keys: number,
  visit: (pair: number, query: number, key: number) => void,
): void {
  for (let query = 0; query < batch * queries; query += 1) {
    const first = Math.floor(query / queries) * keys;
    for (let key = 0; key < keys; key += 1) visit(query * keys + key, query, first + key);
  }
}
