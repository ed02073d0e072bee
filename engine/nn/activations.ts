// Activation functions as layers.
import { elu, hardtanh, leakyRelu, logSigmoid, mish, selu, softplus, softsign } from "../ops/activations.ts";
import { softmax, logSoftmax } from "../ops/softmax.ts";
import { gelu, relu, sigmoid, silu, tanh } from "../ops/unary.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Keeps } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** A function of each number, or along an axis: the shape stays. */
abstract class Activation extends Module {
  declare readonly "~maps"?: Keeps;
}

/** max(x, 0) */
export class ReLU extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return relu(x);
  }
}

/** (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ) */
export class Tanh extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return tanh(x);
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return sigmoid(x);
  }
}

/** x Φ(x) (Hendrycks & Gimpel 2016) */
export class GELU extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return gelu(x);
  }
}

/** x σ(x) (Elfwing et al. 2018) */
export class SiLU extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return silu(x);
  }
}

/** eˣⁱ / Σ eˣʲ along an axis, default the last */
export class Softmax extends Activation {
  readonly dim: number;
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return softmax(x, this.dim);
  }
}

/** ln softmax along an axis, default the last */
export class LogSoftmax extends Activation {
  readonly dim: number;
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return logSoftmax(x, this.dim);
  }
}

/** x above 0, else negativeSlope · x (Maas, Hannun & Ng 2013). Default slope 0.01 */
export class LeakyReLU extends Activation {
  readonly negativeSlope: number;
  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return leakyRelu(x, this.negativeSlope);
  }
}

/** x above 0, else α (eˣ - 1) (Clevert, Unterthiner & Hochreiter 2016). Default α 1 */
export class ELU extends Activation {
  readonly alpha: number;
  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return elu(x, this.alpha);
  }
}

/** λ elu(x, α), which keeps mean 0 and variance 1 (Klambauer et al. 2017) */
export class SELU extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return selu(x);
  }
}

/** ln(1 + e^(βx)) / β: a smooth max(x, 0). Default β 1 */
export class Softplus extends Activation {
  readonly beta: number;
  constructor(beta = 1) {
    super();
    this.beta = beta;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return softplus(x, this.beta);
  }
}

/** ln σ(x), exact where σ(x) is tiny */
export class LogSigmoid extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return logSigmoid(x);
  }
}

/** x cut off at both ends. Default from -1 to 1 */
export class Hardtanh extends Activation {
  readonly min: number;
  readonly max: number;
  constructor(min = -1, max = 1) {
    super();
    this.min = min;
    this.max = max;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return hardtanh(x, this.min, this.max);
  }
}

/** x / (1 + |x|) */
export class Softsign extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return softsign(x);
  }
}

/** x tanh(softplus(x)) (Misra 2020) */
export class Mish extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return mish(x);
  }
}
