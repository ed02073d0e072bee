// The sum of several products gᵀ x, of a few rows each, as one product of all their rows: the rows are put together first.
// Each number is the same chain of multiply-adds as if the products were added one after the other. Sums of columns, what
// biases get, are taken over all rows and then added: their last bits depend on how many rows came together.
import type { RowsProduct } from "../autograd/gradients.ts";
import { copies } from "../kernels/copies.ts";
import { gemm } from "../kernels/gemm.ts";
import { binary } from "../kernels/maps.ts";
import { sums } from "../kernels/sums.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { growingScratch } from "../memory/scratch.ts";
import type { Tensor } from "../tensor/tensor.ts";

const scratchG = growingScratch("gradients");
const scratchX = growingScratch("gradients");

/** sum [n, m] ← sum + Σ gᵀ x, of g [rows, n] and x [rows, m]; without x sum [n] ← sum + Σ g. All float32 without gaps. */
export function addProducts(sum: Tensor, products: readonly RowsProduct[]): void {
  const rows = products.reduce((total, { g }) => total + g.shape[0]!, 0);
  const [n, m = 0] = sum.shape as [number, number?];
  const gs = products.map(({ g }) => g);
  const xs = products.flatMap(({ x = [] }) => x);
  const compute = (): void => {
    const g = together(gs, scratchG);
    if (xs.length === 0) {
      const total = scratchX(n * 4);
      sums.sumColumns(g, total, rows, n);
      binary.add.vectors(sum.pointer, 0, total, 0, sum.pointer, 1, n);
    } else {
      const x = together(xs, scratchX);
      gemm(g, n * 4, true, x, m * 4, false, sum.pointer, m * 4, n, m, rows, sum.pointer, m * 4, 4);
    }
  };
  work(() => holding([sum, products], compute));
}

/** The address of all rows, one tensor's after the other's: where they lie if there is but one. */
function together(parts: readonly Tensor[], scratch: (bytes: number) => number): number {
  if (parts.length === 1) return parts[0]!.pointer;
  const columns = parts[0]!.shape[1]!;
  const row = columns * 4;
  const start = scratch(parts.reduce((total, part) => total + part.shape[0]! * row, 0));
  let at = start;
  for (const part of parts) {
    const rows = part.shape[0]!;
    copies().copyRows(part.pointer, row, at, row, rows, columns);
    at += rows * row;
  }
  return start;
}
