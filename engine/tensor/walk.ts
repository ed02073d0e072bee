// Walks through a view of any strides number by number, in row-major order: for every dtype, and slowly. What float32 numbers
// have kernels for goes there (kernels/stridedCopy.ts).
import { heapOf, type NumberArray, shiftOf } from "./dtype.ts";
import { numelOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Writes the numbers of any view in row-major order into `out` from `at` on. */
export function copyStrided({ shape, strides, dtype, pointer }: Tensor, out: NumberArray, at: number): void {
  const heap = heapOf(dtype);
  const start = pointer >>> shiftOf(dtype);
  const last = shape.length - 1;
  if (last < 0) {
    out[at] = heap[start]!;
    return;
  }
  const [columns, step] = [shape[last]!, strides[last]!];
  const rows = columns === 0 ? 0 : numelOf(shape) / columns;
  const index = Array.from({ length: last }, () => 0);
  let row = start;
  for (let r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1) out[at + c] = heap[row + c * step]!;
    at += columns;
    // The next row: like an odometer, from the last axis but one.
    for (let axis = last - 1; axis >= 0; axis -= 1) {
      row += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      row -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}
