// Sums and maxima of a matrix in float64, one after the other: the oracle for kernels/sums.ts and its substitute.
import { f32 } from "../memory/heap.ts";

function sumRows(x: number, out: number, rows: number, columns: number): void {
  for (let r = 0; r < rows; r += 1) {
    let sum = 0;
    for (let c = 0; c < columns; c += 1) sum += f32[(x >>> 2) + r * columns + c];
    f32[(out >>> 2) + r] = sum;
  }
}

function maxRows(x: number, out: number, rows: number, columns: number): void {
  for (let r = 0; r < rows; r += 1) {
    let largest = -Infinity;
    for (let c = 0; c < columns; c += 1) largest = Math.max(largest, f32[(x >>> 2) + r * columns + c]);
    f32[(out >>> 2) + r] = largest;
  }
}

function sumColumns(x: number, out: number, rows: number, columns: number): void {
  for (let c = 0; c < columns; c += 1) {
    let sum = 0;
    for (let r = 0; r < rows; r += 1) sum += f32[(x >>> 2) + r * columns + c];
    f32[(out >>> 2) + c] = sum;
  }
}

export const plainSums = { sumRows, maxRows, sumColumns };
