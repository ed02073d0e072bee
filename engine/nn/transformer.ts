// The transformer's layers (Vaswani et al. 2017): attention and a small network for each word, each around a residual.
// Names, defaults and state-dict keys are PyTorch's.
import { passing } from "../autograd/passing.ts";
import { ArgumentError } from "../errors.ts";
import { add } from "../ops/arithmetic.ts";
import { gelu, relu } from "../ops/unary.ts";
import { needFunction } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnySize, Fits } from "../tensor/shapes/gradual.ts";
import type { Ending, Needs } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { MultiheadAttention, type MultiheadCall } from "./attention.ts";
import { ModuleList } from "./containers.ts";
import { discreet } from "./discreet.ts";
import { Dropout } from "./dropout.ts";
import type { KeyValueCache } from "./keyValueCache.ts";
import { Linear, layerThen } from "./linear.ts";
import { Module } from "./module.ts";
import { LayerNorm } from "./normalization.ts";
import { checkSizes } from "./sizes.ts";

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
  /** Words of earlier calls, seen by those of this one: for generating one word after the other. */
  readonly cache?: KeyValueCache | undefined;
}

const activations = { relu, gelu };

abstract class TransformerLayer<E extends number> extends Module {
  readonly self_attn: MultiheadAttention<E>;
  /** A decoder's look at the encoder. Made here, so that parameters have PyTorch's order. */
  readonly multihead_attn: MultiheadAttention<E> | undefined;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout: Dropout;
  readonly normFirst: boolean;
  readonly #activation: "relu" | "gelu";

  constructor(dModel: E, nhead: number, options: TransformerLayerOptions, cross: boolean) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = "relu", layerNormEps: eps = 1e-5 } = options;
    const { normFirst = false, batchFirst = false } = options;
    if (!Object.hasOwn(activations, activation)) {
      throw new ArgumentError(`A transformer's activation is "relu" or "gelu", not ${JSON.stringify(activation)}.`);
    }
    const attention = (): MultiheadAttention<E> => new MultiheadAttention(dModel, nhead, { dropout, batchFirst });
    this.self_attn = attention();
    this.multihead_attn = cross ? attention() : undefined;
    this.linear1 = new Linear(dModel, dimFeedforward);
    this.linear2 = new Linear(dimFeedforward, dModel);
    this.norm1 = new LayerNorm(dModel, { eps });
    this.norm2 = new LayerNorm(dModel, { eps });
    this.dropout = new Dropout(dropout);
    this.normFirst = normFirst;
    this.#activation = activation;
  }

  /** x + part(norm(x)), or norm(x + part(x)) */
  protected residual(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    if (this.normFirst) {
      const normed = this.between(norm.call(x), x);
      return add(x, this.#dropped(part(normed), normed));
    }
    return norm.call(this.between(add(x, this.#dropped(part(x), x)), x));
  }

  protected feedForward(x: Tensor): Tensor {
    const hidden = layerThen(this.linear1, this.#activation, x) ?? activations[this.#activation](this.linear1.call(x));
    return this.linear2.call(this.#dropped(hidden, x));
  }

  /** What was made from x, and then dropout. */
  #dropped(made: Tensor, x: Tensor): Tensor {
    return this.between(this.dropout.call(this.between(made, x)), x);
  }

  /** What was made from x by a part of this layer, for another part of it to read. */
  protected between(made: Tensor, x: Tensor): Tensor {
    return isWhole(this) ? passing(made, x) : made;
  }
}

/** One layer of an encoder; with `isCausal` one of a GPT. [L, B, E] → the same */
export class TransformerEncoderLayer<E extends number = AnySize> extends TransformerLayer<E> {
  declare readonly "~maps"?: Needs<"TransformerEncoderLayer", E>;

  constructor(dModel: E, nhead: number, options: TransformerLayerOptions = {}) {
    super(dModel, nhead, options, false);
  }

  override forward<S extends Shape>(
    src: Fits<Ending<"TransformerEncoderLayer", S, E>, Tensor<S>>,
    options?: EncoderCall,
  ): Tensor<S>;
  override forward(src: Tensor, { mask, srcKeyPaddingMask, isCausal = false, cache }: EncoderCall = {}): Tensor {
    const options = { attnMask: mask, keyPaddingMask: srcKeyPaddingMask, isCausal, cache };
    const attended = this.between(
      this.residual(src, this.norm1, (x) => this.self_attn.call(x, x, x, options).output),
      src,
    );
    return this.residual(attended, this.norm2, (x) => this.feedForward(x));
  }
}

/** Layers on top of each other, each made by `make` so that they start differently. */
export class TransformerEncoder<E extends number = AnySize> extends Module {
  declare readonly "~maps"?: Needs<"TransformerEncoder", E>;
  readonly layers: ModuleList<TransformerEncoderLayer<E>>;
  readonly norm: LayerNorm | undefined;

  /** @param norm a last normalisation, usual with `normFirst` */
  constructor(make: () => TransformerEncoderLayer<E>, numLayers: number, { norm }: { readonly norm?: LayerNorm } = {}) {
    super();
    needFunction(make, "TransformerEncoder takes a function that makes a layer");
    checkSizes(this.constructor.name, { numLayers });
    this.layers = new ModuleList(Array.from({ length: numLayers }, make));
    this.norm = norm;
  }

  override forward<S extends Shape>(
    src: Fits<Ending<"TransformerEncoder", S, E>, Tensor<S>>,
    options?: EncoderCall,
  ): Tensor<S>;
  override forward(src: Tensor, options: EncoderCall = {}): Tensor {
    return through(this.layers, this.norm, src, (layer, x) => layer.call(x, options));
  }
}

export interface DecoderCall {
  readonly tgtMask?: Tensor | undefined;
  readonly memoryMask?: Tensor | undefined;
  readonly tgtKeyPaddingMask?: Tensor | undefined;
  readonly memoryKeyPaddingMask?: Tensor | undefined;
  /** A target word sees itself and what stands before. Default false. */
  readonly tgtIsCausal?: boolean;
  /** Target words of earlier calls, seen by those of this one: for generating one word after the other. */
  readonly cache?: KeyValueCache | undefined;
}

/** One layer of a decoder: looks at what it has written, then at the encoder's memory. tgt [L, B, E] → the same */
export class TransformerDecoderLayer<E extends number = AnySize> extends TransformerLayer<E> {
  declare readonly multihead_attn: MultiheadAttention<E>;
  readonly norm3: LayerNorm;

  constructor(dModel: E, nhead: number, options: TransformerLayerOptions = {}) {
    super(dModel, nhead, options, true);
    this.norm3 = new LayerNorm(dModel, { eps: options.layerNormEps ?? 1e-5 });
  }

  override forward<S extends Shape, M extends Shape>(
    tgt: Fits<Ending<"TransformerDecoderLayer", S, E>, Tensor<S>>,
    memory: Fits<Ending<"TransformerDecoderLayer", M, E>, Tensor<M>>,
    options?: DecoderCall,
  ): Tensor<S>;
  override forward(tgt: Tensor, memory: Tensor, options: DecoderCall = {}): Tensor {
    const own: MultiheadCall = {
      attnMask: options.tgtMask,
      keyPaddingMask: options.tgtKeyPaddingMask,
      isCausal: options.tgtIsCausal ?? false,
      cache: options.cache,
    };
    const cross: MultiheadCall = { attnMask: options.memoryMask, keyPaddingMask: options.memoryKeyPaddingMask };
    const attendToOwn = (x: Tensor): Tensor => this.self_attn.call(x, x, x, own).output;
    const attendToMemory = (x: Tensor): Tensor => this.multihead_attn.call(x, memory, memory, cross).output;
    const written = this.between(this.residual(tgt, this.norm1, attendToOwn), tgt);
    const read = this.between(this.residual(written, this.norm2, attendToMemory), written);
    return this.residual(read, this.norm3, (x) => this.feedForward(x));
  }
}

/** Decoder layers on top of each other. */
export class TransformerDecoder<E extends number = AnySize> extends Module {
  readonly layers: ModuleList<TransformerDecoderLayer<E>>;
  readonly norm: LayerNorm | undefined;

  constructor(make: () => TransformerDecoderLayer<E>, numLayers: number, { norm }: { readonly norm?: LayerNorm } = {}) {
    super();
    needFunction(make, "TransformerDecoder takes a function that makes a layer");
    checkSizes(this.constructor.name, { numLayers });
    this.layers = new ModuleList(Array.from({ length: numLayers }, make));
    this.norm = norm;
  }

  override forward<S extends Shape, M extends Shape>(
    tgt: Fits<Ending<"TransformerDecoder", S, E>, Tensor<S>>,
    memory: Fits<Ending<"TransformerDecoder", M, E>, Tensor<M>>,
    options?: DecoderCall,
  ): Tensor<S>;
  override forward(tgt: Tensor, memory: Tensor, options: DecoderCall = {}): Tensor {
    return through(this.layers, this.norm, tgt, (layer, x) => layer.call(x, memory, options));
  }
}

/** Through all layers, and a last normalisation. */
function through<L extends TransformerLayer<number>>(
  layers: Iterable<L>,
  norm: LayerNorm | undefined,
  x: Tensor,
  call: (layer: L, x: Tensor) => Tensor,
): Tensor {
  const [...parts] = layers;
  const quiet = parts.every(isWhole) && (!norm || discreet(norm));
  let value = x;
  for (const [i, layer] of parts.entries()) {
    const made = call(layer, value);
    value = quiet && (norm || i < parts.length - 1) ? passing(made, value) : made;
  }
  return norm ? norm.call(value) : value;
}

/** Whether a layer and all its parts are what they were made as: then nobody sees what they hand to each other. */
function isWhole(layer: Module): boolean {
  const decoder = layer instanceof TransformerDecoderLayer;
  const own = decoder ? TransformerDecoderLayer : TransformerEncoderLayer;
  const { constructor, forward } = layer as { readonly constructor: unknown; readonly forward: unknown };
  if (constructor !== own || forward !== own.prototype.forward) return false;
  const { self_attn, multihead_attn, linear1, linear2, norm1, norm2, dropout } = layer as TransformerLayer<number>;
  const parts: Module[] = [self_attn, self_attn.out_proj, linear1, linear2, norm1, norm2, dropout];
  if (decoder) parts.push(multihead_attn!, multihead_attn!.out_proj, layer.norm3);
  return parts.every(discreet);
}
