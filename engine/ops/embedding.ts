// Rows of a table by their numbers, and the gradient that goes to those rows alone.
import { record } from "../autograd/node.ts";
import { DTypeError, IndexError } from "../errors.ts";
import { isFloat } from "../tensor/dtype.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { scatterAdd } from "./indexing.ts";
import { expand, reshape, unsqueeze } from "./views.ts";

/**
 * indexes [...] int32, table [rows, width] → [..., width].
 * @param paddingIdx a row that gets no gradient
 * @throws IndexError for a number outside the table
 */
export function embedding(indexes: Tensor, table: Tensor, paddingIdx?: number): Tensor {
  const [rows, width] = table.shape as [number, number];
  if (isFloat(indexes.dtype)) {
    throw new DTypeError(`embedding needs whole numbers as indexes, not ${indexes.dtype}. Try to("int32").`);
  }
  const [source, places] = [packed(table).data, indexes.data];
  const out = empty([...indexes.shape, width], table.dtype);
  const target = out.data;
  places.forEach((row, i) => {
    if (row < 0 || row >= rows) {
      throw new IndexError({
        problem: `embedding has no row ${row}: the table has ${rows}.`,
        operands: [{ role: "table", name: table.name, shape: table.shape }],
        attempt: `indexes from 0 to ${rows - 1}; a vocabulary that knows the word`,
      });
    }
    target.set(source.subarray(row * width, (row + 1) * width), i * width);
  });
  return record(out, "embedding", [table], [indexes], (g) => {
    const wide = expand(unsqueeze(reshape(indexes, [-1]), 1), [indexes.numel(), width]);
    const grads = reshape(g, [-1, width]);
    const sum = scatterAdd(zeros([rows, width], { dtype: g.dtype }), 0, wide, grads);
    if (paddingIdx !== undefined && !sum.requiresGrad) {
      sum.data.fill(0, paddingIdx * width, (paddingIdx + 1) * width);
    }
    return [sum];
  });
}
