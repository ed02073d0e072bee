// The gradient of a slice: zeros, with the slice's gradient where it was cut out.
import { record } from "../autograd/node.ts";
import { copies } from "../kernels/copies.ts";
import { work } from "../memory/capture.ts";
import { bytesOf } from "../tensor/dtype.ts";
import { rowMajor, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { slice } from "./views.ts";

/** A tensor of zeros of `shape` whose slice (axis, from, step) is x. */
export function padSlice(x: Tensor, shape: Shape, axis: number, from: number, step: number): Tensor {
  const out = zeros(shape, { dtype: x.dtype });
  const lying = packed(x);
  const strides = rowMajor(shape);
  const inner = strides[axis]!;
  const count = x.shape[axis]!;
  const outer = count * inner === 0 ? 0 : x.numel() / (count * inner);
  const outerStep = shape[axis]! * inner;
  const bytes = bytesOf(x.dtype);
  if (step === 1 && bytes === 4) {
    // What was cut out is one run of neighbours in each outer part.
    const run = count * inner;
    work(() => copies().copyRows(lying.pointer, run * 4, out.pointer + from * inner * 4, outerStep * 4, outer, run));
  } else {
    work(() => {
      const [source, target] = [lying.data, out.data];
      for (let o = 0; o < outer; o += 1) {
        for (let i = 0; i < count; i += 1) {
          const at = (o * count + i) * inner;
          target.set(source.subarray(at, at + inner), o * outerStep + (from + i * step) * inner);
        }
      }
    });
  }
  return record(out, "padSlice", [x], [], (g) => [slice(g, axis, from, from + (count - 1) * step + 1, step)]);
}
