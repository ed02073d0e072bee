// Elementwise functions of float32 numbers: for each a row of vector code (the formula), and from it the loops, emitted
// when first used. Gradients stand beside their functions: `g` is the gradient of the result, the second operand what
// the derivative is cheapest to compute from, the function's argument x or its result y.
import { plainBinary, plainUnary } from "../reference/maps.ts";
import { features } from "../wasm/features.ts";
import type { Variable } from "../wasm/code.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32x4, i32, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { constant } from "./constants.ts";
import * as functions from "./functions.ts";
import { type Lanes, type Stores, storeVectors } from "./lanes.ts";
import { lazily } from "./lazily.ts";
import { type Gated, gated } from "./slopes.ts";

type Vector = Value<"v128">;
type One = (lanes: Lanes, x: Vector) => Vector;
type Two = (lanes: Lanes, a: Vector, b: Vector) => Vector;

const { add, sub, mul, div } = f32x4;

const unaryFormulas = {
  neg: (_, x) => f32x4.neg(x),
  abs: (_, x) => f32x4.abs(x),
  sqrt: (_, x) => f32x4.sqrt(x),
  rsqrt: (lanes, x) => div(constant(lanes, 1), f32x4.sqrt(x)),
  reciprocal: (lanes, x) => div(constant(lanes, 1), x),
  square: (_, x) => mul(x, x),
  exp: functions.exp,
  log: functions.log,
  tanh: functions.tanh,
  sigmoid: functions.sigmoid,
  erf: functions.erf,
  relu: (lanes, x) => f32x4.pmax(x, constant(lanes, 0)),
  silu: (lanes, x) => mul(x, gated.silu.share(lanes, x)),
  gelu: (lanes, x) => mul(x, gated.gelu.share(lanes, x)),
  geluTanh: (lanes, x) => mul(x, gated.geluTanh.share(lanes, x)),
} satisfies Record<string, One>;

const binaryFormulas = {
  add: (_, a, b) => add(a, b),
  sub: (_, a, b) => sub(a, b),
  mul: (_, a, b) => mul(a, b),
  div: (_, a, b) => div(a, b),
  maximum: (_, a, b) => f32x4.max(a, b),
  minimum: (_, a, b) => f32x4.min(a, b),
  // y = eˣ and y = 1/x have y and -y² as derivatives
  reciprocalGrad: (_, g, y) => f32x4.neg(mul(g, mul(y, y))),
  sqrtGrad: (_, g, y) => div(g, add(y, y)),
  // y = x^(-1/2): -x^(-3/2) / 2 = -y³ / 2
  rsqrtGrad: (lanes, g, y) => mul(mul(g, constant(lanes, -0.5)), mul(y, mul(y, y))),
  squareGrad: (_, g, x) => mul(g, add(x, x)),
  // The sign of x: 0 at 0, as PyTorch has it.
  absGrad: (lanes, g, x) => {
    const signed = v128.xor(g, v128.and(x, constant(lanes, -0)));
    return v128.andnot(signed, f32x4.eq(x, constant(lanes, 0)));
  },
  // 1 - y²
  tanhGrad: (lanes, g, y) => mul(g, lanes.madd(f32x4.neg(y), y, constant(lanes, 1))),
  // y (1 - y)
  sigmoidGrad: (lanes, g, y) => mul(g, mul(y, sub(constant(lanes, 1), y))),
  reluGrad: (lanes, g, y) => v128.and(g, f32x4.gt(y, constant(lanes, 0))),
  // 2/√π · exp(-x²)
  erfGrad: (lanes, g, x) =>
    mul(mul(g, constant(lanes, 2 / Math.sqrt(Math.PI))), functions.expNegative(lanes, f32x4.neg(mul(x, x)))),
  siluGrad: (lanes, g, x) => mul(g, slopeOf(gated.silu, lanes, x)),
  geluGrad: (lanes, g, x) => mul(g, slopeOf(gated.gelu, lanes, x)),
  geluTanhGrad: (lanes, g, x) => mul(g, slopeOf(gated.geluTanh, lanes, x)),
} satisfies Record<string, Two>;

export type UnaryName = keyof typeof unaryFormulas;
export type BinaryName = keyof typeof binaryFormulas;

/** out[i] = f(x[i]) for `count` numbers. `out` may be `x`. */
export type UnaryMap = (x: number, out: number, count: number) => void;

/**
 * out [rows, columns] = f(a, b), row by row: a row of an operand is `columns` numbers, or one number for all of them;
 * `…Row` is the distance in bytes of an operand's rows, 0 for the same row again. `out`'s rows follow each other; it may
 * be an operand whose rows do too.
 */
export interface BinaryMap {
  readonly vectors: RowMap;
  /** b has one number a row. */
  readonly scalarB: RowMap;
  /** a has one number a row. */
  readonly scalarA: RowMap;
}

export type RowMap = (
  a: number,
  aRow: number,
  b: number,
  bRow: number,
  out: number,
  rows: number,
  columns: number,
) => void;

export const unary: Readonly<Record<UnaryName, UnaryMap>> = lazily(Object.keys(unaryFormulas) as UnaryName[], (name) =>
  features().simd ? unaryVia(name, kernelsOf) : plainUnary(name),
);

export const binary: Readonly<Record<BinaryName, BinaryMap>> = lazily(
  Object.keys(binaryFormulas) as BinaryName[],
  (name) => (features().simd ? binaryVia(name, kernelsOf) : plainBinary(name)),
);

/** The vector kernels that `via` gives for a formula. */
export function unaryVia(name: UnaryName, via: typeof kernelsOf): UnaryMap {
  return via(`unary ${name}`, () => writeUnary(unaryFormulas[name])).map;
}

export function binaryVia(name: BinaryName, via: typeof kernelsOf): BinaryMap {
  const { vectors, scalarA, scalarB } = via(`binary ${name}`, () => writeBinary(binaryFormulas[name]));
  return { vectors, scalarA, scalarB };
}

const slopeOf = ({ share, slope }: Gated, lanes: Lanes, x: Vector): Vector =>
  slope(lanes, x, lanes.code.let(share(lanes, x)));

function writeUnary(formula: One): Module {
  const module = new Module();
  module.define("map", { x: "i32", out: "i32", count: "i32" }, (code, { x, out, count }) => {
    const lanes = { code, madd: bestMadd() };
    storeVectors(code, count, [x, out], 2, (offset) => {
      return [[out, code.let(formula(lanes, code.let(v128.load(x, offset))))]];
    });
  });
  return module;
}

function writeBinary(formula: Two): Module {
  const module = new Module();
  const params = { a: "i32", aRow: "i32", b: "i32", bRow: "i32", out: "i32", rows: "i32", columns: "i32" } as const;
  for (const name of ["vectors", "scalarA", "scalarB"] as const) {
    module.define(name, params, (code, p) => {
      const lanes = { code, madd: bestMadd() };
      const [a, b] = [code.declare("i32"), code.declare("i32")];
      code.repeat(p.rows, () => {
        code.set(a, p.a);
        code.set(b, p.b);
        const loadA = name === "scalarA" ? once(v128.load32Splat(a)) : (offset: number) => v128.load(a, offset);
        const loadB = name === "scalarB" ? once(v128.load32Splat(b)) : (offset: number) => v128.load(b, offset);
        const at = (offset: number): Stores => {
          return [[p.out, code.let(formula(lanes, code.let(loadA(offset)), code.let(loadB(offset))))]];
        };
        const moving = [...(name === "scalarA" ? [] : [a]), ...(name === "scalarB" ? [] : [b]), p.out];
        storeVectors(code, p.columns, moving, 4, at);
        code.add(p.out, i32.shl(i32.and(p.columns, i32.const(3)), i32.const(2)));
        code.add(p.a, p.aRow);
        code.add(p.b, p.bRow);
      });

      /** The same vector for the whole row. */
      function once(value: Vector): () => Vector {
        const vector = code.let(value);
        return () => vector;
      }
    });
  }
  return module;
}

/** One formula of a chain: its operands are inputs of the chain or results of earlier steps. */
export interface MapStep {
  readonly formula: UnaryName | BinaryName;
  readonly from: readonly ({ readonly input: number } | { readonly step: number })[];
}

/** Formulas that are worked out together for each number. */
export interface MapChain {
  readonly steps: readonly MapStep[];
  /** For each input whether it is a single number for all. */
  readonly inputs: readonly boolean[];
  /** Steps whose results are written, in order. */
  readonly stored: readonly number[];
}

/** The kernel of a chain: addresses of inputs, of what is stored, and the count. Undefined where there are no vectors. */
export function fusedMap(chain: MapChain): ((...numbers: number[]) => void) | undefined {
  if (!features().simd) return undefined;
  return kernelsOf(`chain ${JSON.stringify(chain)}`, () => writeChain(chain)).chain;
}

function writeChain({ steps, inputs, stored }: MapChain): Module {
  const module = new Module();
  const names = [...inputs.map((_, i) => `in${i}`), ...stored.map((_, i) => `out${i}`), "count"];
  const params = Object.fromEntries(names.map((name) => [name, "i32" as const]));
  module.define("chain", params, (code, p) => {
    const lanes = { code, madd: bestMadd() };
    const singles = inputs.map((single, i) => (single ? code.let(v128.load32Splat(p[`in${i}`]!)) : undefined));
    const moving = names.filter((name, i) => name !== "count" && !inputs[i]).map((name) => p[name]!);
    storeVectors(code, p.count!, moving, 2, (offset) => {
      const loaded = inputs.map((_, i) => singles[i] ?? code.let(v128.load(p[`in${i}`]!, offset)));
      const results: Vector[] = [];
      for (const { formula, from } of steps) {
        const operands = from.map((each) => ("input" in each ? loaded[each.input]! : results[each.step]!));
        const write: (lanes: Lanes, a: Vector, b: Vector) => Vector =
          formula in unaryFormulas ? unaryFormulas[formula as UnaryName] : binaryFormulas[formula as BinaryName];
        results.push(code.let(write(lanes, operands[0]!, operands[1]!)));
      }
      return stored.map((step, i) => [p[`out${i}`]!, results[step] as Variable<"v128">]);
    });
  });
  return module;
}
