// Multi-head attention as in transformers: several places to look at, and where to look is learned.
import { passing } from "../autograd/passing.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { add } from "../ops/arithmetic.ts";
import { attend, attendJointly } from "../ops/attention.ts";
import { logicalAnd, logicalNot, maskedFill, where } from "../ops/compare.ts";
import { filled, zeros } from "../ops/create.ts";
import { linear } from "../ops/linear.ts";
import { mean } from "../ops/reduce.ts";
import { reshape, slice, squeeze, transpose, unsqueeze } from "../ops/views.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnyShape, AnySize, Fits } from "../tensor/shapes/gradual.ts";
import type { Ending } from "../tensor/shapes/layers.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { xavierUniform_ } from "./init.ts";
import type { KeyValueCache } from "./keyValueCache.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { checkSizes } from "./sizes.ts";

export interface MultiheadAttentionOptions<K extends number = number, V extends number = number> {
  /** Part of the weights that is dropped while learning. Default 0. */
  readonly dropout?: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Tensors are [batch, length, width] instead of [length, batch, width]. Default false. */
  readonly batchFirst?: boolean;
  /** Width of the keys, if it is another one. Default embedDim. */
  readonly kdim?: K;
  /** Width of the values, if it is another one. Default embedDim. */
  readonly vdim?: V;
}

export interface MultiheadCall {
  /** Also gives the weights. Default false (PyTorch's is true): drawing them is the exception. */
  readonly needWeights?: boolean;
  /** The mean over the heads instead of each head's weights. Default true. */
  readonly averageAttnWeights?: boolean;
  /** [queries, keys] or [batch · heads, queries, keys]: bool, true where a query may NOT look; or numbers to add. */
  readonly attnMask?: Tensor | undefined;
  /** [batch, keys], bool: true where a key is padding. */
  readonly keyPaddingMask?: Tensor | undefined;
  /** Query i sees keys 0 … i only; with a cache, also all that it knew before. Default false. */
  readonly isCausal?: boolean;
  /**
   * Takes the keys and values of this call and gives those of all calls before as well; masks then cover them all.
   * For self-attention while generating.
   */
  readonly cache?: KeyValueCache | undefined;
}

export interface AttentionResult<Output extends Shape = AnyShape> {
  readonly output: Tensor<Output>;
  /** [batch, queries, keys], or [batch, heads, queries, keys] without averaging; outside the graph. */
  readonly weights: Tensor | undefined;
}

/**
 * Several attentions side by side, each in its own part of the width (Vaswani et al. 2017, section 3.2.2). State-dict keys
 * and masks are torch.nn.MultiheadAttention's.
 * @example const { output } = new nn.MultiheadAttention(64, 4, { batchFirst: true }).call(x, x, x, { isCausal: true });
 */
export class MultiheadAttention<
  E extends number = AnySize,
  KWidth extends number = E,
  VWidth extends number = E,
> extends Module {
  /** [3 · width, width]: of queries, keys and values; not there where they differ in width */
  readonly in_proj_weight!: Parameter;
  /** [width, width], [width, kdim], [width, vdim]: in its place then */
  readonly q_proj_weight: Parameter | undefined;
  readonly k_proj_weight: Parameter | undefined;
  readonly v_proj_weight: Parameter | undefined;
  readonly in_proj_bias: Parameter | undefined;
  readonly out_proj: Linear;
  readonly embedDim: E;
  readonly numHeads: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly kdim: number;
  readonly vdim: number;

  constructor(embedDim: E, numHeads: number, options: MultiheadAttentionOptions<KWidth, VWidth> = {}) {
    super();
    if (!(Number.isInteger(embedDim / numHeads) && numHeads > 0)) {
      throw new ArgumentError(`embedDim ${embedDim} cannot be shared evenly by ${numHeads} heads.`);
    }
    const { bias = true, batchFirst = false, dropout = 0, kdim = embedDim, vdim = embedDim } = options;
    checkSizes("MultiheadAttention", { embedDim, kdim, vdim });
    this.embedDim = embedDim;
    this.kdim = kdim;
    this.vdim = vdim;
    this.numHeads = numHeads;
    this.batchFirst = batchFirst;
    this.dropout = dropout;
    const weight = (rows: number, columns: number): Parameter =>
      new Parameter(xavierUniform_(empty([rows, columns], "float32")));
    if (kdim === embedDim && vdim === embedDim) this.in_proj_weight = weight(3 * embedDim, embedDim);
    else {
      this.q_proj_weight = weight(embedDim, embedDim);
      this.k_proj_weight = weight(embedDim, kdim);
      this.v_proj_weight = weight(embedDim, vdim);
    }
    this.in_proj_bias = bias ? new Parameter(zeros([3 * embedDim])) : undefined;
    this.out_proj = new Linear(embedDim, embedDim, { bias });
    this.out_proj.bias?.data.fill(0);
  }

  /** query [L, B, E], key and value [S, B, E] (batch first if so made; without a batch [L, E]) → output like query */
  override forward<Q extends Shape, K extends Shape, V extends Shape>(
    query: Fits<Ending<"MultiheadAttention", Q, E>, Tensor<Q>>,
    key: Fits<Ending<"MultiheadAttention", K, KWidth>, Tensor<K>>,
    value: Fits<Ending<"MultiheadAttention", V, VWidth>, Tensor<V>>,
    options?: MultiheadCall,
  ): AttentionResult<Q>;
  override forward(query: Tensor, key: Tensor, value: Tensor, options: MultiheadCall = {}): AttentionResult {
    const batched = query.ndim === 3;
    const widths = [this.embedDim, this.kdim, this.vdim];
    const all = [query, key, value].map((x, part) => this.#batchFirst(x, batched, widths[part]!));
    const [q, k, v] = all as [Tensor, Tensor, Tensor];
    const toItself = query === key && key === value && !options.cache && !this.q_proj_weight;
    const { out, weights } = toItself ? this.#attendToItself(q, options) : this.#attend(q, k, v, options);
    // Nobody but the last layer sees what is read, head by head and side by side, unless that is somebody's own.
    const heads = reshape(transpose(out, 1, 2), [q.shape[0]!, q.shape[1]!, this.embedDim]);
    if (this.out_proj.forward === Linear.prototype.forward) for (const each of [out, heads]) passing(each, q);
    const joined = this.out_proj.call(heads);
    const output = batched ? (this.batchFirst ? joined : transpose(joined, 0, 1)) : squeeze(joined, 0);
    if (!options.needWeights) return { output, weights: undefined };
    const shown = options.averageAttnWeights === false ? weights : mean(weights, { dim: 1 });
    return { output, weights: batched ? shown : squeeze(shown, 0) };
  }

  protected override describe(): string {
    return `${this.embedDim}, ${this.numHeads} heads`;
  }

  #batchFirst(x: Tensor, batched: boolean, width: number): Tensor {
    const whole = batched ? (this.batchFirst ? x : transpose(x, 0, 1)) : unsqueeze(x, 0);
    if (whole.ndim === 3 && whole.shape[2] === width) return whole;
    throw new ShapeError({
      problem: `MultiheadAttention was made for a width of ${width}.`,
      operands: [
        {
          role: "input",
          name: x.name,
          shape: x.shape,
          mark: { axis: x.ndim - 1, remark: `${x.shape.at(-1)} ≠ ${width}` },
        },
      ],
    });
  }

  #attend(q: Tensor, k: Tensor, v: Tensor, options: MultiheadCall): { out: Tensor; weights: Tensor } {
    const heads = [q, k, v].map((x, part) => this.#split(this.#project(x, part)));
    const before = options.cache?.lengthOf(this) ?? 0;
    const { keys, values } = options.cache?.append(this, heads[1]!, heads[2]!) ?? {
      keys: heads[1]!,
      values: heads[2]!,
    };
    // From the second call on, the first query does not stand at the first key.
    const shifted = options.isCausal && before > 0 ? causalMask(q.shape[1]!, before) : undefined;
    const settings = {
      mask: this.#mask(q, keys.shape[2]!, options, shifted),
      isCausal: options.isCausal === true && before === 0,
      dropout: this.training ? this.dropout : 0,
    };
    return attend(heads[0]!, keys, values, settings, options.needWeights === true);
  }

  /** Queries, keys and values of the same words: one product makes all three. */
  #attendToItself(x: Tensor, options: MultiheadCall): { out: Tensor; weights: Tensor } {
    const joint = linear(x, this.in_proj_weight, this.in_proj_bias);
    const settings = {
      mask: this.#mask(x, x.shape[1]!, options, undefined),
      isCausal: options.isCausal === true,
      dropout: this.training ? this.dropout : 0,
    };
    return attendJointly(joint, this.numHeads, settings, options.needWeights === true);
  }

  #project(x: Tensor, part: number): Tensor {
    const [from, to] = [part * this.embedDim, (part + 1) * this.embedDim];
    const own = [this.q_proj_weight, this.k_proj_weight, this.v_proj_weight][part];
    return linear(
      x,
      own ?? slice(this.in_proj_weight, 0, from, to),
      this.in_proj_bias && slice(this.in_proj_bias, 0, from, to),
    );
  }

  /** [B, L, E] → [B, heads, L, E / heads] */
  #split(x: Tensor): Tensor {
    const [batch, length] = x.shape as [number, number, number];
    return transpose(reshape(x, [batch, length, this.numHeads, -1]), 1, 2);
  }

  /** Both masks as one, in the sense of `scaledDotProductAttention`. */
  #mask(
    q: Tensor,
    keys: number,
    { attnMask, keyPaddingMask }: MultiheadCall,
    causal: Tensor | undefined,
  ): Tensor | undefined {
    const batch = q.shape[0]!;
    const given = attnMask?.dtype === "bool" ? logicalNot(attnMask) : attnMask;
    const allowed = causal && given ? both(causal, given) : (causal ?? given);
    const own = allowed?.ndim === 3 ? reshape(allowed, [batch, this.numHeads, ...allowed.shape.slice(1)]) : allowed;
    if (!keyPaddingMask) return own;
    const padding = reshape(keyPaddingMask, [batch, 1, 1, keys]);
    if (!own) return logicalNot(padding);
    const { data } = padding;
    const hidden = filled(padding.shape, (i) => (data[i] ? -Infinity : 0));
    const numbers = own.dtype === "bool" ? maskedFill(zeros(own.shape), logicalNot(own), -Infinity) : own;
    return add(numbers, hidden);
  }
}

/** [queries, before + queries] bool: true where query i, at place before + i, may look. */
function causalMask(queries: number, before: number): Tensor {
  const keys = before + queries;
  return filled([queries, keys], (i) => Number(i % keys <= before + Math.floor(i / keys)), { dtype: "bool" });
}

/** A bool mask and another one, or numbers to add, as one. */
function both(seen: Tensor, mask: Tensor): Tensor {
  return mask.dtype === "bool" ? logicalAnd(seen, mask) : where(seen, mask, -Infinity);
}
