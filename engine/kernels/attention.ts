// Scaled dot-product attention on float32 addresses, forward and backward, for all heads of all sequences:
//   P = softmax(s · Q Kᵀ + mask),   out = (P ∘ keep) V
//   dV = (P ∘ keep)ᵀ dOut,   dP = (dOut Vᵀ) ∘ keep,   dS = P ∘ (dP - rowsum(dP ∘ P)),   dQ = s dS K,   dK = s dSᵀ Q
// Heads are taken out of their tensors by strides, so [batch, length, heads · width] needs no copying.
// Vaswani et al., "Attention Is All You Need" (2017).
import { type Kit, part, share, tasksFor } from "./sharing.ts";

/** Where a head's rows are: address, and distances in bytes. Numbers within a row are neighbours. */
export interface Heads {
  readonly at: number;
  readonly perBatch: number;
  readonly perHead: number;
  readonly perRow: number;
}

export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  /** Width of a query and a key. */
  readonly width: number;
  /** Width of a value. */
  readonly valueWidth: number;
  readonly scale: number;
  /** Query i sees keys 0 … i only. */
  readonly causal: boolean;
}

export interface AttentionArrays {
  readonly q: Heads;
  readonly k: Heads;
  readonly v: Heads;
  readonly out: Heads;
  /** [batch, heads, queries, keys]: P, kept for the way back. */
  readonly weights: number;
  /** Numbers to add to the scores, rows of keys; `at` 0: none, `perRow` 0: the same for all queries. */
  readonly mask: Heads;
  /** Dropout's factors, like `weights`; 0: none. Then `dropped` takes P ∘ keep, else it is 0. */
  readonly keep: number;
  readonly dropped: number;
}

/** Writes `weights`, `dropped` and `out`. */
export function attentionForward(sizes: AttentionSizes, arrays: AttentionArrays): void {
  const { heads, queries, keys, width, valueWidth, scale, causal } = sizes;
  const { q, k, v, out, weights, mask, keep, dropped } = arrays;
  const row = keys * 4;
  shareHeads(sizes, attentionTasks(sizes), ({ gemm, softmax, mul }, from, to) => {
    for (let i = from; i < to; i += 1) {
      const [b, h] = [Math.floor(i / heads), i % heads];
      const p = weights + i * queries * row;
      const [qAt, kAt, vAt] = [head(q, b, h), head(k, b, h), head(v, b, h)];
      gemm(qAt, q.perRow, false, kAt, k.perRow, true, p, row, queries, keys, width);
      const maskAt = mask.at === 0 ? 0 : head(mask, b, h);
      softmax(p, p, queries, keys, scale, maskAt, mask.perRow, causal ? 1 : keys, causal ? 1 : 0);
      const used = keep === 0 ? p : dropped + (p - weights);
      if (keep !== 0) mul(p, 0, keep + (p - weights), 0, used, 1, queries * keys);
      gemm(used, row, false, vAt, v.perRow, false, head(out, b, h), out.perRow, queries, valueWidth, keys);
    }
  });
}

/** Addresses of gradients, laid out as what they belong to. `work` is room for [tasks, queries, keys]. */
export interface AttentionGrads {
  readonly dOut: Heads;
  readonly dq: Heads;
  readonly dk: Heads;
  readonly dv: Heads;
  readonly work: number;
  /** What `attentionTasks` said when there was room made. */
  readonly tasks: number;
}

/** Writes `dq`, `dk` and `dv`. */
export function attentionBackward(sizes: AttentionSizes, arrays: AttentionArrays, grads: AttentionGrads): void {
  const { heads, queries, keys, width, valueWidth, scale } = sizes;
  const { q, k, v, weights, keep, dropped } = arrays;
  const { dOut, dq, dk, dv } = grads;
  const row = keys * 4;
  shareHeads(sizes, grads.tasks, ({ gemm, softmaxGrad, mul }, from, to, task) => {
    const work = grads.work + task * queries * row;
    for (let i = from; i < to; i += 1) {
      const [b, h] = [Math.floor(i / heads), i % heads];
      const p = weights + i * queries * row;
      const used = keep === 0 ? p : dropped + (p - weights);
      const dOutAt = head(dOut, b, h);
      gemm(used, row, true, dOutAt, dOut.perRow, false, head(dv, b, h), dv.perRow, keys, valueWidth, queries);
      gemm(dOutAt, dOut.perRow, false, head(v, b, h), v.perRow, true, work, row, queries, keys, valueWidth);
      if (keep !== 0) mul(work, 0, keep + (p - weights), 0, work, 1, queries * keys);
      softmaxGrad(work, p, work, queries, keys, scale);
      gemm(work, row, false, head(k, b, h), k.perRow, false, head(dq, b, h), dq.perRow, queries, width, keys);
      gemm(work, row, true, head(q, b, h), q.perRow, false, head(dk, b, h), dk.perRow, keys, width, queries);
    }
  });
}

/** In how many parts the heads of all sequences are computed: each needs working memory of its own. */
export function attentionTasks({ batch, heads, queries, keys, width, valueWidth }: AttentionSizes): number {
  return tasksFor(batch * heads * queries * keys * (width + valueWidth), batch * heads);
}

function shareHeads(
  { batch, heads }: AttentionSizes,
  tasks: number,
  body: (kit: Kit, from: number, to: number, task: number) => void,
): void {
  share(tasks, (task, kit) => {
    const [from, to] = part(batch * heads, task, tasks);
    body(kit, from, to, task);
  });
}

function head({ at, perBatch, perHead }: Heads, b: number, h: number): number {
  return at + b * perBatch + h * perHead;
}
