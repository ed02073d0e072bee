// Rows of a table by number: how words become vectors.
import { sumSoFar } from "../autograd/gradients.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { DTypeError, IndexError, ShapeError } from "../errors.ts";
import { copies } from "../kernels/copies.ts";
import { work } from "../memory/capture.ts";
import { needTensor } from "../tensor/given.ts";
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
  needTensor(indexes, "embedding", "indexes");
  needTensor(weight, "embedding", "weight");
  if (weight.ndim !== 2) {
    throw new ShapeError({
      problem: "embedding needs a table [rows, width].",
      operands: [{ role: "weight", name: weight.name, shape: weight.shape }],
    });
  }
  const [rows, width] = weight.shape as [number, number];
  checkIndexes(indexes);
  const out = empty([...indexes.shape, width], weight.dtype);
  const wanted = empty([indexes.numel()], "int32");
  const table = packed(weight);
  work(() => {
    const numbers = wanted.data as Int32Array;
    readRowNumbers(indexes, numbers, rows, weight);
    if (weight.dtype === "float32") {
      copies().gatherRows(table.pointer, wanted.pointer, out.pointer, numbers.length, width);
      return;
    }
    const [source, target] = [table.data, out.data];
    numbers.forEach((row, i) => target.set(source.subarray(row * width, (row + 1) * width), i * width));
  });
  const skipped = paddingIdx === undefined ? -1 : paddingRow(paddingIdx, rows);
  return record(out, "embedding", [weight], [], (g) => {
    // In a loop each step adds its rows where the sum lies.
    const sum = gradEnabled() || g.dtype !== weight.dtype ? undefined : sumSoFar(weight);
    return [addRows(g, wanted, indexes, rows, skipped, sum)];
  });
}

/** The number of the row that stands for padding, counted from the start. @throws IndexError */
export function paddingRow(paddingIdx: number, rows: number): number {
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (Number.isInteger(row) && row >= 0 && row < rows) return row;
  throw new IndexError(`paddingIdx ${paddingIdx} is outside a table of ${rows} rows.`);
}

/** A table, of zeros unless given, with the rows of `values` added at their numbers: the way back. */
function addRows(
  values: Tensor,
  wanted: Tensor,
  indexes: Tensor,
  rows: number,
  skipped: number,
  table?: Tensor,
): Tensor {
  const width = values.shape.at(-1)!;
  const out = table ?? zeros([rows, width], { dtype: values.dtype });
  const lying = packed(values);
  work(() => {
    const numbers = wanted.data;
    if (values.dtype === "float32" && skipped < 0) {
      copies().scatterAddRows(lying.pointer, wanted.pointer, out.pointer, numbers.length, width);
      return;
    }
    const [source, target] = [lying.data, out.data];
    for (let i = 0; i < numbers.length; i += 1) {
      if (numbers[i] === skipped) continue;
      const [from, to] = [i * width, numbers[i]! * width];
      for (let j = 0; j < width; j += 1) target[to + j]! += source[from + j]!;
    }
  });
  if (table) return table;
  return record(out, "embedding", [values], [], (g) => {
    const back = embedding(indexes, g);
    return [skipped < 0 ? back : mul(back, keptPlaces(wanted, skipped, back))];
  });
}

/** 1 for places whose row gets a gradient, 0 for padding. */
function keptPlaces(wanted: Tensor, skipped: number, like: Tensor): Tensor {
  const kept = empty([...like.shape.slice(0, -1), 1], like.dtype);
  work(() => {
    const [numbers, target] = [wanted.data, kept.data];
    for (let i = 0; i < target.length; i += 1) target[i] = numbers[i] === skipped ? 0 : 1;
  });
  return kept;
}

function checkIndexes(indexes: Tensor): void {
  if (indexes.dtype !== "int32") {
    throw new DTypeError({
      problem: `embedding needs whole numbers as indexes, int32, not ${indexes.dtype}.`,
      attempt: 'indexes.to("int32"), or tensor([…], { dtype: "int32" })',
    });
  }
}

function readRowNumbers(indexes: Tensor, out: Int32Array, rows: number, weight: Tensor): void {
  const { data } = indexes;
  for (let i = 0; i < out.length; i += 1) {
    const index = data[i]!;
    out[i] = index;
    if (index >= 0 && index < rows) continue;
    throw new IndexError({
      problem: `embedding has no row ${index}: the table has ${rows}. The index stands at [${placeOf(i, indexes.shape).join(", ")}].`,
      operands: [
        { role: "indexes", name: indexes.name, shape: indexes.shape, note: indexes.dtype },
        { role: "weight", name: weight.name, shape: weight.shape, mark: { axis: 0, remark: "rows" } },
      ],
      attempt: `indexes from 0 to ${rows - 1}; a vocabulary that knows the word`,
    });
  }
}
