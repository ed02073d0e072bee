// Gradients kept in bounds: how large all arrays of a list (lists.ts) are together, and their numbers scaled or cut off, in
// one call each. Sums are float64 from the first number on, as squares of large gradients leave float32.
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32x4, f64x2, v128 } from "../wasm/values.ts";
import type { Code, Variable } from "../wasm/code.ts";
import { plainClipping, plainClipping64 } from "../reference/clipping.ts";
import { firstLanes, forEachVector, maxOfLanes, storeVectors, sumOfPair, vectorBytes } from "./lanes.ts";
import { forEachRow } from "./lists.ts";

export interface Clipping {
  /** Σ x² over all numbers of rows of one array. */
  sumOfSquares(list: number, rows: number): number;
  /** The largest |x|; NaN if there is one. */
  largestSize(list: number, rows: number): number;
  /** Σ |x|ᵖ. Plain code everywhere: nobody clips by other norms for their speed. */
  sumOfPowers(list: number, rows: number, power: number): number;
  /** y = factor x.  x, y, which may be the same array */
  scale(list: number, rows: number, factor: number): void;
  /** y = x, cut off below `low` and above `high`; NaN stays. */
  clamp(list: number, rows: number, low: number, high: number): void;
}

/** For arrays of one dtype. */
export function clipping(dtype: "float32" | "float64"): Clipping {
  if (dtype === "float64") return plainClipping64;
  if (!features().simd) return plainClipping;
  const { sumOfSquares, largestSize, scale, clamp } = kernelsOf("clipping", write) as unknown as Clipping;
  return { sumOfSquares, largestSize, scale, clamp, sumOfPowers: plainClipping.sumOfPowers };
}

const ofRows = { list: "i32", rows: "i32" } as const;

function write(): Module {
  const module = new Module();

  module.defineReturning("sumOfSquares", ofRows, "f64", (code, { list, rows }) => {
    const sums = [0, 1, 2, 3].map(() => code.declare("v128"));
    const addSquares = (vector: Variable<"v128">, at: number) => {
      const halves = [vector, v128.shuffle32(vector, vector, [2, 3, 2, 3])];
      halves.forEach((half, h) => {
        const wide = code.let(f64x2.promoteLow(half));
        const sum = sums[2 * at + h];
        code.set(sum, f64x2.add(sum, f64x2.mul(wide, wide)));
      });
    };
    forEachRow(code, list, rows, ["x"], ({ x }, count) =>
      look(code, x, count, (vector, at) => addSquares(code.let(vector), at)),
    );
    const pairs = [0, 1].map((i) => f64x2.add(sums[i], sums[i + 2]));
    code.return(sumOfPair(code.let(f64x2.add(pairs[0], pairs[1]))));
  });

  module.defineReturning("largestSize", ofRows, "f32", (code, { list, rows }) => {
    const largest = [0, 1].map(() => code.declare("v128"));
    forEachRow(code, list, rows, ["x"], ({ x }, count) =>
      look(code, x, count, (vector, at) => code.set(largest[at], f32x4.max(largest[at], f32x4.abs(vector)))),
    );
    code.return(maxOfLanes(code, code.let(f32x4.max(largest[0], largest[1]))));
  });

  module.define("scale", { ...ofRows, factor: "f32" }, (code, { list, rows, factor }) => {
    const by = code.let(f32x4.splat(factor));
    change(code, list, rows, (x) => f32x4.mul(x, by));
  });

  module.define("clamp", { ...ofRows, low: "f32", high: "f32" }, (code, { list, rows, low, high }) => {
    const [lowest, highest] = [code.let(f32x4.splat(low)), code.let(f32x4.splat(high))];
    change(code, list, rows, (x) => f32x4.min(f32x4.max(x, lowest), highest));
  });
  return module;
}

/** Shows every vector of an array, and which of two neighbours it is; behind the array's end there are zeros. */
function look(
  code: Code,
  x: Variable<"i32">,
  count: Variable<"i32">,
  visit: (vector: Value<"v128">, at: 0 | 1) => void,
): void {
  forEachVector(
    code,
    count,
    [x],
    2,
    (offset) => {
      visit(v128.load(x, offset), offset === vectorBytes ? 1 : 0);
      return [];
    },
    (left) => visit(v128.and(v128.load(x), firstLanes(left)), 0),
  );
}

function change(
  code: Code,
  list: Variable<"i32">,
  rows: Variable<"i32">,
  formula: (x: Value<"v128">) => Value<"v128">,
): void {
  forEachRow(code, list, rows, ["x", "y"], ({ x, y }, count) => {
    storeVectors(code, count, [x, y], 2, (offset) => [[y, code.let(formula(v128.load(x, offset)))]]);
  });
}
