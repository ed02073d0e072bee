// The gradient of a slice: zeros, with the slice's gradient where it was cut out.
import { record } from "../autograd/node.ts";
import { copies } from "../kernels/copies.ts";
import { work } from "../memory/capture.ts";
import { bytesOf } from "../tensor/dtype.ts";
import { rowMajor, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { permute, slice } from "./views.ts";

/**
 * The gradient of `whole` from that of its slice (axis, from, step): zeros around it. It lies in memory as `whole` does, so
 * that the gradient of a transposed tensor need not be turned around later.
 */
export function gradOfSlice(g: Tensor, whole: Tensor, axis: number, from: number, step: number): Tensor {
  const { shape, strides } = whole;
  if (whole.isContiguous || strides.includes(0)) return padSlice(g, shape, axis, from, step);
  const order = shape.map((_, each) => each).toSorted((a, b) => strides[b]! - strides[a]!);
  const places = order.map((_, each) => order.indexOf(each));
  const lying = padSlice(
    permute(g, order),
    order.map((each) => shape[each]!),
    places[axis]!,
    from,
    step,
  );
  return permute(lying, places);
}

/** A tensor of zeros of `shape` whose slice (axis, from, step) is x. */
function padSlice(x: Tensor, shape: Shape, axis: number, from: number, step: number): Tensor {
  const lying = packed(x);
  const strides = rowMajor(shape);
  const inner = strides[axis]!;
  const count = x.shape[axis]!;
  const outer = count * inner === 0 ? 0 : x.numel() / (count * inner);
  const outerStep = shape[axis]! * inner;
  if (step === 1 && bytesOf(x.dtype) === 4) {
    // What was cut out is one run of neighbours in each outer part.
    const out = empty(shape, x.dtype);
    const [before, run] = [from * inner, count * inner];
    const after = outerStep - before - run;
    work(() => {
      const [source, target] = [lying.pointer, out.pointer];
      const { copyRows, zeroRows } = copies();
      const row = outerStep * 4;
      if (before > 0) zeroRows(target, row, outer, before);
      copyRows(source, run * 4, target + before * 4, row, outer, run);
      if (after > 0) zeroRows(target + (before + run) * 4, row, outer, after);
    });
    return recordPad(out, x, axis, from, step);
  }
  const out = zeros(shape, { dtype: x.dtype });
  work(() => {
    const [source, target] = [lying.data, out.data];
    for (let o = 0; o < outer; o += 1) {
      for (let i = 0; i < count; i += 1) {
        const at = (o * count + i) * inner;
        target.set(source.subarray(at, at + inner), o * outerStep + (from + i * step) * inner);
      }
    }
  });
  return recordPad(out, x, axis, from, step);
}

function recordPad(out: Tensor, x: Tensor, axis: number, from: number, step: number): Tensor {
  const end = from + (x.shape[axis]! - 1) * step + 1;
  return record(out, "padSlice", [x], [], (g) => [slice(g, axis, from, end, step)]);
}
