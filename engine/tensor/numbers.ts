// Writing a tensor's numbers in one go, for the engine itself: as `data` would, without making a window for it.
import { heapOf, shiftOf } from "./dtype.ts";
import { copyStrided, type Tensor } from "./tensor.ts";

/** Every number of a tensor without gaps ← value. */
export function fillNumbers(out: Tensor, value: number): void {
  const start = out.pointer >>> shiftOf(out.dtype);
  heapOf(out.dtype).fill(value, start, start + out.numel());
}

/** The numbers of x in row-major order → out, from its number `at` on; without gaps, and of the same dtype. */
export function copyNumbers(x: Tensor, out: Tensor, at = 0): void {
  const heap = heapOf(x.dtype);
  const shift = shiftOf(x.dtype);
  const to = (out.pointer >>> shift) + at;
  const from = x.pointer >>> shift;
  if (x.isContiguous) heap.copyWithin(to, from, from + x.numel());
  else copyStrided(x, heap, to);
}
