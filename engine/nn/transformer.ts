// The transformer's layers (Vaswani et al. 2017): attention and a small network for each word, each around a residual.
// Names, defaults and state-dict keys are PyTorch's.
import { add } from "../ops/arithmetic.ts";
import { gelu, relu } from "../ops/unary.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { MultiheadAttention, type MultiheadCall } from "./attention.ts";
import { ModuleList } from "./containers.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { LayerNorm } from "./normalization.ts";

export interface TransformerLayerOptions {
  /** Width of the small network's hidden layer. Default 2048. */
  readonly dimFeedforward?: number;
  /** Default 0.1. */
  readonly dropout?: number;
  /** Default "relu". */
  readonly activation?: "relu" | "gelu";
  /** Normalises before each part instead of after its residual, which trains more easily. Default false. */
  readonly normFirst?: boolean;
  /** Default 1e-5. */
  readonly layerNormEps?: number;
  /** Tensors are [batch, length, width] instead of [length, batch, width]. Default false. */
  readonly batchFirst?: boolean;
}

export interface EncoderCall {
  /** As `attnMask` of MultiheadAttention: bool, true where a word may NOT look; or numbers to add. */
  readonly mask?: Tensor | undefined;
  /** [batch, length], bool: true where there is padding. */
  readonly srcKeyPaddingMask?: Tensor | undefined;
  /** A word sees itself and what stands before. Default false. */
  readonly isCausal?: boolean;
}

abstract class TransformerLayer extends Module {
  readonly self_attn: MultiheadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout: Dropout;
  readonly normFirst: boolean;
  readonly #activate: (x: Tensor) => Tensor;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = "relu", layerNormEps: eps = 1e-5 } = options;
    const { normFirst = false, batchFirst = false } = options;
    this.self_attn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst });
    this.linear1 = new Linear(dModel, dimFeedforward);
    this.linear2 = new Linear(dimFeedforward, dModel);
    this.norm1 = new LayerNorm(dModel, { eps });
    this.norm2 = new LayerNorm(dModel, { eps });
    this.dropout = new Dropout(dropout);
    this.normFirst = normFirst;
    this.#activate = activation === "gelu" ? gelu : relu;
  }

  /** x + part(norm(x)), or norm(x + part(x)) */
  protected residual(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    if (this.normFirst) return add(x, this.dropout.call(part(norm.call(x))));
    return norm.call(add(x, this.dropout.call(part(x))));
  }

  protected feedForward(x: Tensor): Tensor {
    return this.linear2.call(this.dropout.call(this.#activate(this.linear1.call(x))));
  }
}

/** One layer of an encoder; with `isCausal` one of a GPT. [L, B, E] → the same */
export class TransformerEncoderLayer extends TransformerLayer {
  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super(dModel, nhead, options);
  }

  override forward(src: Tensor, { mask, srcKeyPaddingMask, isCausal }: EncoderCall = {}): Tensor {
    const options = { attnMask: mask, keyPaddingMask: srcKeyPaddingMask, isCausal: isCausal ?? false };
    const attended = this.residual(src, this.norm1, (x) => this.self_attn.call(x, x, x, options).output);
    return this.residual(attended, this.norm2, (x) => this.feedForward(x));
  }
}

/** Layers on top of each other, each made by `make` so that they start differently. */
export class TransformerEncoder extends Module {
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly norm: LayerNorm | undefined;

  /** @param norm a last normalisation, usual with `normFirst` */
  constructor(make: () => TransformerEncoderLayer, numLayers: number, { norm }: { readonly norm?: LayerNorm } = {}) {
    super();
    this.layers = new ModuleList(Array.from({ length: numLayers }, make));
    this.norm = norm;
  }

  override forward(src: Tensor, options: EncoderCall = {}): Tensor {
    let x = src;
    for (const layer of this.layers) x = layer.call(x, options);
    return this.norm ? this.norm.call(x) : x;
  }
}

export interface DecoderCall {
  readonly tgtMask?: Tensor | undefined;
  readonly memoryMask?: Tensor | undefined;
  readonly tgtKeyPaddingMask?: Tensor | undefined;
  readonly memoryKeyPaddingMask?: Tensor | undefined;
  /** A target word sees itself and what stands before. Default false. */
  readonly tgtIsCausal?: boolean;
}

/** One layer of a decoder: looks at what it has written, then at the encoder's memory. tgt [L, B, E] → the same */
export class TransformerDecoderLayer extends TransformerLayer {
  readonly multihead_attn: MultiheadAttention;
  readonly norm3: LayerNorm;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super(dModel, nhead, options);
    const { dropout = 0.1, batchFirst = false, layerNormEps: eps = 1e-5 } = options;
    this.multihead_attn = new MultiheadAttention(dModel, nhead, { dropout, batchFirst });
    this.norm3 = new LayerNorm(dModel, { eps });
  }

  override forward(tgt: Tensor, memory: Tensor, options: DecoderCall = {}): Tensor {
    const own: MultiheadCall = {
      attnMask: options.tgtMask,
      keyPaddingMask: options.tgtKeyPaddingMask,
      isCausal: options.tgtIsCausal ?? false,
    };
    const cross: MultiheadCall = { attnMask: options.memoryMask, keyPaddingMask: options.memoryKeyPaddingMask };
    const written = this.residual(tgt, this.norm1, (x) => this.self_attn.call(x, x, x, own).output);
    const read = this.residual(written, this.norm2, (x) => this.multihead_attn.call(x, memory, memory, cross).output);
    return this.residual(read, this.norm3, (x) => this.feedForward(x));
  }
}

/** Decoder layers on top of each other. */
export class TransformerDecoder extends Module {
  readonly layers: ModuleList<TransformerDecoderLayer>;
  readonly norm: LayerNorm | undefined;

  constructor(make: () => TransformerDecoderLayer, numLayers: number, { norm }: { readonly norm?: LayerNorm } = {}) {
    super();
    this.layers = new ModuleList(Array.from({ length: numLayers }, make));
    this.norm = norm;
  }

  override forward(tgt: Tensor, memory: Tensor, options: DecoderCall = {}): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer.call(x, memory, options);
    return this.norm ? this.norm.call(x) : x;
  }
}
