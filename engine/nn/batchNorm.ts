// Batch normalisation: each feature over the batch, by running means once learned.
import { ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { ones, zeros } from "../ops/create.ts";
import { mean, variance } from "../ops/reduce.ts";
import { rsqrt } from "../ops/unary.ts";
import { transpose } from "../ops/views.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Keeps } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

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
  declare readonly "~maps"?: Keeps;
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

  override forward<S extends Shape>(given: Tensor<S>): Tensor<S>;
  override forward(given: Tensor): Tensor {
    checkInput(this, given);
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
  #remember(centre: Tensor, spread: Tensor, count: number): void {
    const { momentum: m } = this;
    work(() => {
      const [means, variances] = [centre.data, spread.data];
      const [runningMean, runningVar] = [this.running_mean.data, this.running_var.data];
      this.num_batches_tracked.data[0]! += 1;
      for (let i = 0; i < this.features; i += 1) {
        runningMean[i] = (1 - m) * runningMean[i]! + m * means[i]!;
        runningVar[i] = (1 - m) * runningVar[i]! + (m * variances[i]! * count) / Math.max(1, count - 1);
      }
    });
  }
}

function checkInput(layer: BatchNorm1d, x: Tensor): void {
  const operands = [{ role: "input", name: x.name, shape: x.shape }];
  if ((x.ndim !== 2 && x.ndim !== 3) || x.shape[1] !== layer.features) {
    throw new ShapeError({
      problem: `BatchNorm1d was made for ${layer.features} features: [batch, features] or [batch, features, length].`,
      operands,
    });
  }
  if (layer.training && x.numel() <= layer.features) {
    throw new ShapeError({
      problem: "BatchNorm1d cannot learn from a single value of each feature: its variance is 0.",
      operands,
      attempt: "a larger batch, or eval() to use what was learned",
    });
  }
}
