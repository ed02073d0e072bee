// How the tiled kernel finds a matrix in a tensor: it reads rows without gaps between their numbers, at any distance from
// each other, and columns of that kind as a matrix turned around. So most views need no copy.
import type { Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";

/** How the kernel finds a matrix: where it starts, the bytes between stored rows, whether rows are stored as columns. */
export interface Layout {
  readonly pointer: number;
  readonly row: number;
  readonly transposed: boolean;
}

export function layoutOf({ strides }: Tensor, pointer: number, rows: number, columns: number): Layout {
  const [rowStep, columnStep] = [strides[strides.length - 2]!, strides[strides.length - 1]!];
  if (columnStep === 1 || columns === 1)
    return { pointer, row: (rows === 1 ? columns : rowStep) * 4, transposed: false };
  return { pointer, row: columnStep * 4, transposed: true };
}

/** A view whose last two axes the kernel can read: one of them without gaps, the other not repeated. */
export function lying(x: Tensor): Tensor {
  const { ndim, strides, shape } = x;
  const [rowStep, columnStep] = [strides[ndim - 2]!, strides[ndim - 1]!];
  const [rows, columns] = [shape[ndim - 2]!, shape[ndim - 1]!];
  const byRows = columnStep === 1 && (rowStep >= columns || rows === 1);
  const byColumns = rowStep === 1 && columnStep >= rows && columns > 1;
  return byRows || byColumns ? x : packed(x);
}
