// Products of one row with one matrix at each place of a batch, as attention makes them for a single query: one kernel call
// for all of them, where the operands lie so that it can read them. Knows nothing of the graph.
import { rowProducts } from "../kernels/rowProducts.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { features } from "../wasm/features.ts";

/**
 * The work that writes a · b to `out` [batch, 1, m], of float32 tensors: a [batch, 1, k], b [batch, k, m], either of them
 * perhaps repeated along the batch. Undefined where another way has to be taken: several axes of batch, gaps within rows
 * on both axes, or no vectors.
 */
export function rowsTimesMatrices(a: Tensor, b: Tensor, out: Tensor): (() => void) | undefined {
  if (b.ndim !== 3 || !features().simd) return undefined;
  const [count, k, m] = b.shape as [number, number, number];
  const [aStep, , aColumn] = a.strides as [number, number, number];
  const [bStep, bRow, bColumn] = b.strides as [number, number, number];
  const byRows = bColumn === 1;
  if (aColumn !== 1 || (!byRows && bRow !== 1)) return undefined;
  return () => {
    const kernels = rowProducts();
    const product = byRows ? kernels.byRows : kernels.transposed;
    const storedRow = byRows ? bRow : bColumn;
    product(a.pointer, aStep * 4, b.pointer, bStep * 4, storedRow * 4, out.pointer, count, m, k);
  };
}
