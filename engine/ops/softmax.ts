// Softmax and its logarithm along an axis, shifted by the largest number so that nothing overflows.
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import {
  logSoftmax as logSoftmaxRows,
  logSoftmaxGrad,
  softmax as softmaxRows,
  softmaxGrad,
} from "../kernels/softmaxRows.ts";
import { work } from "../memory/capture.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import { axisOf, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { cast, packed } from "./contiguous.ts";
import { sum } from "./reduce.ts";
import { exp } from "./unary.ts";
import { transpose } from "./views.ts";

/** eˣⁱ / Σ eˣʲ along an axis: positive numbers that add up to 1. */
export function softmax<S extends Shape>(x: Tensor<S>, dim?: number): Tensor<S>;
export function softmax(x: Tensor, dim = -1): Tensor {
  needTensor(x, "softmax");
  return alongLast(x, dim, "softmax", (last) => {
    const y = rows(last, softmaxRows, Math.exp, true);
    // ∂L/∂x = y (g - Σ g y)
    return record(y, "softmax", [last], [y], (g) => {
      if (gradEnabled() || g.dtype !== "float32") return [mul(y, sub(g, sum(mul(g, y), { dim: -1, keepdim: true })))];
      const [from, out] = [packed(g), empty(g.shape, "float32")];
      work(() => softmaxGrad(from.pointer, y.pointer, out.pointer, rowCount(y), y.shape.at(-1)!));
      return [out];
    });
  });
}

/** x - ln Σ eˣ along an axis: the logarithm of `softmax`, exact where that is tiny. */
export function logSoftmax<S extends Shape>(x: Tensor<S>, dim?: number): Tensor<S>;
export function logSoftmax(x: Tensor, dim = -1): Tensor {
  needTensor(x, "logSoftmax");
  return alongLast(x, dim, "logSoftmax", (last) => {
    const y = rows(last, logSoftmaxRows, (n) => n, false);
    // ∂L/∂x = g - eʸ Σ g
    return record(y, "logSoftmax", [last], [y], (g) => {
      if (gradEnabled() || g.dtype !== "float32") return [sub(g, mul(exp(y), sum(g, { dim: -1, keepdim: true })))];
      const [from, out] = [packed(g), empty(g.shape, "float32")];
      work(() => logSoftmaxGrad(from.pointer, y.pointer, out.pointer, rowCount(y), y.shape.at(-1)!));
      return [out];
    });
  });
}

function alongLast(input: Tensor, dim: number, what: string, compute: (last: Tensor) => Tensor): Tensor {
  const x = isFloat(input.dtype) ? input : cast(input, "float32");
  const axis = axisOf(dim, x.ndim, what);
  if (axis >= x.ndim - 1) return compute(x);
  return transpose(compute(transpose(x, axis, -1)), axis, -1);
}

type Kernel = (x: number, out: number, rows: number, columns: number) => void;

const rowCount = (x: Tensor): number => (x.shape.at(-1) ? x.numel() / x.shape.at(-1)! : 0);

/** float32 by the kernel; float64 by the definition: `value` of what is left after the shift, divided or not. */
function rows(x: Tensor, kernel: Kernel, value: (shifted: number) => number, divide: boolean): Tensor {
  const from = packed(x);
  const out = empty(x.shape, x.dtype);
  const columns = x.shape.at(-1) ?? 1;
  if (x.dtype === "float32") {
    work(() => kernel(from.pointer, out.pointer, x.ndim === 0 ? 1 : rowCount(x), columns));
    return out;
  }
  work(() => plainRows(from, out, columns, value, divide));
  return out;
}

function plainRows(
  from: Tensor,
  out: Tensor,
  columns: number,
  value: (shifted: number) => number,
  divide: boolean,
): void {
  const [source, target] = [from.data, out.data];
  for (let start = 0; start < source.length; start += columns) {
    const row = source.subarray(start, start + columns);
    let largest = -Infinity;
    for (const n of row) largest = Math.max(largest, n);
    let total = 0;
    for (const n of row) total += Math.exp(n - largest);
    for (let i = 0; i < columns; i += 1) {
      const shifted = row[i]! - largest;
      target[start + i] = divide ? value(shifted) / total : value(shifted) - Math.log(total);
    }
  }
}
