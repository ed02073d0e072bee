// Further activation functions. Where a function has a corner, the gradient in it is PyTorch's.
import { record } from "../autograd/node.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import { axisOf, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul } from "./arithmetic.ts";
import { gt, lt, where } from "./compare.ts";
import { cast } from "./contiguous.ts";
import { mapWith } from "./elementwise.ts";
import { abs, clamp, exp, gelu as exactGelu, geluTanh, neg, sigmoid, tanh } from "./unary.ts";
import { reshape, slice } from "./views.ts";

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "float32"));

/** x above 0, else negativeSlope · x (Maas, Hannun & Ng 2013). Default slope 0.01 */
export function leakyRelu<S extends Shape>(x: Tensor<S>, negativeSlope?: number): Tensor<S>;
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  return where(gt(x, 0), x, mul(x, negativeSlope));
}

/** x above 0, else α (eˣ - 1) (Clevert, Unterthiner & Hochreiter 2016). Default α 1 */
export function elu<S extends Shape>(input: Tensor<S>, alpha?: number): Tensor<S>;
export function elu(input: Tensor, alpha = 1): Tensor {
  needTensor(input, "elu");
  const x = floating(input);
  const y = mapWith((n) => (n > 0 ? n : alpha * Math.expm1(n)), x);
  // Cut off at 0, so that nothing overflows where the exponential does not count.
  return record(y, "elu", [x], [x], (g) => [mul(g, where(gt(x, 0), 1, mul(exp(clamp(x, { max: 0 })), alpha)))]);
}

/** λ elu(x, α) with the λ and α that keep mean 0 and variance 1 from layer to layer (Klambauer et al. 2017) */
export function selu<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function selu(x: Tensor): Tensor {
  needTensor(x, "selu");
  return mul(elu(x, 1.6732632423543772), 1.0507009873554805);
}

/** ln(1 + e^(βx)) / β: a smooth max(x, 0). Default β 1. @throws ArgumentError unless β is above 0 */
export function softplus<S extends Shape>(input: Tensor<S>, beta?: number): Tensor<S>;
export function softplus(input: Tensor, beta = 1): Tensor {
  needTensor(input, "softplus");
  if (!(beta > 0)) throw new ArgumentError(`softplus needs a beta above 0, not ${beta}.`);
  const x = floating(input);
  const y = mapWith((n) => (Math.max(beta * n, 0) + Math.log1p(Math.exp(-Math.abs(beta * n)))) / beta, x);
  return record(y, "softplus", [x], [x], (g) => [mul(g, sigmoid(mul(x, beta)))]);
}

/** ln σ(x), exact where σ(x) is tiny */
export function logSigmoid<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function logSigmoid(x: Tensor): Tensor {
  needTensor(x, "logSigmoid");
  return neg(softplus(neg(x)));
}

/** x between min and max, else the nearer of them; gradient 0 there and in the corners. Default from -1 to 1 */
export function hardtanh<S extends Shape>(input: Tensor<S>, min?: number, max?: number): Tensor<S>;
export function hardtanh(input: Tensor, min = -1, max = 1): Tensor {
  needTensor(input, "hardtanh");
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
  needTensor(x, "softsign");
  return div(x, add(abs(x), 1));
}

/** x tanh(softplus(x)) (Misra 2020) */
export function mish<S extends Shape>(x: Tensor<S>): Tensor<S>;
export function mish(x: Tensor): Tensor {
  needTensor(x, "mish");
  return mul(x, tanh(softplus(x)));
}

export interface GeluOptions {
  /** "none" (default): with the exact Φ; "tanh": the approximation that GPT-2 uses. */
  readonly approximate?: "none" | "tanh";
}

/** x Φ(x), with Φ the normal distribution function (Hendrycks & Gimpel 2016). @throws ArgumentError */
export function gelu<S extends Shape>(x: Tensor<S>, options?: GeluOptions): Tensor<S>;
export function gelu(x: Tensor, { approximate = "none" }: GeluOptions = {}): Tensor {
  needTensor(x, "gelu");
  if (approximate === "none") return exactGelu(x);
  if (approximate !== "tanh") throw new ArgumentError(`gelu's approximate is "none" or "tanh", not "${approximate}".`);
  return geluTanh(x);
}

/** x between 0 and 6, else the nearer of them */
export function relu6(x: Tensor): Tensor {
  needTensor(x, "relu6");
  return hardtanh(x, 0, 6);
}

/** A straight line for σ: x/6 + 1/2 between -3 and 3, else 0 or 1 */
export function hardsigmoid(x: Tensor): Tensor {
  return div(hardtanh(add(x, 3), 0, 6), 6);
}

/** x · hardsigmoid(x) (Howard et al. 2019) */
export function hardswish(input: Tensor): Tensor {
  needTensor(input, "hardswish");
  const x = floating(input);
  const y = mapWith((n) => (n <= -3 ? 0 : n >= 3 ? n : (n * (n + 3)) / 6), x);
  return record(y, "hardswish", [x], [x], (g) => [
    mul(g, where(gt(x, -3), where(lt(x, 3), add(div(x, 3), 0.5), 1), 0)),
  ]);
}

/** x above 0, else α (e^(x/α) - 1): smooth for every α (Barron 2017). Default α 1. @throws ArgumentError for α of 0 */
export function celu(x: Tensor, alpha = 1): Tensor {
  if (alpha === 0) throw new ArgumentError("celu needs an alpha that is not 0.");
  return mul(elu(div(x, alpha)), alpha);
}

/** x above 0, else weight · x, the weight learned: one number, or one for each slice of axis 1 (He et al. 2015) */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  needTensor(x, "prelu");
  needTensor(weight, "prelu", "weight");
  const channels = x.ndim > 1 ? x.shape[1]! : 1;
  if (weight.numel() !== 1 && weight.numel() !== channels) {
    throw new ShapeError({
      problem: `prelu needs one weight, or one for each of the ${channels} slices of axis 1.`,
      operands: [
        { role: "input", name: x.name, shape: x.shape },
        { role: "weight", name: weight.name, shape: weight.shape },
      ],
    });
  }
  const slopes = weight.numel() === 1 ? reshape(weight, []) : reshape(weight, [-1, ...x.shape.slice(2).map(() => 1)]);
  return where(gt(x, 0), x, mul(x, slopes));
}

/** The first half along an axis times σ of the second (Dauphin et al. 2017). Default the last axis. @throws ShapeError */
export function glu(x: Tensor, dim = -1): Tensor {
  needTensor(x, "glu");
  const size = x.shape[axisOf(dim, x.ndim, "glu")] ?? 1;
  if (size % 2 !== 0) {
    throw new ShapeError({
      problem: `glu halves axis ${dim}, whose size must be even, not ${size}.`,
      operands: [{ role: "input", name: x.name, shape: x.shape }],
    });
  }
  return mul(slice(x, dim, 0, size / 2), sigmoid(slice(x, dim, size / 2)));
}
