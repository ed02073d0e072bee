// The gradient of what is added to every row, as a layer's bias: the sums of the columns.
import { productLater } from "../autograd/gradients.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { sums } from "../kernels/sums.ts";
import { work } from "../memory/capture.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { sum } from "./reduce.ts";

/** Σ over the rows of g [rows, n]; undefined if it is added later to what other uses of the bias have brought. */
export function biasGrad(g: Tensor, bias: Tensor): Tensor | undefined {
  if (gradEnabled() || g.dtype !== "float32" || !g.isContiguous) return sum(g, { dim: 0 });
  if (productLater(bias, { g })) return undefined;
  const [rows, columns] = g.shape as [number, number];
  const out = empty([columns], "float32");
  work(() => sums.sumColumns(g.pointer, out.pointer, rows, columns));
  return out;
}
