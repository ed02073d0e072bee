// AdaGrad: each number's step shrinks with all the gradients it has seen.
import type { Tensor } from "../tensor/tensor.ts";
import { checkRange, Optimizer, type Params, type UpdateJob } from "./optimizer.ts";

export interface AdagradOptions {
  /** Step size. Default 1e-2. */
  lr?: number;
  /** Keeps the division finite. Default 1e-10. */
  eps?: number;
  /** Adds this times the parameter to the gradient. Default 0. */
  weightDecay?: number;
  /** Divides the learning rate by 1 + lrDecay · (steps before). Default 0. */
  lrDecay?: number;
  /** What s starts with. Default 0. */
  initialAccumulatorValue?: number;
}

type Settings = Required<AdagradOptions>;

/**
 * s = s + g²;  p = p - lr g / (√s + ε)  (Duchi, Hazan & Singer 2011)
 * @throws ArgumentError for settings outside their range
 */
export class Adagrad extends Optimizer<Settings> {
  constructor(params: Params<Settings> | readonly Tensor[], options: AdagradOptions = {}) {
    super(params, { lr: 1e-2, eps: 1e-10, weightDecay: 0, lrDecay: 0, initialAccumulatorValue: 0, ...options });
  }

  protected check({ eps, weightDecay, lrDecay, initialAccumulatorValue }: Settings): void {
    checkRange("eps", eps, 0);
    checkRange("weightDecay", weightDecay, 0);
    checkRange("lrDecay", lrDecay, 0);
    checkRange("initialAccumulatorValue", initialAccumulatorValue, 0);
  }

  protected keeps(): readonly string[] {
    return sums;
  }

  protected override startOf({ initialAccumulatorValue }: Settings): number {
    return initialAccumulatorValue;
  }

  protected update({ settings, kernels, list, rows, step }: UpdateJob<Settings>): void {
    const { lr, lrDecay, weightDecay, eps } = settings;
    kernels.adagrad(list, rows, lr / (1 + (step - 1) * lrDecay), weightDecay, eps);
  }
}

const sums: readonly string[] = ["sum"];
