// Scaled dot-product attention: every query looks at all keys and takes a weighted mean of the values. float32 runs in
// one fused kernel for all heads; other dtypes and gradients of gradients go through plain operations, the definition.
import { ArgumentError, type Operand as Described, ShapeError } from "../errors.ts";
import { attentionBackward, attentionForward, attentionTasks, headsAtOnce } from "../kernels/attention.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { needTensor } from "../tensor/given.ts";
import { broadcast, numelOf, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, mul, unbroadcast } from "./arithmetic.ts";
import { maskedFill, logicalNot } from "./compare.ts";
import { filled } from "./create.ts";
import { keepFactors } from "./dropout.ts";
import { mapWith } from "./elementwise.ts";
import { copyOf, recordFused } from "./fused.ts";
import { headsOf, laid, laidMask, nothing, room } from "./heads.ts";
import { matmul } from "./matmul.ts";
import { softmax } from "./softmax.ts";
import { to } from "./unary.ts";
import { reshape, slice, transpose } from "./views.ts";

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
  return attend(q, k, v, options, false).out;
}

/**
 * The same, with the weights [..., queries, keys] beside it, outside the graph and before dropout.
 * @param wanted whether somebody will look at the weights. Default true; else they may be gone
 */
export function attend(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: AttentionOptions = {},
  wanted = true,
): { out: Tensor; weights: Tensor } {
  needTensor(q, "attend", "q");
  needTensor(k, "attend", "k");
  needTensor(v, "attend", "v");
  const settings = settingsFor(q, k, v, options);
  return fusible(q, k, v, settings) ? fused(q, k, v, settings, wanted) : plainly(q, k, v, settings);
}

/**
 * `attend` for queries, keys and values that one product made: side by side in `joint` [batch, length, 3 · heads · width].
 * Their gradient is one tensor, too. The result is [batch, heads, length, width]. The joint tensor must be nobody else's:
 * it is gone when its gradient has been passed on.
 */
export function attendJointly(
  joint: Tensor,
  heads: number,
  options: AttentionOptions,
  wanted: boolean,
): { out: Tensor; weights: Tensor } {
  const [q, k, v] = apart(joint.detach(), heads);
  const settings = settingsFor(q, k, v, options);
  if (fusible(q, k, v, settings)) return fused(q, k, v, settings, wanted, { tensor: joint, heads });
  return plainly(...apart(joint, heads), settings);
}

/** The queries, keys and values in a joint tensor, each [batch, heads, length, width]. */
function apart(joint: Tensor, heads: number): [Tensor, Tensor, Tensor] {
  const [batch, length] = joint.shape as [number, number, number];
  const all = transpose(reshape(joint, [batch, length, 3 * heads, -1]), 1, 2);
  return [slice(all, 1, 0, heads), slice(all, 1, heads, 2 * heads), slice(all, 1, 2 * heads, 3 * heads)];
}

function settingsFor(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions): Settings {
  check(q, k, v, options);
  const lead = [k, v].reduce((shape: Shape, x) => broadcast(shape, leading(x), "attention"), leading(q));
  const [queries, width] = q.shape.slice(-2) as [number, number];
  const keys = k.shape.at(-2)!;
  const { isCausal = false, scale = 1 / Math.sqrt(width), dropout = 0 } = options;
  return {
    lead,
    scale,
    isCausal,
    mask: options.mask && additive(options.mask, q),
    keep: dropout > 0 ? keepFactors([...lead, queries, keys], dropout, q.dtype) : undefined,
  };
}

/** Whether the kernel can do it: float32, something to do, and no gradient of the mask. */
function fusible(q: Tensor, k: Tensor, v: Tensor, { lead, mask }: Settings): boolean {
  const float = [q, k, v].every(({ dtype }) => dtype === "float32");
  return float && mask?.requiresGrad !== true && numelOf(lead) * q.shape.at(-2)! * k.shape.at(-2)! > 0;
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

/** `joint`: the tensor that q, k and v are the parts of, if there is one; then that is the operand. */
function fused(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  settings: Settings,
  wanted: boolean,
  joint?: { readonly tensor: Tensor; readonly heads: number },
) {
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
    const dJoint = joint && empty(joint.tensor.shape, "float32");
    const [dq, dk, dv] = dJoint
      ? apart(dJoint, joint.heads)
      : [room(lead, queries, width), room(lead, keys, width), room(lead, keys, valueWidth)];
    const tasks = attentionTasks(sizes);
    const scratch = empty([tasks, headsAtOnce(sizes), queries, keys], "float32");
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
    return dJoint ? [dJoint] : [unbroadcast(dq, q), unbroadcast(dk, k), unbroadcast(dv, v)];
  };
  const operands = joint ? [joint.tensor] : [q, k, v];
  const again = (): Tensor =>
    joint ? plainly(...apart(joint.tensor, joint.heads), settings).out : plainly(q, k, v, settings).out;
  const own = [kept.dropped, keep, copyOf(kept.q, q), copyOf(kept.k, k), copyOf(kept.v, v), joint?.tensor];
  recordFused(out, "attention", operands, operands, backward, again, wanted ? own : [...own, kept.weights]);
  return { out, weights: kept.weights };
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
