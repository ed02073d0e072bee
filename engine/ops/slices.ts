// The gradient of a slice: zeros, with the slice's gradient where it was cut out.
import { record } from "../autograd/node.ts";
import { rowMajor, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { slice } from "./views.ts";

/** A tensor of zeros of `shape` whose slice (axis, from, step) is x. */
export function padSlice(x: Tensor, shape: Shape, axis: number, from: number, step: number): Tensor {
  const out = zeros(shape, { dtype: x.dtype });
  const [source, target] = [packed(x).data, out.data];
  const strides = rowMajor(shape);
  const inner = strides[axis]!;
  const count = x.shape[axis]!;
  const outer = count * inner === 0 ? 0 : source.length / (count * inner);
  const outerStep = shape[axis]! * inner;
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < count; i += 1) {
      const at = (o * count + i) * inner;
      target.set(source.subarray(at, at + inner), o * outerStep + (from + i * step) * inner);
    }
  }
  return record(out, "padSlice", [x], [], (g) => [slice(g, axis, from, from + (count - 1) * step + 1, step)]);
}
