// Functions of one number each, with their derivatives. The backward pass uses one fused kernel; when gradients of
// gradients are wanted (`createGraph`), it is written with operations instead.
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import type { BinaryName, UnaryName } from "../kernels/maps.ts";
import { work } from "../memory/capture.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnyShape } from "../tensor/shapes/gradual.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { cast } from "./contiguous.ts";
import { mapBinary, mapUnary, mapWith, noDifference } from "./elementwise.ts";
import { copyNumbers } from "./numbers.ts";

/** The derivative as a formula: g · f'(x), from x and y = f(x). */
type Derivative = (g: Tensor, x: Tensor, y: Tensor) => Tensor;

/** @param whole the function of whole numbers that int32 is kept for; without it they become float32 */
function unaryOp(
  name: UnaryName,
  derivative: Derivative,
  fused?: { readonly kernel: BinaryName; readonly of: "x" | "y" },
  whole?: (n: number) => number,
) {
  return <S extends Shape>(input: Tensor<S>): Tensor<S> => {
    needTensor(input, name);
    if (whole && input.dtype === "int32") return mapWith(whole, input);
    const x = isFloat(input.dtype) ? input : cast(input, "float32");
    const y = mapUnary(name, x);
    // Only what the derivative reads must stay unchanged.
    const saved = fused === undefined ? [x] : [fused.of === "x" ? x : y];
    return record(y, name, [x], saved, (g) => [
      fused === undefined || gradEnabled() ? derivative(g, x, y) : mapBinary(fused.kernel, g, fused.of === "x" ? x : y),
    ]);
  };
}

/** -x. @throws DTypeError for truth values */
export const neg = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  if (x.dtype === "bool") throw noDifference("neg");
  return record(isFloat(x.dtype) ? mapUnary("neg", x) : mapWith((n) => -n, x), "neg", [x], [], (g) => [neg(g)]);
};

/** |x|; its gradient at 0 is 0 */
export const abs = unaryOp("abs", (g, x) => mul(g, sign(x)), { kernel: "absGrad", of: "x" }, Math.abs);

/** √x */
export const sqrt = unaryOp("sqrt", (g, _x, y) => div(g, mul(y, 2)), { kernel: "sqrtGrad", of: "y" });

/** 1/√x */
export const rsqrt = unaryOp("rsqrt", (g, _x, y) => mul(mul(g, -0.5), mul(y, mul(y, y))), {
  kernel: "rsqrtGrad",
  of: "y",
});

/** 1/x */
export const reciprocal = unaryOp("reciprocal", (g, _x, y) => neg(mul(g, mul(y, y))), {
  kernel: "reciprocalGrad",
  of: "y",
});

/** x² */
export const square = unaryOp(
  "square",
  (g, x) => mul(g, mul(x, 2)),
  { kernel: "squareGrad", of: "x" },
  (n) => n * n,
);

/** eˣ */
export const exp = unaryOp("exp", (g, _x, y) => mul(g, y), { kernel: "mul", of: "y" });

/** The natural logarithm */
export const log = unaryOp("log", (g, x) => div(g, x), { kernel: "div", of: "x" });

/** The hyperbolic tangent: (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ) */
export const tanh = unaryOp("tanh", (g, _x, y) => mul(g, sub(1, mul(y, y))), { kernel: "tanhGrad", of: "y" });

/** The logistic function: 1 / (1 + e⁻ˣ) */
export const sigmoid = unaryOp("sigmoid", (g, _x, y) => mul(g, mul(y, sub(1, y))), { kernel: "sigmoidGrad", of: "y" });

/** The error function: 2/√π ∫₀ˣ e^(-t²) dt */
export const erf = unaryOp("erf", (g, x) => mul(mul(g, 2 / Math.sqrt(Math.PI)), exp(neg(square(x)))), {
  kernel: "erfGrad",
  of: "x",
});

/** max(x, 0); its gradient at 0 is 0 */
export const relu = unaryOp(
  "relu",
  (g, x) => mul(g, positive(x)),
  { kernel: "reluGrad", of: "y" },
  (n) => Math.max(n, 0),
);

/** x σ(x) (Elfwing et al. 2018) */
export const silu = unaryOp(
  "silu",
  (g, x) => {
    const s = sigmoid(x);
    return mul(g, mul(s, add(1, mul(x, sub(1, s)))));
  },
  { kernel: "siluGrad", of: "x" },
);

/** x Φ(x), with Φ the normal distribution function (Hendrycks & Gimpel 2016) */
export const gelu = unaryOp(
  "gelu",
  (g, x) => {
    const cdf = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return mul(g, add(cdf, mul(x, density)));
  },
  { kernel: "geluGrad", of: "x" },
);

/** x (1 + tanh u) / 2 with u = √(2/π) (x + 0.044715 x³): close to x Φ(x), and what GPT-2 uses */
export const geluTanh = unaryOp(
  "geluTanh",
  (g, x) => {
    // (1 + tanh u) / 2 = σ(2u) = s:  s + x s (1 - s) 2u'
    const scale = 2 * Math.sqrt(2 / Math.PI);
    const s = sigmoid(mul(mul(x, scale), add(mul(square(x), 0.044715), 1)));
    const slope = mul(add(mul(square(x), 3 * 0.044715), 1), scale);
    return mul(g, mul(s, add(mul(mul(x, sub(1, s)), slope), 1)));
  },
  { kernel: "geluTanhGrad", of: "x" },
);

/** sin x */
export const sin = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  record(mapWith(Math.sin, floating(x)), "sin", [x], [x], (g) => [mul(g, cos(x))]);

/** cos x */
export const cos = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  record(mapWith(Math.cos, floating(x)), "cos", [x], [x], (g) => [neg(mul(g, sin(x)))]);

/** ln(1 + x), exact near 0 */
export const log1p = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  record(mapWith(Math.log1p, floating(x)), "log1p", [x], [x], (g) => [div(g, add<AnyShape>(x, 1))]);

/** A function that is level but for jumps: its gradient is 0. */
export const levelOp =
  (name: string, f: (n: number) => number) =>
  <S extends Shape>(x: Tensor<S>): Tensor<S> => {
    needTensor(x, name);
    return record(mapWith(f, x), name, [x], [], (g) => [mapWith(() => 0, g)]);
  };

/** Rounded down. Its gradient is 0. */
export const floor = levelOp("floor", Math.floor);

/** Rounded up. Its gradient is 0. */
export const ceil = levelOp("ceil", Math.ceil);

/** Rounded to the nearest, halves to the even one. Its gradient is 0. */
export const round = levelOp("round", roundHalfEven);

/** -1, 0 or 1. Its gradient is 0. */
export const sign = levelOp("sign", Math.sign);

export interface ClampOptions {
  readonly min?: number;
  readonly max?: number;
}

/** x, but not below `min` and not above `max`; the gradient outside is 0 */
export function clamp<S extends Shape>(x: Tensor<S>, options: ClampOptions): Tensor<S>;
export function clamp(input: Tensor, { min = -Infinity, max = Infinity }: ClampOptions): Tensor {
  needTensor(input, "clamp");
  // Bounds with fractions make fractions of whole numbers.
  const kept = isFloat(input.dtype) || [min, max].every((n) => Number.isInteger(n) || !Number.isFinite(n));
  const x = kept ? input : cast(input, "float32");
  const inside = (n: number): number => (n >= min && n <= max ? 1 : 0);
  return record(
    mapWith((n) => Math.min(Math.max(n, min), max), x),
    "clamp",
    [x],
    [x],
    (g) => [mul(g, mapWith(inside, x))],
  );
}

const floating = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "float32"));
const positive = (x: Tensor): Tensor => mapWith((n) => (n > 0 ? 1 : 0), x);

function roundHalfEven(x: number): number {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

/** The same numbers in memory of their own. Gradients flow through. */
export function clone(x: Tensor): Tensor {
  const out = empty(x.shape, x.dtype);
  work(() => copyNumbers(x, out));
  return record(out, "clone", [x], [], (g) => [g]);
}

/** The numbers in another dtype. Gradients flow through between floats. */
export function to(x: Tensor, dtype: Tensor["dtype"]): Tensor {
  if (x.dtype === dtype) return x;
  return record(cast(x, dtype), "to", [x], [], (g) => [to(g, x.dtype)]);
}
