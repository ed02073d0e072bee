// Activation functions as layers.
import { softmax, logSoftmax } from "../ops/softmax.ts";
import { gelu, relu, sigmoid, silu, tanh } from "../ops/unary.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** max(x, 0) */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/** (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ) */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/** x Φ(x) (Hendrycks & Gimpel 2016) */
export class GELU extends Module {
  override forward(x: Tensor): Tensor {
    return gelu(x);
  }
}

/** x σ(x) (Elfwing et al. 2018) */
export class SiLU extends Module {
  override forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/** eˣⁱ / Σ eˣʲ along an axis, default the last */
export class Softmax extends Module {
  readonly dim: number;
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }
  override forward(x: Tensor): Tensor {
    return softmax(x, this.dim);
  }
}

/** ln softmax along an axis, default the last */
export class LogSoftmax extends Module {
  readonly dim: number;
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }
  override forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim);
  }
}
