// Rows of a table by number: how words become vectors.
import { record } from "../autograd/node.ts";
import { DTypeError, IndexError, ShapeError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { placeOf } from "../tensor/shape.ts";
import { empty } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { mul } from "./arithmetic.ts";

export interface EmbeddingLookupOptions {
  /** The row of this number gets no gradient; from the end if negative. Default: every row gets its own. */
  readonly paddingIdx?: number | undefined;
}

/**
 * The rows of `weight` [rows, width] named by `indexes` [...]: [..., width]. ∂L/∂weight adds up where a row is named
 * more than once.
 * @throws IndexError for numbers outside 0 … rows - 1, DTypeError unless the indexes are int32
 */
export function embedding(indexes: Tensor, weight: Tensor, { paddingIdx }: EmbeddingLookupOptions = {}): Tensor {
  if (weight.ndim !== 2) {
    throw new ShapeError({
      problem: "embedding needs a table [rows, width].",
      operands: [{ role: "weight", name: weight.name, shape: weight.shape }],
    });
  }
  const [rows, width] = weight.shape as [number, number];
  const wanted = rowNumbers(indexes, rows, weight);
  const out = empty([...indexes.shape, width], weight.dtype);
  const [source, target] = [packed(weight).data, out.data];
  for (let i = 0; i < wanted.length; i += 1) {
    const from = wanted[i]! * width;
    target.set(source.subarray(from, from + width), i * width);
  }
  const skipped = paddingIdx === undefined ? -1 : paddingRow(paddingIdx, rows);
  return record(out, "embedding", [weight], [], (g) => [addRows(g, wanted, indexes, rows, skipped)]);
}

/** The number of the row that stands for padding, counted from the start. @throws IndexError */
export function paddingRow(paddingIdx: number, rows: number): number {
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (Number.isInteger(row) && row >= 0 && row < rows) return row;
  throw new IndexError(`paddingIdx ${paddingIdx} is outside a table of ${rows} rows.`);
}

/** A table of zeros with the rows of `values` added at their numbers: the way back. */
function addRows(values: Tensor, wanted: Int32Array, indexes: Tensor, rows: number, skipped: number): Tensor {
  const width = values.shape.at(-1)!;
  const out = zeros([rows, width], { dtype: values.dtype });
  const [source, target] = [packed(values).data, out.data];
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i] === skipped) continue;
    const [from, to] = [i * width, wanted[i]! * width];
    for (let j = 0; j < width; j += 1) target[to + j]! += source[from + j]!;
  }
  return record(out, "embedding", [values], [], (g) => {
    const back = embedding(indexes, g);
    return [skipped < 0 ? back : mul(back, keptPlaces(wanted, skipped, back))];
  });
}

/** 1 for places whose row gets a gradient, 0 for padding. */
function keptPlaces(wanted: Int32Array, skipped: number, like: Tensor): Tensor {
  const kept = empty([...like.shape.slice(0, -1), 1], like.dtype);
  const { data } = kept;
  for (let i = 0; i < data.length; i += 1) data[i] = wanted[i] === skipped ? 0 : 1;
  return kept;
}

function rowNumbers(indexes: Tensor, rows: number, weight: Tensor): Int32Array {
  if (indexes.dtype !== "int32") {
    throw new DTypeError({
      problem: `embedding needs whole numbers as indexes, int32, not ${indexes.dtype}.`,
      attempt: 'indexes.to("int32"), or tensor([…], { dtype: "int32" })',
    });
  }
  const { data } = indexes;
  return Int32Array.from(data, (index, i) => {
    if (index >= 0 && index < rows) return index;
    throw new IndexError({
      problem: `embedding has no row ${index}: the table has ${rows}. The index stands at [${placeOf(i, indexes.shape).join(", ")}].`,
      operands: [
        { role: "indexes", name: indexes.name, shape: indexes.shape, note: indexes.dtype },
        { role: "weight", name: weight.name, shape: weight.shape, mark: { axis: 0, remark: "rows" } },
      ],
      attempt: `indexes from 0 to ${rows - 1}; a vocabulary that knows the word`,
    });
  });
}
