// Rows copied together into new tensors, and random orders: what batches are made of. No gradients: data is not learned.
import { ShapeError } from "../errors.ts";
import type { Generator } from "../tensor/generator.ts";
import { sameShape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/** Rows of x by number: [N, ...] → [rows, ...]. */
export function takeRows(x: Tensor, rows: readonly number[]): Tensor {
  const out = empty(x.shape.with(0, rows.length), x.dtype);
  const [source, target] = [x.data, out.data];
  const size = target.length / Math.max(1, rows.length);
  rows.forEach((row, i) => target.set(source.subarray(row * size, (row + 1) * size), i * size));
  return out;
}

/** Tensors of one shape as the rows of one. @throws ShapeError */
export function stackRows(tensors: readonly Tensor[]): Tensor {
  const first = tensors[0]!;
  const odd = tensors.findIndex((x) => !sameShape(x.shape, first.shape));
  if (odd >= 0) {
    throw new ShapeError({
      problem: "A batch needs items of one shape.",
      operands: [
        { role: "item 0", shape: first.shape },
        { role: `item ${odd}`, shape: tensors[odd]!.shape },
      ],
      attempt: "data.padCollate() as the loader's collate, for sequences of different lengths",
    });
  }
  const out = empty([tensors.length, ...first.shape], first.dtype);
  const target = out.data;
  const size = first.numel();
  tensors.forEach((x, i) => target.set(x.data, i * size));
  return out;
}

/** The numbers 0 … n-1 in random order (Fisher & Yates). */
export function shuffled(n: number, generator: Generator): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i -= 1) {
    const j = generator.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
