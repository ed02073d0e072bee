// Normalisation layers: they keep the numbers inside a network at a size that gradients can work with.
import { ShapeError } from "../errors.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { ones, zeros } from "../ops/create.ts";
import { layerNorm, rmsNorm } from "../ops/layerNorm.ts";
import { mean, variance } from "../ops/reduce.ts";
import { rsqrt } from "../ops/unary.ts";
import { transpose } from "../ops/views.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

export interface NormLayerOptions {
  /** Keeps the division finite. Default 1e-5. */
  readonly eps?: number;
  /** Whether weight and bias are learned. Default true. */
  readonly elementwiseAffine?: boolean;
}

/** Normalises each row of the last axis to mean 0 and variance 1 (Ba, Kiros & Hinton 2016): [..., features] → the same */
export class LayerNorm extends Module {
  /** [features], starts at 1 */
  readonly weight: Parameter | undefined;
  /** [features], starts at 0 */
  readonly bias: Parameter | undefined;
  readonly eps: number;
  readonly features: number;

  constructor(features: number, { eps = 1e-5, elementwiseAffine = true }: NormLayerOptions = {}) {
    super();
    this.features = features;
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(ones([features])) : undefined;
    this.bias = elementwiseAffine ? new Parameter(zeros([features])) : undefined;
  }

  override forward(x: Tensor): Tensor {
    checkFeatures(this, x, -1);
    return layerNorm(x, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  protected override describe(): string {
    return String(this.features);
  }
}

/** Divides each row of the last axis by its root mean square (Zhang & Sennrich 2019): [..., features] → the same */
export class RMSNorm extends Module {
  /** [features], starts at 1 */
  readonly weight: Parameter | undefined;
  readonly eps: number;
  readonly features: number;

  constructor(features: number, { eps = 1e-5, elementwiseAffine = true }: NormLayerOptions = {}) {
    super();
    this.features = features;
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(ones([features])) : undefined;
  }

  override forward(x: Tensor): Tensor {
    checkFeatures(this, x, -1);
    return rmsNorm(x, { weight: this.weight, eps: this.eps });
  }

  protected override describe(): string {
    return String(this.features);
  }
}

export interface BatchNormOptions {
  /** Default 1e-5. */
  readonly eps?: number;
  /** How much of a batch goes into the running means. Default 0.1. */
  readonly momentum?: number;
  /** Whether weight and bias are learned. Default true. */
  readonly affine?: boolean;
}

/**
 * Normalises each feature over the batch while learning, by running means in use (Ioffe & Szegedy 2015):
 * [batch, features] or [batch, features, length] → the same
 */
export class BatchNorm1d extends Module {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly running_mean: Tensor;
  readonly running_var: Tensor;
  /** Counts batches, as PyTorch's checkpoints do. */
  readonly num_batches_tracked: Tensor = zeros([], { dtype: "int32" });
  readonly eps: number;
  readonly momentum: number;
  readonly features: number;

  constructor(features: number, { eps = 1e-5, momentum = 0.1, affine = true }: BatchNormOptions = {}) {
    super();
    this.features = features;
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? new Parameter(ones([features])) : undefined;
    this.bias = affine ? new Parameter(zeros([features])) : undefined;
    this.running_mean = zeros([features]);
    this.running_var = ones([features]);
    this.registerBuffer("running_mean");
    this.registerBuffer("running_var");
    this.registerBuffer("num_batches_tracked");
  }

  override forward(given: Tensor): Tensor {
    checkFeatures(this, given, 1);
    // Features last, so that everything below broadcasts.
    const x = given.ndim === 3 ? transpose(given, 1, 2) : given;
    const dim = x.ndim === 3 ? [0, 1] : [0];
    const [centre, spread] = this.training
      ? [mean(x, { dim }), variance(x, { dim, correction: 0 })]
      : [this.running_mean, this.running_var];
    if (this.training) this.#remember(centre, spread, x.numel() / this.features);
    const unit = mul(sub(x, centre), rsqrt(add(spread, this.eps)));
    const scaled = this.weight ? mul(unit, this.weight) : unit;
    const out = this.bias ? add(scaled, this.bias) : scaled;
    return given.ndim === 3 ? transpose(out, 1, 2) : out;
  }

  protected override describe(): string {
    return String(this.features);
  }

  /** The running variance is the unbiased one, as in PyTorch. */
  #remember({ data: means }: Tensor, { data: variances }: Tensor, count: number): void {
    const [runningMean, runningVar] = [this.running_mean.data, this.running_var.data];
    const { momentum: m } = this;
    this.num_batches_tracked.data[0]! += 1;
    for (let i = 0; i < this.features; i += 1) {
      runningMean[i] = (1 - m) * runningMean[i]! + m * means[i]!;
      runningVar[i] = (1 - m) * runningVar[i]! + (m * variances[i]! * count) / Math.max(1, count - 1);
    }
  }
}

function checkFeatures(layer: Module & { readonly features: number }, x: Tensor, axis: number): void {
  const at = axis < 0 ? x.ndim + axis : axis;
  if (x.shape[at] === layer.features) return;
  throw new ShapeError({
    problem: `${layer.constructor.name} was made for ${layer.features} features.`,
    operands: [{ role: "input", name: x.name, shape: x.shape, mark: { axis: at, remark: "this differs" } }],
  });
}
