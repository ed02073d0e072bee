// The rest of the functions of one number that Math has, with their derivatives: trigonometry, its inverses and their
// hyperbolic kin, logarithms and powers to other bases. Plain loops: models rarely spend time here.
import { record } from "../autograd/node.ts";
import { isFloat } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { cast } from "./contiguous.ts";
import { mapWith } from "./elementwise.ts";
import { exp, levelOp, neg, rsqrt, square } from "./unary.ts";

/** f, and how a gradient g comes back through it: g · f'(x). Integers become float32. */
function mathFunction(name: string, f: (x: number) => number, back: (g: Tensor, x: Tensor) => Tensor) {
  return (input: Tensor): Tensor => {
    const x = isFloat(input.dtype) ? input : cast(input, "float32");
    return record(mapWith(f, x), name, [x], [x], (g) => [back(g, x)]);
  };
}

/** tan x */
export const tan: (input: Tensor) => Tensor = mathFunction("tan", Math.tan, (g, x) => mul(g, add(square(tan(x)), 1)));

/** arcsin x, in radians; NaN outside -1 … 1 */
export const asin = mathFunction("asin", Math.asin, (g, x) => mul(g, rsqrt(sub(1, square(x)))));

/** arccos x, in radians; NaN outside -1 … 1 */
export const acos = mathFunction("acos", Math.acos, (g, x) => neg(mul(g, rsqrt(sub(1, square(x))))));

/** arctan x, in radians */
export const atan = mathFunction("atan", Math.atan, (g, x) => div(g, add(square(x), 1)));

/** (eˣ - e⁻ˣ) / 2 */
export const sinh: (input: Tensor) => Tensor = mathFunction("sinh", Math.sinh, (g, x) => mul(g, cosh(x)));

/** (eˣ + e⁻ˣ) / 2 */
export const cosh: (input: Tensor) => Tensor = mathFunction("cosh", Math.cosh, (g, x) => mul(g, sinh(x)));

/** The inverse of `sinh` */
export const asinh = mathFunction("asinh", Math.asinh, (g, x) => mul(g, rsqrt(add(square(x), 1))));

/** The inverse of `cosh`; NaN below 1 */
export const acosh = mathFunction("acosh", Math.acosh, (g, x) => mul(g, rsqrt(sub(square(x), 1))));

/** The inverse of `tanh`; NaN outside -1 … 1 */
export const atanh = mathFunction("atanh", Math.atanh, (g, x) => div(g, sub(1, square(x))));

/** eˣ - 1, exact near 0 */
export const expm1 = mathFunction("expm1", Math.expm1, (g, x) => mul(g, exp(x)));

/** 2ˣ */
export const exp2: (input: Tensor) => Tensor = mathFunction(
  "exp2",
  (x) => 2 ** x,
  (g, x) => mul(g, mul(exp2(x), Math.LN2)),
);

/** The logarithm to base 2 */
export const log2 = mathFunction("log2", Math.log2, (g, x) => div(g, mul(x, Math.LN2)));

/** The logarithm to base 10 */
export const log10 = mathFunction("log10", Math.log10, (g, x) => div(g, mul(x, Math.LN10)));

/** The fraction cut off. Its gradient is 0. */
export const trunc = levelOp("trunc", Math.trunc);

/** What `trunc` cuts off, with the sign of x. */
export const frac = (x: Tensor): Tensor => sub(x, trunc(x));
