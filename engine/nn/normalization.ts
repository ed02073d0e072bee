// Layers that keep activations at a fixed scale, over the features of each example.
import { layerNorm, rmsNorm } from "../ops/layerNorm.ts";
import { ones, zeros } from "../ops/create.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnySize, Fits } from "../tensor/shapes/gradual.ts";
import type { Ending, Needs } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** The size of the last axis to normalise over. */
type LastOf<N> = N extends number ? N : N extends readonly [...unknown[], infer Last] ? Last : AnySize;

export interface RMSNormLayerOptions {
  /** ε under the root. Default the precision of the input's dtype. */
  readonly eps?: number | undefined;
  /** Whether factors are learned. Default true. */
  readonly elementwiseAffine?: boolean;
}

export interface LayerNormOptions extends RMSNormLayerOptions {
  /** Whether a shift is learned besides the factors. Default true. */
  readonly bias?: boolean;
}

/**
 * y = w (x - μ) / √(σ² + ε) + b over the last axes, x [..., ...normalizedShape] → the same shape (Ba et al. 2016).
 * w starts at 1, b at 0; ε is 1e-5.
 */
export class LayerNorm<N extends number | Shape = number | Shape> extends Module {
  declare readonly "~maps"?: Needs<"LayerNorm", LastOf<N>>;
  /** [...normalizedShape] */
  readonly weight: Parameter | undefined;
  /** [...normalizedShape] */
  readonly bias: Parameter | undefined;

  readonly normalizedShape: Shape;
  readonly eps: number;

  /** @param normalizedShape sizes of the last axes to normalise over; a number means the last one */
  constructor(normalizedShape: N, { eps = 1e-5, elementwiseAffine = true, bias = true }: LayerNormOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
    this.bias = elementwiseAffine && bias ? new Parameter(zeros(this.normalizedShape)) : undefined;
  }

  override forward<S extends Shape>(x: Fits<Ending<"LayerNorm", S, LastOf<N>>, Tensor<S>>): Tensor<S>;
  override forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, this);
  }

  protected override describe(): string {
    return this.normalizedShape.join(" × ");
  }
}

/** y = w x / √(mean(x²) + ε) over the last axes: LayerNorm without centring (Zhang & Sennrich 2019). w starts at 1. */
export class RMSNorm<N extends number | Shape = number | Shape> extends Module {
  declare readonly "~maps"?: Needs<"RMSNorm", LastOf<N>>;
  /** [...normalizedShape] */
  readonly weight: Parameter | undefined;

  readonly normalizedShape: Shape;
  readonly eps: number | undefined;

  /** @param normalizedShape sizes of the last axes to normalise over; a number means the last one */
  constructor(normalizedShape: N, { eps, elementwiseAffine = true }: RMSNormLayerOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
  }

  override forward<S extends Shape>(x: Fits<Ending<"RMSNorm", S, LastOf<N>>, Tensor<S>>): Tensor<S>;
  override forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, this);
  }

  protected override describe(): string {
    return this.normalizedShape.join(" × ");
  }
}
