// Gradients kept in bounds, number by number, as kernels/clipping.ts describes it: the oracle for those kernels, their
// substitute on machines without vectors, and what float64 gradients are clipped with.
import { f32, f64 } from "../memory/heap.ts";
import { forEachPlace } from "./lists.ts";

const clippingOn = (heap: Float32Array | Float64Array, shift: 2 | 3) => {
  const reduce = (list: number, rows: number, step: (total: number, x: number) => number): number => {
    let total = 0;
    forEachPlace(list, rows, 1, shift, (x) => {
      total = step(total, heap[x]);
    });
    return total;
  };
  const change = (list: number, rows: number, formula: (x: number) => number): void => {
    forEachPlace(list, rows, 2, shift, (x, y) => {
      heap[y] = formula(heap[x]);
    });
  };
  return {
    sumOfSquares: (list: number, rows: number): number => reduce(list, rows, (total, x) => total + x * x),

    sumOfPowers: (list: number, rows: number, power: number): number =>
      reduce(list, rows, (total, x) => total + Math.abs(x) ** power),

    largestSize: (list: number, rows: number): number =>
      reduce(list, rows, (largest, x) => Math.max(largest, Math.abs(x))),

    scale(list: number, rows: number, factor: number): void {
      const rounded = shift === 2 ? Math.fround(factor) : factor;
      change(list, rows, (x) => rounded * x);
    },

    clamp: (list: number, rows: number, low: number, high: number): void =>
      change(list, rows, (x) => Math.min(Math.max(x, low), high)),
  };
};

export const plainClipping = clippingOn(f32, 2);
/** For float64 gradients, which have no kernels. */
export const plainClipping64 = clippingOn(f64, 3);
