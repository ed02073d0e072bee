// Scaled dot-product attention on float32 addresses, forward and backward, for all heads of all sequences:
//   P = softmax(s · Q Kᵀ + mask),   out = (P ∘ keep) V
//   dV = (P ∘ keep)ᵀ dOut,   dP = (dOut Vᵀ) ∘ keep,   dS = P ∘ (dP - rowsum(dP ∘ P)),   dQ = s dS K,   dK = s dSᵀ Q
// Heads are taken out of their tensors by strides, so [batch, length, heads · width] needs no copying. The products of all
// heads of a sequence are one call where their sizes allow it; else each is a product like any other.
// Vaswani et al., "Attention Is All You Need" (2017).
import { fitsHeads, type HeadProducts } from "./headProducts.ts";
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
  const { queries, keys, width, valueWidth, scale, causal } = sizes;
  const { q, k, v, out, weights, mask, keep, dropped } = arrays;
  const p = matrices(weights, sizes);
  const used = keep === 0 ? p : matrices(dropped, sizes);
  const kept = matrices(keep, sizes);
  shareHeads(sizes, attentionTasks(sizes), (kit, { b, h, count }) => {
    const { scores, means } = productsFor(sizes, kit);
    scores(q, k, p, b, h, count, queries, keys, width);
    // Where the mask or what is seen begins anew with each head, each is a call of its own.
    const alone = causal || mask.at !== 0;
    for (let i = 0; i < (alone ? count : 1); i += 1) {
      const [own, rows] = [head(p, b, h + i), alone ? queries : count * queries];
      const maskAt = mask.at === 0 ? 0 : head(mask, b, h + i);
      kit.softmax(own, own, rows, keys, scale, maskAt, mask.perRow, causal ? 1 : keys, causal ? 1 : 0);
    }
    if (keep !== 0) kit.mul(head(p, b, h), 0, head(kept, b, h), 0, head(used, b, h), 1, count * queries * keys);
    means(used, v, out, b, h, count, queries, valueWidth, keys);
  });
}

/** Addresses of gradients, laid out as what they belong to. `work` is room for [tasks, headsAtOnce, queries, keys]. */
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
  const { queries, keys, width, valueWidth, scale, causal } = sizes;
  const { q, k, v, weights, keep, dropped } = arrays;
  const { dOut, dq, dk, dv } = grads;
  const p = matrices(weights, sizes);
  const used = keep === 0 ? p : matrices(dropped, sizes);
  const kept = matrices(keep, sizes);
  shareHeads(sizes, grads.tasks, (kit, { b, h, count, task }) => {
    const { scores, means, turned } = productsFor(sizes, kit);
    // The same room for all heads that come after each other: as if the first ones lay before it.
    const room = grads.work + task * headsAtOnce(sizes) * p.perHead;
    const ds: Heads = { ...p, at: room - h * p.perHead, perBatch: 0 };
    turned(used, dOut, dv, b, h, count, keys, valueWidth, queries);
    scores(dOut, v, ds, b, h, count, queries, keys, valueWidth);
    if (keep !== 0) kit.mul(room, 0, head(kept, b, h), 0, room, 1, count * queries * keys);
    for (let i = 0; i < (causal ? count : 1); i += 1) {
      const [y, g, rows] = [head(p, b, h + i), head(ds, b, h + i), causal ? queries : count * queries];
      kit.softmaxGrad(g, y, g, rows, keys, scale, causal ? 1 : keys, causal ? 1 : 0);
    }
    means(ds, k, dq, b, h, count, queries, width, keys);
    turned(ds, q, dk, b, h, count, keys, width, queries);
  });
}

/** In how many parts the heads of all sequences are computed: each needs working memory of its own. */
export function attentionTasks({ batch, heads, queries, keys, width, valueWidth }: AttentionSizes): number {
  return tasksFor(batch * heads * queries * keys * (width + valueWidth), batch * heads);
}

/** How many heads of a sequence are computed after each other, one step for all of them at a time. */
export const headsAtOnce = ({ heads }: AttentionSizes): number => Math.min(heads, 8);

/** `count` heads of sequence `b`, from head `h` on. */
interface Some {
  readonly b: number;
  readonly h: number;
  readonly count: number;
  readonly task: number;
}

function shareHeads(sizes: AttentionSizes, tasks: number, body: (kit: Kit, some: Some) => void): void {
  const { batch, heads } = sizes;
  share(tasks, (task, kit) => {
    const [from, to] = part(batch * heads, task, tasks);
    let count = 0;
    for (let i = from; i < to; i += count) {
      const [b, h] = [Math.floor(i / heads), i % heads];
      count = Math.min(heads - h, to - i, headsAtOnce(sizes));
      body(kit, { b, h, count, task });
    }
  });
}

/** Matrices [batch, heads, queries, keys] without gaps. */
function matrices(at: number, { heads, queries, keys }: AttentionSizes): Heads {
  const perHead = queries * keys * 4;
  return { at, perBatch: heads * perHead, perHead, perRow: keys * 4 };
}

/** C [m, n] = A · B over k for `count` heads from head h of a sequence on. */
type Products = Readonly<
  Record<
    keyof HeadProducts,
    (a: Heads, b: Heads, c: Heads, batch: number, h: number, count: number, m: number, n: number, k: number) => void
  >
>;

function productsFor({ queries, keys, width, valueWidth, causal }: AttentionSizes, kit: Kit): Products {
  if (fitsHeads(queries, keys, width, valueWidth)) {
    const by = kit.heads();
    const form = (name: keyof HeadProducts): Products[typeof name] => {
      return (a, b, c, batch, h, count, m, n, k) => {
        const [x, y, z] = [head(a, batch, h), head(b, batch, h), head(c, batch, h)];
        const seen = causal ? 1 : 0;
        by[name](x, a.perHead, a.perRow, y, b.perHead, b.perRow, z, c.perHead, c.perRow, count, m, n, k, seen);
      };
    };
    return { scores: form("scores"), means: form("means"), turned: form("turned") };
  }
  const form = (turnedA: boolean, turnedB: boolean): Products["scores"] => {
    return (a, b, c, batch, h, count, m, n, k) => {
      for (let i = h; i < h + count; i += 1) {
        const [x, y, z] = [head(a, batch, i), head(b, batch, i), head(c, batch, i)];
        kit.gemm(x, a.perRow, turnedA, y, b.perRow, turnedB, z, c.perRow, m, n, k);
      }
    };
  };
  return { scores: form(false, true), means: form(false, false), turned: form(true, false) };
}

function head({ at, perBatch, perHead }: Heads, b: number, h: number): number {
  return at + b * perBatch + h * perHead;
}
