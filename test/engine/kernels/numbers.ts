// Numbers in the engine's memory for tests of kernels: seeded, and with a fence behind them that shows a write too far.
import { allocate } from "../../../engine/memory/arena.ts";
import { f32, i32 } from "../../../engine/memory/heap.ts";
import { random } from "../random.ts";

const held: object[] = [];
const fence = 12345.678;
const fenceLength = 8;

export interface Numbers {
  readonly at: number;
  readonly length: number;
  get(): Float32Array;
  set(values: ArrayLike<number>): Numbers;
  /** Whether nothing was written behind the last number. */
  intact(): boolean;
}

/** `count` float32 numbers from `make(i)`, by default zeros. */
export function numbers(count: number, make: (i: number) => number = () => 0): Numbers {
  const storage = allocate((count + fenceLength) * 4, "test");
  held.push(storage);
  const at = storage.pointer;
  const start = at >>> 2;
  for (let i = 0; i < count; i += 1) f32[start + i] = make(i);
  f32.fill(fence, start + count, start + count + fenceLength);
  return {
    at,
    length: count,
    get: () => f32.slice(start, start + count),
    set(values) {
      f32.set(values, start);
      return this;
    },
    intact: () => f32.subarray(start + count, start + count + fenceLength).every((x) => x === Math.fround(fence)),
  };
}

/** `count` seeded numbers, evenly spread over [-scale, scale). */
export function noise(count: number, seed: number, scale = 1): Numbers {
  const next = random(seed);
  return numbers(count, () => (next() * 2 - 1) * scale);
}

/** `count` 32-bit integers. */
export function integers(values: readonly number[]): number {
  const storage = allocate(values.length * 4 + 32, "test");
  held.push(storage);
  i32.set(values, storage.pointer >>> 2);
  return storage.pointer;
}

/** The largest |x - y| / (1 + |y|) of two lists of the same length. */
export function largestDifference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < y.length; i += 1) {
    const difference = Math.abs(x[i] - y[i]) / (1 + Math.abs(y[i]));
    // NaN must lose: it compares false to everything.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
