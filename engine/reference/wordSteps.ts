// Steps of word vector training as kernels/wordSteps.ts describes them, number by number in float64: the oracle for
// that, and its substitute on machines without vectors.
import { f32, i32 } from "../memory/heap.ts";

export function plainWordSteps(
  vectors: number,
  contexts: number,
  width: number,
  steps: number,
  count: number,
  rate: number,
  work: number,
): void {
  const row = (table: number, index: number) => {
    const start = (table >>> 2) + index * width;
    return f32.subarray(start, start + width);
  };
  const [mean, sum] = [row(work, 0), row(work, 1)];
  let at = steps >>> 2;
  const list = () => {
    const start = at + 1;
    at = start + i32[at]!;
    return i32.subarray(start, at);
  };
  for (let step = 0; step < count; step += 1) {
    const [inputs, targets] = [list(), list()];
    mean.fill(0);
    sum.fill(0);
    for (const input of inputs) row(vectors, input).forEach((value, i) => (mean[i]! += value / inputs.length));
    for (const item of targets) {
      const target = row(contexts, item >>> 1);
      const score = mean.reduce((total, value, i) => total + value * target[i]!, 0);
      const error = rate * ((item & 1) - 1 / (1 + Math.exp(-score)));
      for (let i = 0; i < width; i += 1) {
        sum[i]! += error * target[i]!;
        target[i]! += error * mean[i]!;
      }
    }
    for (const input of inputs) row(vectors, input).forEach((_, i, values) => (values[i]! += sum[i]!));
  }
}
