// Scaled dot-product attention: every query looks at all keys and takes a weighted mean of the values. float32 runs in
// one fused kernel for all heads; other dtypes and gradients of gradients go through plain operations, the definition.
import { grad as gradOf } from "../autograd/backward.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { attentionBackward, attentionForward, type Heads } from "../kernels/attention.ts";
import { defaultGenerator } from "../tensor/generator.ts";
import { broadcast, numelOf } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { cast, packed } from "./contiguous.ts";
import { maskedFill, logicalNot } from "./compare.ts";
import { filled } from "./create.ts";
import { expandView } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { softmax } from "./softmax.ts";
import { reshape, transpose } from "./views.ts";

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
  return attend(q, k, v, options).out;
}

/** The same, with the weights [..., queries, keys] beside it, outside the graph and before dropout. */
export function attend(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: AttentionOptions = {},
): { out: Tensor; weights: Tensor } {
  check(q, k, v, options);
  const lead = broadcast(broadcast(lead_(q), lead_(k), "attention"), lead_(v), "attention");
  const [queries, width] = q.shape.slice(-2) as [number, number];
  const [keys, valueWidth] = v.shape.slice(-2) as [number, number];
  const { isCausal = false, scale = 1 / Math.sqrt(width), dropout = 0 } = options;
  const mask = options.mask && additive(options.mask, q);
  const keep = dropout > 0 ? keepFactors([...lead, queries, keys], dropout, q) : undefined;
  const settings = { scale, isCausal, mask, keep };
  const float32 = [q, k, v].every(({ dtype }) => dtype === "float32");
  if (!float32 || numelOf(lead) === 0 || keys === 0) return plainly(q, k, v, settings);

  const count = numelOf(lead);
  const flat = (x: Tensor) => packed(expandView(x, [...lead, ...x.shape.slice(-2)]));
  const [fq, fk, fv] = [flat(q), flat(k), flat(v)];
  const fm = mask && packed(expandView(mask, [...lead, queries, keys]));
  const weights = empty([...lead, queries, keys], "float32");
  const dropped = keep && empty(weights.shape, "float32");
  const out = empty([...lead, queries, valueWidth], "float32");
  const sizes = { batch: 1, heads: count, queries, keys, width, valueWidth, scale, causal: isCausal };
  const arrays = {
    q: headsOf(fq),
    k: headsOf(fk),
    v: headsOf(fv),
    out: headsOf(out),
    weights: weights.pointer,
    mask: fm ? headsOf(fm) : nothing,
    keep: keep?.pointer ?? 0,
    dropped: dropped?.pointer ?? 0,
  };
  attentionForward(sizes, arrays);
  record(out, "attention", [q, k, v], [q, k, v], (g) => {
    if (gradEnabled()) {
      const again = plainly(q, k, v, settings).out;
      return gradOf(again, [q, k, v], { gradOutputs: [g], createGraph: true, allowUnused: true });
    }
    const [dq, dk, dv] = [fq, fk, fv].map((x) => empty(x.shape, "float32")) as [Tensor, Tensor, Tensor];
    const work = empty([queries, keys], "float32");
    attentionBackward(sizes, arrays, {
      dOut: headsOf(packed(g)),
      dq: headsOf(dq),
      dk: headsOf(dk),
      dv: headsOf(dv),
      work: work.pointer,
    });
    return [summed(dq, q), summed(dk, k), summed(dv, v)];
  });
  return { out, weights };
}

interface Settings {
  readonly scale: number;
  readonly isCausal: boolean;
  readonly mask: Tensor | undefined;
  readonly keep: Tensor | undefined;
}

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

const nothing: Heads = { at: 0, perBatch: 0, perHead: 0, perRow: 0 };

/** A tensor [..., rows, columns] without gaps as a row of heads. */
function headsOf(x: Tensor): Heads {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return { at: x.pointer, perBatch: 0, perHead: rows * columns * 4, perRow: columns * 4 };
}

const lead_ = (x: Tensor): readonly number[] => x.shape.slice(0, -2);

/** The gradient of an operand that was repeated along leading axes. */
function summed(grad: Tensor, like: Tensor): Tensor {
  if (grad.numel() === like.numel()) return reshape(grad, like.shape);
  const out = empty(like.shape, "float32");
  const [target, source] = [out.data, grad.data];
  target.fill(0);
  // Leading axes of size 1 or missing: places in the operand repeat with its own strides.
  const size = like.shape.slice(-2).reduce((a, b) => a * b, 1);
  const wide = grad.shape.slice(0, -2);
  const own = [...Array.from({ length: wide.length - (like.ndim - 2) }, () => 1), ...like.shape.slice(0, -2)];
  for (let block = 0; block * size < source.length; block += 1) {
    let [rest, place, step] = [block, 0, 1];
    for (let axis = wide.length - 1; axis >= 0; axis -= 1) {
      if (own[axis] !== 1) place += (rest % wide[axis]!) * step;
      rest = Math.floor(rest / wide[axis]!);
      step *= own[axis]!;
    }
    for (let i = 0; i < size; i += 1) target[place * size + i]! += source[block * size + i]!;
  }
  return out;
}

/** A mask as numbers to add. */
function additive(mask: Tensor, q: Tensor): Tensor {
  if (mask.dtype !== "bool") return cast(mask.detach(), q.dtype);
  const { data } = mask;
  return filled(mask.shape, (i) => (data[i] ? 0 : -Infinity), { dtype: q.dtype });
}

const keepFactors = (shape: readonly number[], p: number, { dtype }: Tensor): Tensor =>
  filled(shape, () => (defaultGenerator.uniform() < p ? 0 : 1 / (1 - p)), { dtype });

function check(q: Tensor, k: Tensor, v: Tensor, { dropout = 0, mask }: AttentionOptions): void {
  const operands = Object.entries({ q, k, v }).map(([role, { name, shape }]) => ({ role, name, shape }));
  if (q.ndim < 2 || k.ndim < 2 || v.ndim < 2) {
    throw new ShapeError({ problem: "attention needs [..., length, width] for queries, keys and values.", operands });
  }
  if (q.shape.at(-1) !== k.shape.at(-1)) {
    throw new ShapeError({ problem: "attention needs queries and keys of one width.", operands });
  }
  if (k.shape.at(-2) !== v.shape.at(-2)) {
    throw new ShapeError({ problem: "attention needs one value for each key.", operands });
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
