// Activation functions as layers.
import {
  celu,
  elu,
  gelu,
  type GeluOptions,
  glu,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  logSigmoid,
  mish,
  prelu,
  relu6,
  selu,
  softplus,
  softsign,
} from "../ops/activations.ts";
import { full } from "../ops/create.ts";
import type { LayerActivation } from "../ops/linearThen.ts";
import { softmax, logSoftmax } from "../ops/softmax.ts";
import { relu, sigmoid, silu, tanh } from "../ops/unary.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Keeps } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** A function of each number, or along an axis: the shape stays. */
abstract class Activation extends Module {
  declare readonly "~maps"?: Keeps;
}

/** The activation's name as part of a layer's operation; undefined for one that cannot be, or whose output somebody looks at. */
export function partOfLayer(module: Module | undefined): LayerActivation | undefined {
  if (!(module instanceof Activation) || module.hooked) return undefined;
  // Whoever has a forward of their own means it.
  if (module.forward === GELU.prototype.forward) {
    const { approximate = "none" } = (module as GELU).options;
    return approximate === "none" ? "gelu" : approximate === "tanh" ? "geluTanh" : undefined;
  }
  return partsOfLayers.get(module.forward);
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
  readonly options: GeluOptions;
  constructor(options: GeluOptions = {}) {
    super();
    this.options = options;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return gelu(x, this.options);
  }
}

/** x σ(x) (Elfwing et al. 2018) */
export class SiLU extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return silu(x);
  }
}

/** By the forward that is theirs. */
const partsOfLayers = new Map<unknown, LayerActivation>([
  [ReLU.prototype.forward, "relu"],
  [Tanh.prototype.forward, "tanh"],
  [Sigmoid.prototype.forward, "sigmoid"],
  [SiLU.prototype.forward, "silu"],
]);

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

/** x between 0 and 6, else the nearer of them */
export class ReLU6 extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return relu6(x);
  }
}

/** A straight line for σ */
export class Hardsigmoid extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return hardsigmoid(x);
  }
}

/** x · hardsigmoid(x) (Howard et al. 2019) */
export class Hardswish extends Activation {
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return hardswish(x);
  }
}

/** x above 0, else α (e^(x/α) - 1) (Barron 2017). Default α 1 */
export class CELU extends Activation {
  readonly alpha: number;
  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return celu(x, this.alpha);
  }
}

/** x above 0, else weight · x with learned weights, which start at `init` (He et al. 2015) */
export class PReLU extends Activation {
  /** [numParameters] */
  readonly weight: Parameter;
  /** @param numParameters 1 (default), or the size of axis 1 */
  constructor(numParameters = 1, { init = 0.25 }: { readonly init?: number } = {}) {
    super();
    this.weight = new Parameter(full([numParameters], init));
  }
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return prelu(x, this.weight);
  }
}

/** The first half along an axis, default the last, times σ of the second (Dauphin et al. 2017) */
export class GLU extends Module {
  readonly dim: number;
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }
  override forward(x: Tensor): Tensor {
    return glu(x, this.dim);
  }
}
