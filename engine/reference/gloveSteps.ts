// GloVe's steps as kernels/gloveSteps.ts describes them, number by number in float64: the oracle for that, and its
// substitute on machines without vectors.
import { f32, i32 } from "../memory/heap.ts";

export function plainGloveSteps(
  words: number,
  contexts: number,
  width: number,
  entries: number,
  count: number,
  rate: number,
): number {
  const rowLength = 2 * width + 4;
  const bias = 2 * width;
  const row = (table: number, index: number) => {
    const start = (table >>> 2) + index * rowLength;
    return f32.subarray(start, start + rowLength);
  };
  let loss = 0;
  for (let entry = 0, at = entries >>> 2; entry < count; entry += 1, at += 4) {
    const [w, c] = [row(words, i32[at]!), row(contexts, i32[at + 1]!)];
    const [logCount, weight] = [f32[at + 2]!, f32[at + 3]!];
    let difference = w[bias]! + c[bias]! - logCount;
    for (let i = 0; i < width; i += 1) difference += w[i]! * c[i]!;
    loss += weight * difference ** 2;
    const g = rate * weight * difference;
    const descend = (values: Float32Array, i: number, squares: number, step: number) => {
      values[i]! -= step / Math.sqrt(values[squares]!);
      values[squares]! += step ** 2;
    };
    for (let i = 0; i < width; i += 1) {
      const [stepW, stepC] = [g * c[i]!, g * w[i]!];
      descend(w, i, width + i, stepW);
      descend(c, i, width + i, stepC);
    }
    descend(w, bias, bias + 1, g);
    descend(c, bias, bias + 1, g);
  }
  return loss;
}
