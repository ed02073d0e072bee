// Moving rows number by number, as kernels/copies.ts describes it: the oracle for that, and its substitute on machines
// without vectors.
import { f32, i32 } from "../memory/heap.ts";

export const plainCopies = {
  copyRows(x: number, xRow: number, out: number, outRow: number, rows: number, columns: number): void {
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) i32[((out + r * outRow) >>> 2) + c] = i32[((x + r * xRow) >>> 2) + c];
    }
  },

  zeroRows(out: number, outRow: number, rows: number, columns: number): void {
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) i32[((out + r * outRow) >>> 2) + c] = 0;
    }
  },

  transpose(x: number, xRow: number, out: number, outRow: number, rows: number, columns: number): void {
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) i32[((out + c * outRow) >>> 2) + r] = i32[((x + r * xRow) >>> 2) + c];
    }
  },

  gatherRows(table: number, indices: number, out: number, rows: number, columns: number): void {
    for (let r = 0; r < rows; r += 1) {
      const entry = (table >>> 2) + i32[(indices >>> 2) + r] * columns;
      for (let c = 0; c < columns; c += 1) i32[(out >>> 2) + r * columns + c] = i32[entry + c];
    }
  },

  scatterAddRows(x: number, indices: number, table: number, rows: number, columns: number): void {
    for (let r = 0; r < rows; r += 1) {
      const entry = (table >>> 2) + i32[(indices >>> 2) + r] * columns;
      for (let c = 0; c < columns; c += 1) f32[entry + c] += f32[(x >>> 2) + r * columns + c];
    }
  },
};
