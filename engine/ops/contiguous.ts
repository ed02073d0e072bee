// Tensors whose numbers lie in row-major order without gaps, as kernels want them.
import { copyStrided as copyWords } from "../kernels/stridedCopy.ts";
import { work } from "../memory/capture.ts";
import { bytesOf, heapOf, shiftOf, type DType } from "../tensor/dtype.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { copyStrided } from "../tensor/walk.ts";

/** The tensor itself if it lies so, else a copy. Outside the graph: for use inside operations. */
export function packed(x: Tensor): Tensor {
  if (x.isContiguous) return x;
  const out = empty(x.shape, x.dtype);
  work(() => {
    if (bytesOf(x.dtype) === 4) copyWords(x.pointer, x.shape, x.strides, out.pointer);
    else copyStrided(x, heapOf(out.dtype), out.pointer >>> shiftOf(out.dtype));
  });
  return out;
}

/** The numbers in another dtype. Outside the graph. Fractions are cut off towards int32; anything but 0 is true. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const [from, out] = [packed(x), empty(x.shape, dtype)];
  work(() => {
    const [source, target] = [from.data, out.data];
    if (dtype === "bool") for (let i = 0; i < source.length; i += 1) target[i] = source[i] ? 1 : 0;
    else target.set(source);
  });
  return out;
}
