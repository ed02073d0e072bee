// Writing a tensor's numbers in one go, inside a piece of work: as through `data`, without making a window for it.
import { copies } from "../kernels/copies.ts";
import { bytesOf, heapOf, shiftOf } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { copyStrided } from "../tensor/walk.ts";

/**
 * So many numbers are sooner written by a kernel, which has to be there: on memory that threads share, typed arrays fill
 * and copy at a third of its speed.
 */
const worthKernel = 256;

/** Every number of a tensor without gaps ← value. */
export function fillNumbers(out: Tensor, value: number): void {
  const count = out.numel();
  if (Object.is(value, 0) && count >= worthKernel && bytesOf(out.dtype) === 4) {
    copies().zeroRows(out.pointer, 0, 1, count);
    return;
  }
  const start = out.pointer >>> shiftOf(out.dtype);
  heapOf(out.dtype).fill(value, start, start + count);
}

/** The numbers of x in row-major order → out, from its number `at` on; without gaps, and of the same dtype. */
export function copyNumbers(x: Tensor, out: Tensor, at = 0): void {
  const [heap, shift, count] = [heapOf(x.dtype), shiftOf(x.dtype), x.numel()];
  const to = (out.pointer >>> shift) + at;
  const from = x.pointer >>> shift;
  if (!x.isContiguous) copyStrided(x, heap, to);
  else if (count >= worthKernel && bytesOf(x.dtype) === 4) copies().copyRows(x.pointer, 0, to << shift, 0, 1, count);
  else heap.copyWithin(to, from, from + count);
}
