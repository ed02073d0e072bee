// The affine layer y = x Wᵀ + b.
import { type LayerActivation, linearThen } from "../ops/linearThen.ts";
import { linear } from "../ops/linear.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnySize, Fits, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Arrow, LastMapped, MapsLast } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { empty } from "../tensor/tensor.ts";
import { kaimingUniform_, uniform_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { enter, leave } from "./running.ts";
import { checkSizes } from "./sizes.ts";

export interface LinearOptions {
  /** Whether a bias is learned. Default true. */
  readonly bias?: boolean;
}

/**
 * y = x Wᵀ + b: x [..., inFeatures] → [..., outFeatures].
 * Weights and bias start uniform in ± 1/√inFeatures, as torch.nn.Linear's.
 */
export class Linear<In extends number = AnySize, Out extends number = AnySize> extends Module {
  declare readonly "~maps"?: MapsLast<Arrow<"Linear", In, Out>, In, Size<Out>>;
  /** [outFeatures, inFeatures] */
  readonly weight: Parameter<[Size<Out>, Size<In>]>;
  /** [outFeatures] */
  readonly bias: Parameter<[Size<Out>]> | undefined;

  readonly inFeatures: In;
  readonly outFeatures: Out;

  constructor(inFeatures: In, outFeatures: Out, { bias = true }: LinearOptions = {}) {
    super();
    checkSizes("Linear", { inFeatures, outFeatures });
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(kaimingUniform_(empty([outFeatures, inFeatures], "float32"), { a: Math.sqrt(5) }));
    const bound = 1 / Math.sqrt(Math.max(1, inFeatures));
    this.bias = bias ? new Parameter(uniform_(empty([outFeatures], "float32"), -bound, bound)) : undefined;
  }

  override forward<S extends Shape, R = LastMapped<Arrow<"Linear", In, Out>, S, In, Size<Out>>>(
    x: Fits<R, Tensor<S>>,
  ): Tensor<Known<R>>;
  override forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  protected override describe(): string {
    return `${this.inFeatures} → ${this.outFeatures}${this.bias ? "" : ", no bias"}`;
  }
}

/** A layer and the activation after it: one operation where nobody looks at what is between, and the layer is what it says. */
export function layerThen(layer: Module, activation: LayerActivation, x: Tensor): Tensor | undefined {
  const one = layer instanceof Linear && layer.forward === Linear.prototype.forward && !layer.hooked;
  if (!one) return undefined;
  enter(layer);
  try {
    return linearThen(activation, x, layer.weight, layer.bias);
  } finally {
    leave();
  }
}
