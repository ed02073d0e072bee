// Further activation functions. Where a function has a corner, the gradient in it is PyTorch's.
import { record } from "../autograd/node.ts";
import { ArgumentError } from "../errors.ts";
import { isFloat } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul } from "./arithmetic.ts";
import { gt, where } from "./compare.ts";
import { cast } from "./contiguous.ts";
import { mapWith } from "./elementwise.ts";
import { abs, clamp, exp, neg, sigmoid, tanh } from "./unary.ts";

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "float32"));

/** x above 0, else negativeSlope · x (Maas, Hannun & Ng 2013). Default slope 0.01 */
export function leakyRelu<S extends Shape>(x: Tensor<S>, negativeSlope?: number): Tensor<S>;
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  return where(gt(x, 0), x, mul(x, negativeSlope));
}

/** x above 0, else α (eˣ - 1) (Clevert, Unterthiner & Hochreiter 2016). Default α 1 */
export function elu<S extends Shape>(input: Tensor<S>, alpha?: number): Tensor<S>;
export function elu(input: Tensor, alpha = 1): Tensor {
  const x = floating(input);
  const y = mapWith((n) => (n > 0 ? n : alpha * Math.expm1(n)), x);
  // Cut off at 0, so that nothing overflows where the exponential does not count.
  return record(y, "elu", [x], [x], (g) => [mul(g, where(gt(x, 0), 1, mul(exp(clamp(x, { max: 0 })), alpha)))]);
}

/** λ elu(x, α) with the λ and α that keep mean 0 and variance 1 from layer to layer (Klambauer et al. 2017) */
export function selu<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function selu(x: Tensor): Tensor {
  return mul(elu(x, 1.6732632423543772), 1.0507009873554805);
}

/** ln(1 + e^(βx)) / β: a smooth max(x, 0). Default β 1. @throws ArgumentError unless β is above 0 */
export function softplus<S extends Shape>(input: Tensor<S>, beta?: number): Tensor<S>;
export function softplus(input: Tensor, beta = 1): Tensor {
  if (!(beta > 0)) throw new ArgumentError(`softplus needs a beta above 0, not ${beta}.`);
  const x = floating(input);
  const y = mapWith((n) => (Math.max(beta * n, 0) + Math.log1p(Math.exp(-Math.abs(beta * n)))) / beta, x);
  return record(y, "softplus", [x], [x], (g) => [mul(g, sigmoid(mul(x, beta)))]);
}

/** ln σ(x), exact where σ(x) is tiny */
export function logSigmoid<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function logSigmoid(x: Tensor): Tensor {
  return neg(softplus(neg(x)));
}

/** x between min and max, else the nearer of them; gradient 0 there and in the corners. Default from -1 to 1 */
export function hardtanh<S extends Shape>(input: Tensor<S>, min?: number, max?: number): Tensor<S>;
export function hardtanh(input: Tensor, min = -1, max = 1): Tensor {
  if (!(min < max)) throw new ArgumentError(`hardtanh needs min < max, not ${min} and ${max}.`);
  const x = floating(input);
  const y = mapWith((n) => Math.min(Math.max(n, min), max), x);
  return record(y, "hardtanh", [x], [x], (g) => [
    mul(
      g,
      mapWith((n) => Number(n > min && n < max), x),
    ),
  ]);
}

/** x / (1 + |x|) */
export function softsign<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function softsign(x: Tensor): Tensor {
  return div(x, add(abs(x), 1));
}

/** x tanh(softplus(x)) (Misra 2020) */
export function mish<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function mish(x: Tensor): Tensor {
  return mul(x, tanh(softplus(x)));
}
