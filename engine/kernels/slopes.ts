// Activations whose derivative shares most of its work with the function: x σ(x) and the two forms of GELU. Both numbers
// come out of one pass, so that the way back is a product. Their kernels for the value or the gradient alone are written
// from the same formulas (maps.ts), and give the same numbers to the last bit.
import type { Variable } from "../wasm/code.ts";
import { Module, type kernelsOf } from "../wasm/module.ts";
import { type Value, f32x4, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { constant } from "./constants.ts";
import { erf, expNegative, sigmoid } from "./functions.ts";
import { type Lanes, storeVectors } from "./lanes.ts";

type Vector = Value<"v128">;

/** f(x) = x · share(x), and f'(x) from x and the share. */
export interface Gated {
  readonly share: (lanes: Lanes, x: Vector) => Vector;
  readonly slope: (lanes: Lanes, x: Vector, share: Variable<"v128">) => Vector;
}

const { add, sub, mul } = f32x4;
const rootTwoOverPi = Math.sqrt(2 / Math.PI);
const cubic = 0.044_715;

export const gated = {
  // x σ(x): s + x s (1 - s) = s (1 + x (1 - s))
  silu: {
    share: sigmoid,
    slope: (lanes, x, s) => mul(s, lanes.madd(x, sub(constant(lanes, 1), s), constant(lanes, 1))),
  },
  // x Φ(x): Φ(x) + x φ(x)
  gelu: {
    share: (lanes, x) =>
      lanes.madd(erf(lanes, mul(x, constant(lanes, Math.SQRT1_2))), constant(lanes, 0.5), constant(lanes, 0.5)),
    slope: (lanes, x, cdf) => {
      const density = expNegative(lanes, mul(constant(lanes, -0.5), mul(x, x)));
      return add(cdf, mul(x, mul(constant(lanes, 1 / Math.sqrt(2 * Math.PI)), density)));
    },
  },
  // x σ(2u) = x (1 + tanh u) / 2, with u = √(2/π) (x + 0.044715 x³): s + x s (1 - s) 2u', with u' = √(2/π) (1 + 3 · 0.044715 x²)
  geluTanh: {
    share: (lanes, x) => {
      const cube = lanes.madd(mul(x, x), constant(lanes, cubic), constant(lanes, 1));
      return sigmoid(lanes, mul(mul(constant(lanes, 2 * rootTwoOverPi), x), cube));
    },
    slope: (lanes, x, s) => {
      const square = lanes.madd(mul(x, x), constant(lanes, 3 * cubic), constant(lanes, 1));
      const inner = mul(constant(lanes, 2 * rootTwoOverPi), square);
      return mul(s, lanes.madd(mul(x, sub(constant(lanes, 1), s)), inner, constant(lanes, 1)));
    },
  },
} satisfies Record<string, Gated>;

export type SlopedName = keyof typeof gated;

/** out[i] = f(x[i]) and slope[i] = f'(x[i]) for `count` numbers. `out` or `slope` may be `x`. */
export type SlopedMap = (x: number, out: number, slope: number, count: number) => void;

/** The kernel that `via` gives for a function. Needs vectors. */
export function slopedVia(name: SlopedName, via: typeof kernelsOf): SlopedMap {
  return via(`sloped ${name}`, () => writeSloped(gated[name])).map;
}

function writeSloped({ share, slope }: Gated): Module {
  const module = new Module();
  module.define("map", { x: "i32", out: "i32", slopes: "i32", count: "i32" }, (code, { x, out, slopes, count }) => {
    const lanes = { code, madd: bestMadd() };
    storeVectors(code, count, [x, out, slopes], 2, (offset) => {
      const at = code.let(v128.load(x, offset));
      const part = code.let(share(lanes, at));
      return [
        [out, code.let(mul(at, part))],
        [slopes, code.let(slope(lanes, at, part))],
      ];
    });
  });
  return module;
}
