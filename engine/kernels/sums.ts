// Sums and maxima of a matrix of float32 numbers, along its rows and down its columns. Sums are taken in blocks, so that
// a long sum loses no more than a short one; row sums meet in float64.
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32, f32x4, i32, v128 } from "../wasm/values.ts";
import { plainSums } from "../reference/sums.ts";
import type { Code, Variable } from "../wasm/code.ts";
import { constant } from "./constants.ts";
import {
  addPromoted,
  firstLanes,
  floatBytes,
  forEachVector,
  maxOfLanes,
  storePart,
  sumOfPair,
  vectorBytes,
} from "./lanes.ts";
import { lazily } from "./lazily.ts";

/** x [rows, columns] → out, all stretches without gaps. */
export type MatrixReduction = (x: number, out: number, rows: number, columns: number) => void;

/** `sumRows`, `maxRows` give a number a row; `sumColumns` a number a column. NaN wins every maximum. */
export const sums: Readonly<Record<keyof typeof writers, MatrixReduction>> = lazily(
  ["sumRows", "maxRows", "sumColumns"],
  (name) => (features().simd ? kernelsOf(name, () => write(name)).reduce : plainSums[name]),
);

const params = { x: "i32", out: "i32", rows: "i32", columns: "i32" } as const;
type Params = Record<keyof typeof params, Variable<"i32">>;
/** Numbers per vector lane and block, before sums move to a fresh total. */
const blockNumbers = 4096;
const blockRows = 256;

const writers = {
  sumRows(code: Code, { x, out, rows, columns }: Params): void {
    const total = code.declare("v128");
    const parts = [0, 1, 2, 3].map(() => code.declare("v128"));
    code.repeat(rows, () => {
      code.set(total, zeros);
      const rest = code.let(columns);
      code.while(i32.gtS(rest, i32.const(0)), () => {
        const count = code.let(smaller(rest, blockNumbers, code));
        for (const part of parts) code.set(part, zeros);
        forEachVector(
          code,
          count,
          [x],
          4,
          (offset) => {
            const part = parts[offset / vectorBytes];
            code.set(part, f32x4.add(part, v128.load(x, offset)));
            return [];
          },
          (left) => {
            code.set(parts[0], f32x4.add(parts[0], v128.and(v128.load(x), firstLanes(left))));
            code.add(x, i32.shl(left, i32.const(2)));
          },
        );
        for (const part of parts) addPromoted(code, total, part);
        code.set(rest, i32.sub(rest, count));
      });
      code.do(f32.store(out, f32.demote(sumOfPair(total))));
      code.add(out, floatBytes);
    });
  },

  maxRows(code: Code, { x, out, rows, columns }: Params): void {
    const lowest = constant({ code }, -Infinity);
    const [even, odd] = [code.declare("v128"), code.declare("v128")];
    code.repeat(rows, () => {
      code.set(even, lowest);
      code.set(odd, lowest);
      forEachVector(
        code,
        columns,
        [x],
        2,
        (offset) => {
          const part = offset === 0 ? even : odd;
          code.set(part, f32x4.max(part, v128.load(x, offset)));
          return [];
        },
        (left) => {
          code.set(even, f32x4.max(even, v128.bitselect(v128.load(x), lowest, firstLanes(left))));
          code.add(x, i32.shl(left, i32.const(2)));
        },
      );
      code.do(f32.store(out, maxOfLanes(code, code.let(f32x4.max(even, odd)))));
      code.add(out, floatBytes);
    });
  },

  sumColumns(code: Code, { x, out, rows, columns }: Params): void {
    const rowBytes = code.let(i32.shl(columns, i32.const(2)));
    const at = code.declare("i32");
    const parts = [0, 1, 2, 3].map(() => code.declare("v128"));
    const totals = [0, 1, 2, 3].map(() => code.declare("v128"));
    /** Sums `vectors` neighbouring vectors down all rows into `totals`. */
    const sumDown = (vectors: number) => {
      code.set(at, x);
      for (const total of totals) code.set(total, zeros);
      const rest = code.let(rows);
      code.while(i32.gtS(rest, i32.const(0)), () => {
        const count = code.let(smaller(rest, blockRows, code));
        for (const part of parts) code.set(part, zeros);
        code.repeat(count, () => {
          for (let v = 0; v < vectors; v += 1) {
            code.set(parts[v], f32x4.add(parts[v], v128.load(at, v * vectorBytes)));
          }
          code.add(at, rowBytes);
        });
        for (let v = 0; v < vectors; v += 1) code.set(totals[v], f32x4.add(totals[v], parts[v]));
        code.set(rest, i32.sub(rest, count));
      });
    };
    const storeWhole = (vectors: number) => {
      sumDown(vectors);
      for (let v = 0; v < vectors; v += 1) code.do(v128.store(out, totals[v], v * vectorBytes));
      code.add(x, vectors * vectorBytes);
      code.add(out, vectors * vectorBytes);
    };
    code.repeat(i32.shrU(columns, i32.const(4)), () => storeWhole(4));
    code.repeat(i32.and(i32.shrU(columns, i32.const(2)), i32.const(3)), () => storeWhole(1));
    const left = code.let(i32.and(columns, i32.const(3)));
    code.when(left, () => {
      sumDown(1);
      storePart(code, out, totals[0], left);
    });
  },
};

const zeros: Value<"v128"> = f32x4.const(0);

function write(name: keyof typeof writers): Module {
  const module = new Module();
  module.define("reduce", params, writers[name]);
  return module;
}

function smaller(count: Variable<"i32">, limit: number, code: Code): Value<"i32"> {
  const result = code.let(count);
  code.when(i32.gtS(count, i32.const(limit)), () => code.set(result, i32.const(limit)));
  return result;
}
