// Layer normalisation in float64, as kernels/layerNormRows.ts describes it: the oracle for that, and its substitute on
// machines without vectors.
import { f32 } from "../memory/heap.ts";

export function layerNorm(
  x: number,
  weight: number,
  bias: number,
  y: number,
  mean: number,
  reciprocal: number,
  rows: number,
  columns: number,
  epsilon: number,
  centre: boolean,
): void {
  for (let r = 0; r < rows; r += 1) {
    const start = r * columns;
    const xs = [...f32.subarray((x >>> 2) + start, (x >>> 2) + start + columns)];
    const shift = centre ? average(xs) : 0;
    const scale = 1 / Math.sqrt(average(xs.map((value) => (value - shift) ** 2)) + epsilon);
    xs.forEach((value, c) => {
      const w = weight === 0 ? 1 : f32[(weight >>> 2) + c];
      const b = bias === 0 ? 0 : f32[(bias >>> 2) + c];
      f32[(y >>> 2) + start + c] = w * (value - shift) * scale + b;
    });
    f32[(mean >>> 2) + r] = shift;
    f32[(reciprocal >>> 2) + r] = scale;
  }
}

export function layerNormGrad(
  g: number,
  x: number,
  weight: number,
  mean: number,
  reciprocal: number,
  dx: number,
  dWeight: number,
  dBias: number,
  rows: number,
  columns: number,
  centre: boolean,
  add = false,
): void {
  for (let r = 0; r < rows; r += 1) {
    const start = r * columns;
    const gs = [...f32.subarray((g >>> 2) + start, (g >>> 2) + start + columns)];
    const [shift, scale] = [f32[(mean >>> 2) + r], f32[(reciprocal >>> 2) + r]];
    const hats = gs.map((_, c) => (f32[(x >>> 2) + start + c] - shift) * scale);
    const weighted = gs.map((value, c) => value * (weight === 0 ? 1 : f32[(weight >>> 2) + c]));
    const meanG = centre ? average(weighted) : 0;
    const meanGHat = average(weighted.map((value, c) => value * hats[c]));
    gs.forEach((value, c) => {
      if (dWeight !== 0) f32[(dWeight >>> 2) + c] += value * hats[c];
      if (dBias !== 0) f32[(dBias >>> 2) + c] += value;
      const at = (dx >>> 2) + start + c;
      f32[at] = (add ? f32[at] : 0) + scale * (weighted[c] - meanG - hats[c] * meanGHat);
    });
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
