// Vectors at length 1: their dot products are the cosines of the angles between them. Knows rows, not words.
import type { Tensor } from "../tensor/tensor.ts";

export class Directions {
  readonly #width: number;
  readonly #unit: Float32Array;

  /** @param vectors [rows, width]; they are copied */
  constructor(vectors: Tensor) {
    this.#width = vectors.shape[1]!;
    this.#unit = Float32Array.from(vectors.data);
    for (let row = 0; row < vectors.shape[0]!; row += 1) normalise(this.row(row));
  }

  row(index: number): Float32Array {
    return this.#unit.subarray(index * this.#width, (index + 1) * this.#width);
  }

  /** The `count` rows nearest to a direction, nearest first; the earlier one first where they are equally near. */
  nearest(target: Float32Array, count: number, skip: ReadonlySet<number>): { row: number; cosine: number }[] {
    // A short sorted list: few of the rows come to be put into it.
    const best: { row: number; cosine: number }[] = [];
    for (let row = 0; row * this.#width < this.#unit.length; row += 1) {
      if (skip.has(row)) continue;
      const cosine = dot(this.row(row), target);
      if (best.length === count && !(cosine > best[count - 1]!.cosine)) continue;
      let at = best.length;
      while (at > 0 && best[at - 1]!.cosine < cosine) at -= 1;
      best.splice(at, 0, { row, cosine });
      if (best.length > count) best.pop();
    }
    return best;
  }
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Divides by the length, in place; zeros stay. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let i = 0; i < vector.length; i += 1) vector[i]! /= length;
  return vector;
}
