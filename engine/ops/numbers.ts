// Writing a tensor's numbers in one go, inside a piece of work: as through `data`, without making a window for it.
import { copies } from "../kernels/copies.ts";
import { bytesOf, heapOf, shiftOf } from "../tensor/dtype.ts";
import { copyStrided, type Tensor } from "../tensor/tensor.ts";

const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

/** `count` numbers of a tensor without gaps, from its number `at` on, ← value; all of them unless told. */
export function fillNumbers(out: Tensor, value: number, at = 0, count = out.numel()): void {
  if (out.dtype === "float32") {
    number[0] = value;
    copies().fill(out.pointer + at * 4, bits[0]!, count);
    return;
  }
  const start = (out.pointer >>> shiftOf(out.dtype)) + at;
  heapOf(out.dtype).fill(value, start, start + count);
}

/** The numbers of x in row-major order → out, from its number `at` on; without gaps, and of the same dtype. */
export function copyNumbers(x: Tensor, out: Tensor, at = 0): void {
  const [count, bytes] = [x.numel(), bytesOf(x.dtype)];
  const to = out.pointer + at * bytes;
  if (!x.isContiguous) copyStrided(x, heapOf(x.dtype), to >>> shiftOf(x.dtype));
  else if (bytes === 4) copies().copyRows(x.pointer, 0, to, 0, 1, count);
  else
    heapOf(x.dtype).copyWithin(
      to >>> shiftOf(x.dtype),
      x.pointer >>> shiftOf(x.dtype),
      (x.pointer >>> shiftOf(x.dtype)) + count,
    );
}
