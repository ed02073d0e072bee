// Dropout's factors number by number, as kernels/dropping.ts describes them: the oracle for those, and their substitute on
// machines without vectors.
import { f32, i32 } from "../memory/heap.ts";

export const plainDropping = {
  factors(factors: number, count: number, limit: number, kept: number, state: number): void {
    for (let i = 0; i < count; i += 1) f32[(factors >>> 2) + i] = factorOf(limit, kept, state);
  },

  drop(x: number, out: number, factors: number, count: number, limit: number, kept: number, state: number): void {
    for (let i = 0; i < count; i += 1) {
      const factor = factorOf(limit, kept, state);
      f32[(factors >>> 2) + i] = factor;
      f32[(out >>> 2) + i] = f32[(x >>> 2) + i]! * factor;
    }
  },
};

function factorOf(limit: number, kept: number, state: number): number {
  const high = (draw(state >>> 2) >>> 5) * 2 ** 26;
  return high + (draw(state >>> 2) >>> 6) < limit ? 0 : Math.fround(kept);
}

/** 32 random bits of xoshiro128**, whose four words begin at place `at`. */
function draw(at: number): number {
  const times5 = Math.imul(i32[at + 1]!, 5);
  const result = Math.imul((times5 << 7) | (times5 >>> 25), 9);
  const shifted = i32[at + 1]! << 9;
  i32[at + 2]! ^= i32[at]!;
  i32[at + 3]! ^= i32[at + 1]!;
  i32[at + 1]! ^= i32[at + 2]!;
  i32[at]! ^= i32[at + 3]!;
  i32[at + 2]! ^= shifted;
  i32[at + 3] = (i32[at + 3]! << 11) | (i32[at + 3]! >>> 21);
  return result;
}
