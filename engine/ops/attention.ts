// Scaled dot-product attention: every query looks at all keys and takes a weighted mean of the values. float32 runs in
// one fused kernel for all heads; other dtypes and gradients of gradients go through plain operations, the definition.
import { ArgumentError, type Operand as Described, ShapeError } from "../errors.ts";
import { attentionBackward, attentionForward, attentionTasks, type Heads } from "../kernels/attention.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { needTensor } from "../tensor/given.ts";
import { broadcast, numelOf, type Shape } from "../tensor/shape.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { add, mul, unbroadcast } from "./arithmetic.ts";
import { packed } from "./contiguous.ts";
import { maskedFill, logicalNot } from "./compare.ts";
import { filled } from "./create.ts";
import { keepFactors } from "./dropout.ts";
import { expandView, mapWith } from "./elementwise.ts";
import { recordFused } from "./fused.ts";
import { matmul } from "./matmul.ts";
import { softmax } from "./softmax.ts";
import { to } from "./unary.ts";
import { transpose } from "./views.ts";

export interface AttentionOptions {
  /**
   * Which keys each query may see, broadcast to [..., queries, keys]: bool, true where it may; or numbers that are added
   * to the scores, -Infinity where it may not.
   */
  readonly mask?: Tensor | undefined;
  /** Query i sees keys 0 … i only. Default false. */
  readonly isCausal?: boolean;
  /** Factor of the scores. Default 1/√width. */
  readonly scale?: number;
  /** Part of the weights that is dropped. Default 0. */
  readonly dropout?: number;
}

/**
 * softmax(scale · Q Kᵀ + mask) V  (Vaswani et al. 2017, eq. 1)
 * @param q [..., queries, width]
 * @param k [..., keys, width]
 * @param v [..., keys, valueWidth]
 * @returns [..., queries, valueWidth]; a query that may see no key gets NaN, as in PyTorch
 * @throws ShapeError when widths or numbers of keys differ
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  needTensor(q, "scaledDotProductAttention", "q");
  needTensor(k, "scaledDotProductAttention", "k");
  needTensor(v, "scaledDotProductAttention", "v");
  return attend(q, k, v, options).out;
}

/** The same, with the weights [..., queries, keys] beside it, outside the graph and before dropout. */
export function attend(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: AttentionOptions = {},
): { out: Tensor; weights: Tensor } {
  needTensor(q, "attend", "q");
  needTensor(k, "attend", "k");
  needTensor(v, "attend", "v");
  check(q, k, v, options);
  const lead = [k, v].reduce((shape: Shape, x) => broadcast(shape, leading(x), "attention"), leading(q));
  const [queries, width] = q.shape.slice(-2) as [number, number];
  const keys = k.shape.at(-2)!;
  const { isCausal = false, scale = 1 / Math.sqrt(width), dropout = 0 } = options;
  const settings: Settings = {
    lead,
    scale,
    isCausal,
    mask: options.mask && additive(options.mask, q),
    keep: dropout > 0 ? keepFactors([...lead, queries, keys], dropout, q.dtype) : undefined,
  };
  // The kernel gives no gradient of the mask.
  const plain = [q, k, v].some(({ dtype }) => dtype !== "float32") || settings.mask?.requiresGrad === true;
  const none = numelOf(lead) * queries * keys === 0;
  return plain || none ? plainly(q, k, v, settings) : fused(q, k, v, settings);
}

const leading = (x: Tensor): Shape => x.shape.slice(0, -2);

interface Settings {
  /** Leading axes of the result. */
  readonly lead: Shape;
  readonly scale: number;
  readonly isCausal: boolean;
  /** Numbers to add to the scores. */
  readonly mask: Tensor | undefined;
  /** Dropout's factors of the weights. */
  readonly keep: Tensor | undefined;
}

/** By the definition. */
function plainly(q: Tensor, k: Tensor, v: Tensor, { scale, isCausal, mask, keep }: Settings) {
  const scores = mul(matmul(q, transpose(k)), scale);
  const masked = mask ? add(scores, mask) : scores;
  const [queries, keys] = masked.shape.slice(-2) as [number, number];
  const seen = isCausal
    ? filled([queries, keys], (i) => Number(i % keys <= Math.floor(i / keys)), { dtype: "bool" })
    : undefined;
  const weights = softmax(seen ? maskedFill(masked, logicalNot(seen), -Infinity) : masked);
  return { out: matmul(keep ? mul(weights, keep) : weights, v), weights: weights.detach() };
}

function fused(q: Tensor, k: Tensor, v: Tensor, settings: Settings) {
  const { lead, scale, isCausal, mask, keep } = settings;
  const [queries, width] = q.shape.slice(-2) as [number, number];
  const [keys, valueWidth] = v.shape.slice(-2) as [number, number];
  const [batch, heads] = lead.length === 2 ? (lead as [number, number]) : [1, numelOf(lead)];
  const sizes = { batch, heads, queries, keys, width, valueWidth, scale, causal: isCausal };
  // Everything the kernels read on the way back is held by the closure below: they know addresses only.
  const kept = {
    q: laid(q, lead),
    k: laid(k, lead),
    v: laid(v, lead),
    weights: empty([...lead, queries, keys], "float32"),
    dropped: keep && empty(keep.shape, "float32"),
  };
  const out = room(lead, queries, valueWidth);
  const added = mask && laidMask(mask, [...lead, queries, keys]);
  const arrays = () => ({
    q: headsOf(kept.q),
    k: headsOf(kept.k),
    v: headsOf(kept.v),
    out: headsOf(out),
    weights: kept.weights.pointer,
    mask: added ? headsOf(added) : nothing,
    keep: keep?.pointer ?? 0,
    dropped: kept.dropped?.pointer ?? 0,
  });
  work(() => holding([kept, keep, added], () => attentionForward(sizes, arrays())));

  const backward = (grad: Tensor): (Tensor | undefined)[] => {
    const g = laid(grad, lead);
    const [dq, dk, dv] = [room(lead, queries, width), room(lead, keys, width), room(lead, keys, valueWidth)];
    const tasks = attentionTasks(sizes);
    const scratch = empty([tasks, queries, keys], "float32");
    const compute = (): void =>
      attentionBackward(sizes, arrays(), {
        dOut: headsOf(g),
        dq: headsOf(dq),
        dk: headsOf(dk),
        dv: headsOf(dv),
        work: scratch.pointer,
        tasks,
      });
    work(() => holding([g, scratch, kept, keep], compute));
    return [unbroadcast(dq, q), unbroadcast(dk, k), unbroadcast(dv, v)];
  };
  recordFused(out, "attention", [q, k, v], [q, k, v], backward, () => plainly(q, k, v, settings).out);
  return { out, weights: kept.weights };
}

/**
 * Room for [...lead, rows, columns]. With axes [batch, heads] in front, a row's heads lie side by side, so that layers
 * can put them together and take them apart without copying.
 */
function room(lead: Shape, rows: number, columns: number): Tensor {
  if (lead.length !== 2) return empty([...lead, rows, columns], "float32");
  const [batch, heads] = lead as [number, number];
  const { storage } = empty([batch, rows, heads, columns], "float32");
  const row = heads * columns;
  return new Tensor(storage, [batch, heads, rows, columns], "float32", [rows * row, columns, row, 1]);
}

/** x stretched to the leading axes, as the kernel can read it: as it lies if numbers within a row are neighbours. */
function laid(x: Tensor, lead: Shape): Tensor {
  const view = expandView(x, [...lead, ...x.shape.slice(-2)]);
  const [rows, columns] = view.shape.slice(-2) as [number, number];
  const [rowStep, columnStep] = view.strides.slice(-2) as [number, number];
  const direct = lead.length <= 2 && columnStep === 1 && (rowStep >= columns || rows === 1);
  return direct ? view : packed(view);
}

/** Like `laid`; a mask may also be the same for all queries. */
function laidMask(mask: Tensor, shape: Shape): Tensor {
  const view = expandView(mask, shape);
  return shape.length <= 4 && view.strides.at(-1) === 1 ? view : packed(view);
}

const nothing: Heads = { at: 0, perBatch: 0, perHead: 0, perRow: 0 };

/** Where the kernel finds the heads of a tensor that was laid out for it. */
function headsOf(x: Tensor): Heads {
  const bytes = x.strides.map((step) => step * 4);
  const perRow = bytes.at(-2)!;
  // More than two leading axes lie without gaps: they count as one.
  if (x.ndim > 4) return { at: x.pointer, perBatch: 0, perHead: bytes.at(-3)!, perRow };
  const [perBatch, perHead] = [0, 0, ...bytes.slice(0, -2)].slice(-2) as [number, number];
  return { at: x.pointer, perBatch, perHead, perRow };
}

/** A mask as numbers to add. */
function additive(mask: Tensor, q: Tensor): Tensor {
  if (mask.dtype !== "bool") return to(mask, q.dtype);
  return mapWith((allowed) => (allowed ? 0 : -Infinity), mask, q.dtype);
}

/** The operands, with an axis of one of them, counted from the end, pointed at. */
function marked(operands: readonly Described[], role: string, axis: number, remark: string): readonly Described[] {
  return operands.map((each) =>
    each.role === role ? { ...each, mark: { axis: each.shape!.length + axis, remark } } : each,
  );
}

function check(q: Tensor, k: Tensor, v: Tensor, { dropout = 0, mask }: AttentionOptions): void {
  const operands = Object.entries({ q, k, v }).map(([role, { name, shape }]) => ({ role, name, shape }));
  if (q.ndim < 2 || k.ndim < 2 || v.ndim < 2) {
    throw new ShapeError({ problem: "attention needs [..., length, width] for queries, keys and values.", operands });
  }
  if (q.shape.at(-1) !== k.shape.at(-1)) {
    throw new ShapeError({
      problem: "attention needs queries and keys of one width.",
      operands: marked(operands, "k", -1, `${q.shape.at(-1)} ≠ ${k.shape.at(-1)}`),
      attempt: "a Linear that brings both to one width",
    });
  }
  if (k.shape.at(-2) !== v.shape.at(-2)) {
    throw new ShapeError({
      problem: "attention needs one value for each key.",
      operands: marked(operands, "v", -2, `${k.shape.at(-2)} ≠ ${v.shape.at(-2)}`),
    });
  }
  if (!(dropout >= 0 && dropout < 1)) throw new ArgumentError(`dropout is from 0 up to 1, not ${dropout}.`);
  const [rows, columns] = [mask?.shape.at(-2) ?? 1, mask?.shape.at(-1) ?? 1];
  const fits = [1, q.shape.at(-2)].includes(rows) && [1, k.shape.at(-2)].includes(columns);
  if (mask && !fits) {
    throw new ShapeError({
      problem: `attention needs a mask that fits [..., ${q.shape.at(-2)} queries, ${k.shape.at(-2)} keys].`,
      operands: [...operands, { role: "mask", name: mask.name, shape: mask.shape }],
    });
  }
}
