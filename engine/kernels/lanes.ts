// Walking over numbers four at a time: loops, ends that are not a whole vector, and sums across the lanes of a vector.
// Whole vectors are read even where fewer numbers are left (the heap has a guard behind it), never written.
import type { Code, Variable } from "../wasm/code.ts";
import { type Value, f32x4, f64, f64x2, i32, i32x4, v128 } from "../wasm/values.ts";
import type { Madd } from "./arithmetic.ts";

/** What the writer of a kernel works with: the function's body, and the machine's best multiply-add. */
export interface Lanes {
  readonly code: Code;
  readonly madd: Madd;
}

export const vectorBytes = 16;
export const floatBytes = 4;

/** Where to store which vector. */
export type Stores = readonly (readonly [pointer: Variable<"i32">, vector: Variable<"v128">])[];

/**
 * Runs `body(offset)` for each whole vector of `count` numbers, then `tail(left)` if 1 to 3 numbers are left. Moves the
 * pointers on, so that within `body` and `tail` a number is at pointer + offset. `body` says what to store where, the
 * same pointers in the same order for every vector: with `unroll` ≥ 2 neighbouring vectors are all computed before any is
 * stored, and stored side by side, because V8's revectoriser joins two only if nothing is written between them.
 */
export function forEachVector(
  code: Code,
  count: Value<"i32">,
  pointers: readonly Variable<"i32">[],
  unroll: 1 | 2 | 4,
  body: (offset: number) => Stores,
  tail: (left: Variable<"i32">) => void,
): void {
  const group = (vectors: number) => {
    const offsets = Array.from({ length: vectors }, (_, v) => v * vectorBytes);
    const stores = offsets.map((offset) => body(offset));
    for (let i = 0; i < stores[0]!.length; i += 1) {
      stores.forEach((each, v) => code.do(v128.store(each[i]![0], each[i]![1], offsets[v])));
    }
    for (const pointer of pointers) code.add(pointer, vectors * vectorBytes);
  };
  const shift = 2 + Math.log2(unroll);
  code.repeat(i32.shrU(count, i32.const(shift)), () => group(unroll));
  if (unroll > 1) code.repeat(i32.and(i32.shrU(count, i32.const(2)), i32.const(unroll - 1)), () => group(1));
  const left = code.let(i32.and(count, i32.const(3)));
  code.when(left, () => tail(left));
}

/** Computes several rows of `count` numbers at once: `compute(offset)` says what to store where. Moves the pointers on. */
export function storeVectors(
  code: Code,
  count: Value<"i32">,
  pointers: readonly Variable<"i32">[],
  unroll: 1 | 2 | 4,
  compute: (offset: number) => Stores,
): void {
  forEachVector(code, count, pointers, unroll, compute, (left) => {
    for (const [pointer, vector] of compute(0)) storePart(code, pointer, vector, left);
  });
}

/** Stores the first `left` lanes, 1 to 3. */
export function storePart(code: Code, address: Variable<"i32">, vector: Variable<"v128">, left: Variable<"i32">): void {
  code.when(
    i32.and(left, i32.const(2)),
    () => {
      code.do(v128.store64Lane(address, vector, 0));
      code.when(i32.and(left, i32.const(1)), () => code.do(v128.store32Lane(address, vector, 2, 8)));
    },
    () => code.do(v128.store32Lane(address, vector, 0)),
  );
}

/** All ones in the first `left` lanes, zeros in the others. */
export function firstLanes(left: Value<"i32">): Value<"v128"> {
  return i32x4.ltS(i32x4.const(0, 1, 2, 3), i32x4.splat(left));
}

export function sumOfLanes(code: Code, vector: Variable<"v128">): Value<"f32"> {
  return acrossLanes(code, vector, f32x4.add);
}

export function maxOfLanes(code: Code, vector: Variable<"v128">): Value<"f32"> {
  return acrossLanes(code, vector, f32x4.max);
}

/** Adds four float32 lanes to two float64 sums, without rounding to float32 again. */
export function addPromoted(code: Code, sums: Variable<"v128">, vector: Variable<"v128">): void {
  const upper = v128.shuffle32(vector, vector, [2, 3, 2, 3]);
  code.set(sums, f64x2.add(sums, f64x2.add(f64x2.promoteLow(vector), f64x2.promoteLow(upper))));
}

export function sumOfPair(sums: Variable<"v128">): Value<"f64"> {
  return f64.add(f64x2.extractLane(sums, 0), f64x2.extractLane(sums, 1));
}

function acrossLanes(
  code: Code,
  vector: Variable<"v128">,
  combine: (a: Value<"v128">, b: Value<"v128">) => Value<"v128">,
): Value<"f32"> {
  const halves = code.let(combine(vector, v128.shuffle32(vector, vector, [2, 3, 2, 3])));
  return f32x4.extractLane(combine(halves, v128.shuffle32(halves, halves, [1, 1, 1, 1])), 0);
}

/** Four vectors as the rows of a square → its columns. */
export function transposed(code: Code, rows: readonly Variable<"v128">[]): Value<"v128">[] {
  const [a, b, c, d] = rows as [Variable<"v128">, Variable<"v128">, Variable<"v128">, Variable<"v128">];
  const low = [0, 4, 1, 5];
  const high = [2, 6, 3, 7];
  const abLow = code.let(v128.shuffle32(a, b, low)); // a0 b0 a1 b1
  const cdLow = code.let(v128.shuffle32(c, d, low));
  const abHigh = code.let(v128.shuffle32(a, b, high)); // a2 b2 a3 b3
  const cdHigh = code.let(v128.shuffle32(c, d, high));
  const first = [0, 1, 4, 5];
  const second = [2, 3, 6, 7];
  return [
    v128.shuffle32(abLow, cdLow, first),
    v128.shuffle32(abLow, cdLow, second),
    v128.shuffle32(abHigh, cdHigh, first),
    v128.shuffle32(abHigh, cdHigh, second),
  ];
}
