// RMSprop: AdaGrad that forgets.
import type { Tensor } from "../tensor/tensor.ts";
import { checkRange, Optimizer, type Params, type UpdateJob } from "./optimizer.ts";

export interface RMSpropOptions {
  /** Step size. Default 1e-2. */
  lr?: number;
  /** How much of the running mean of g² is kept. Default 0.99. */
  alpha?: number;
  /** Keeps the division finite. Default 1e-8. */
  eps?: number;
  /** Adds this times the parameter to the gradient. Default 0. */
  weightDecay?: number;
  /** Default 0. */
  momentum?: number;
  /** Divides by the standard deviation instead of the root mean square. Default false. */
  centered?: boolean;
}

type Settings = Required<RMSpropOptions>;

/**
 * s = α s + (1-α) g²;  p = p - lr g / (√s + ε)  (Tieleman & Hinton 2012, lecture 6.5)
 * @throws ArgumentError for settings outside their range
 */
export class RMSprop extends Optimizer<Settings> {
  constructor(params: Params<Settings> | readonly Tensor[], options: RMSpropOptions = {}) {
    super(params, { lr: 1e-2, alpha: 0.99, eps: 1e-8, weightDecay: 0, momentum: 0, centered: false, ...options });
  }

  protected check({ alpha, eps, weightDecay, momentum }: Settings): void {
    checkRange("alpha", alpha, 0, 1);
    checkRange("eps", eps, 0);
    checkRange("weightDecay", weightDecay, 0);
    checkRange("momentum", momentum, 0);
  }

  protected keeps({ centered }: Settings): readonly string[] {
    return centered ? withMean : squares;
  }

  protected update({ settings, kernels, list, rows }: UpdateJob<Settings>): void {
    const { lr, alpha, eps, weightDecay, momentum, centered } = settings;
    const walk = centered ? kernels.rmspropCentred : kernels.rmsprop;
    walk(list, rows, lr, weightDecay, alpha, 1 - alpha, eps, momentum);
  }
}

const squares: readonly string[] = ["square", "momentumBuffer"];
const withMean: readonly string[] = [...squares, "mean"];
