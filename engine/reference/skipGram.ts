// Skip-gram with negative sampling as kernels/skipGram.ts describes it, number by number in float64: the oracle for
// that, and its substitute on machines without vectors.
import { f32, i32 } from "../memory/heap.ts";

export function plainSkipGram(
  vectors: number,
  contexts: number,
  width: number,
  words: number,
  targets: number,
  perPair: number,
  pairs: number,
  rate: number,
  work: number,
): void {
  const sum = f32.subarray(work >>> 2, (work >>> 2) + width);
  const row = (table: number, index: number) => {
    const start = (table >>> 2) + index * width;
    return f32.subarray(start, start + width);
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    const word = row(vectors, i32[(words >>> 2) + pair]);
    const first = (targets >>> 2) + pair * perPair;
    sum.fill(0);
    for (let k = 0; k < perPair; k += 1) {
      if (k > 0 && i32[first + k] === i32[first]) continue;
      const target = row(contexts, i32[first + k]);
      const score = word.reduce((total, value, i) => total + value * target[i], 0);
      const step = rate * ((k === 0 ? 1 : 0) - 1 / (1 + Math.exp(-score)));
      for (let i = 0; i < width; i += 1) {
        sum[i] += step * target[i];
        target[i] += step * word[i];
      }
    }
    for (let i = 0; i < width; i += 1) word[i] += sum[i];
  }
}
