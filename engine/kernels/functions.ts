// exp, log, tanh, sigmoid and erf for four float32 numbers at a time, by polynomials. The error bounds stated here are
// tested over each function's whole range (test/engine/kernels/maps.test.ts).
// Coefficients: exp and log from Moshier's Cephes library; tanh and erf are the rational fits used in Eigen.
// All follow IEEE 754 at the edges: NaN stays NaN, ±∞ give the limits.
import type { Variable } from "../wasm/code.ts";
import { type Value, f32x4, i32x4, v128 } from "../wasm/values.ts";
import { constant, constantBits } from "./constants.ts";
import type { Lanes } from "./lanes.ts";

type Vector = Value<"v128">;
const { add, sub, mul, div } = f32x4;

/** Adding this float32 number rounds to an integer, which then stands in the low bits: 1.5 · 2²³. */
const roundingBias = 12_582_912;
// ln 2 in two parts, the first so short that its multiples by small integers are exact.
const ln2High = 0.693_359_375;
const ln2Low = -2.121_944_4e-4;

/** eˣ. Relative error ≤ 2 units in the last place (1.9e-7); overflows to ∞, underflows gradually to 0. */
export function exp(lanes: Lanes, argument: Vector): Variable<"v128"> {
  const { code } = lanes;
  // Beyond these the result is ∞ or 0 anyway. pmin and pmax in this order keep NaN.
  const x = code.let(f32x4.pmax(f32x4.pmin(argument, constant(lanes, 89)), constant(lanes, -104.5)));
  const { power, mantissa } = reducedExp(lanes, x);
  // 2ⁿ as a product of two powers, since n may lie outside the exponent's range while the result does not.
  const half = code.let(i32x4.shrS(power, 1));
  return code.let(mul(mul(mantissa, powerOfTwo(lanes, half)), powerOfTwo(lanes, i32x4.sub(power, half))));
}

/** eˣ for x ≤ 0, where nothing overflows; 0 below -87.7 (results under 8e-39). Relative error ≤ 2 units. */
export function expNegative(lanes: Lanes, argument: Vector): Variable<"v128"> {
  const { code } = lanes;
  // At -88 the power is -127, whose bits are those of 0.
  const { power, mantissa } = reducedExp(lanes, code.let(f32x4.pmax(argument, constant(lanes, -88))));
  return code.let(mul(mantissa, powerOfTwo(lanes, power)));
}

/** Natural logarithm. Relative error ≤ 2 units in the last place; -∞ at 0, NaN below. */
export function log(lanes: Lanes, argument: Vector): Variable<"v128"> {
  const { code, madd } = lanes;
  const x = code.let(argument);
  // Subnormal numbers are scaled up by 2²³ first.
  const tiny = code.let(f32x4.lt(x, constant(lanes, 2 ** -126)));
  const scaled = code.let(v128.bitselect(mul(x, constant(lanes, 2 ** 23)), x, tiny));
  // x = m · 2ᵉ with m in [√½, √2): subtracting √½'s bits before splitting off the exponent puts the cut there.
  const sqrtHalfBits = 0x3f3504f3;
  const shifted = code.let(i32x4.sub(scaled, constantBits(lanes, sqrtHalfBits)));
  const exponent = f32x4.convertI32x4(i32x4.shrS(shifted, 23));
  const e = code.let(sub(exponent, v128.and(tiny, constant(lanes, 23))));
  const f = code.let(
    sub(
      i32x4.add(v128.and(shifted, constantBits(lanes, 0x7fffff)), constantBits(lanes, sqrtHalfBits)),
      constant(lanes, 1),
    ),
  );
  const z = code.let(mul(f, f));
  const p = horner(
    lanes,
    f,
    [
      7.037_683_629_2e-2, -1.151_461_031e-1, 1.167_699_874e-1, -1.242_014_084_6e-1, 1.424_932_278_7e-1,
      -1.666_805_766_5e-1, 2.000_071_476_5e-1, -2.499_999_399_3e-1, 3.333_333_117_4e-1,
    ],
  );
  const low = madd(e, constant(lanes, ln2Low), mul(mul(f, z), p));
  const sum = add(f, madd(z, constant(lanes, -0.5), low));
  const finite = code.let(madd(e, constant(lanes, ln2High), sum));
  const infinite = f32x4.eq(x, constant(lanes, Infinity));
  const atZero = v128.bitselect(constant(lanes, -Infinity), finite, f32x4.eq(x, constant(lanes, 0)));
  const inRange = v128.bitselect(x, atZero, v128.or(infinite, f32x4.ne(x, x)));
  return code.let(v128.or(inRange, f32x4.lt(x, constant(lanes, 0))));
}

/** Hyperbolic tangent. Relative error ≤ 8 units in the last place; |result| ≤ 1. */
export function tanh(lanes: Lanes, argument: Vector): Variable<"v128"> {
  const { code } = lanes;
  // At ±10.3 the quotient is a little beyond ±1, which is what it is cut to.
  const x = code.let(clamped(lanes, argument, 10.3));
  const z = code.let(mul(x, x));
  const p = horner(
    lanes,
    z,
    [
      -2.760_768_477_423_55e-16, 2.000_187_904_824_77e-13, -8.604_671_522_137_35e-11, 5.122_297_090_371_14e-8,
      1.485_722_357_179_79e-5, 6.372_619_288_754_36e-4, 4.893_524_558_917_86e-3,
    ],
  );
  const q = horner(
    lanes,
    z,
    [1.198_258_394_667_02e-6, 1.185_347_056_866_54e-4, 2.268_434_632_439e-3, 4.893_525_185_543_85e-3],
  );
  return code.let(clamped(lanes, div(mul(x, p), q), 1));
}

/** 1 / (1 + e⁻ˣ). Relative error ≤ 4 units in the last place; 0 below -88.4, where the result is under 5e-39. */
export function sigmoid(lanes: Lanes, argument: Vector): Variable<"v128"> {
  const { code } = lanes;
  // From -88.4 on the power of e⁻ˣ is 128, whose bits are those of ∞, and from 87.7 on it is -127, those of 0.
  const x = code.let(f32x4.neg(f32x4.pmax(f32x4.pmin(argument, constant(lanes, 88)), constant(lanes, -88.7))));
  const { power, mantissa } = reducedExp(lanes, x);
  const e = mul(mantissa, powerOfTwo(lanes, power));
  return code.let(div(constant(lanes, 1), add(constant(lanes, 1), e)));
}

/** The error function. Absolute error ≤ 4e-7; |result| ≤ 1. */
export function erf(lanes: Lanes, argument: Vector): Variable<"v128"> {
  const { code } = lanes;
  // At ±4.2 the quotient is a little beyond ±1, which is what it is cut to.
  const x = code.let(clamped(lanes, argument, 4.2));
  const z = code.let(mul(x, x));
  const p = horner(
    lanes,
    z,
    [
      -2.726_142_258_013_06e-10, 2.770_681_424_959_02e-8, -2.101_024_020_825_08e-6, -5.692_506_394_623_46e-5,
      -7.349_906_303_268_55e-4, -2.954_599_808_540_25e-3, -1.609_603_332_624_15e-2,
    ],
  );
  const q = horner(
    lanes,
    z,
    [
      -1.456_607_184_649_96e-5, -2.133_740_552_789_05e-4, -1.682_826_974_382_03e-3, -7.373_329_167_204_68e-3,
      -1.426_473_905_141_89e-2,
    ],
  );
  return code.let(clamped(lanes, div(mul(x, p), q), 1));
}

/** Between -limit and limit; pmin and pmax in this order keep NaN. */
function clamped(lanes: Lanes, x: Vector, limit: number): Vector {
  return f32x4.pmax(f32x4.pmin(x, constant(lanes, limit)), constant(lanes, -limit));
}

/** x = n ln 2 + r with |r| ≤ ln 2 / 2: n as integers, and eʳ. */
function reducedExp(lanes: Lanes, x: Variable<"v128">) {
  const { code, madd } = lanes;
  const biased = code.let(madd(x, constant(lanes, Math.LOG2E), constant(lanes, roundingBias)));
  const n = code.let(sub(biased, constant(lanes, roundingBias)));
  const r = code.let(madd(n, constant(lanes, -ln2Low), madd(n, constant(lanes, -ln2High), x)));
  const p = horner(
    lanes,
    r,
    [
      1.987_569_15e-4, 1.398_199_950_7e-3, 8.333_451_907_3e-3, 4.166_579_589_4e-2, 1.666_666_545_9e-1,
      5.000_000_120_1e-1,
    ],
  );
  const mantissa = code.let(add(madd(mul(r, r), p, r), constant(lanes, 1)));
  return { mantissa, power: code.let(i32x4.sub(biased, constant(lanes, roundingBias))) };
}

/** 2ⁿ for integers n in [-126, 127], by writing the exponent's bits; 0 for -127 and ∞ for 128. */
function powerOfTwo(lanes: Lanes, n: Vector): Vector {
  return i32x4.shl(i32x4.add(n, constantBits(lanes, 127)), 23);
}

/** A polynomial by Horner's rule, highest coefficient first. */
function horner(lanes: Lanes, x: Variable<"v128">, coefficients: readonly number[]): Variable<"v128"> {
  const { code, madd } = lanes;
  const [first, ...rest] = coefficients;
  return code.let(
    rest.reduce<Vector>((sum, coefficient) => madd(sum, x, constant(lanes, coefficient)), constant(lanes, first)),
  );
}
