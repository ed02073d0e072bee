// What loaders draw from: things with a length and an item at each index. Any array is one.
import { ArgumentError, IndexError, ShapeError } from "../errors.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";
import { itemsOf, needArray, needObject, needTensors } from "../tensor/given.ts";
import { Tensor } from "../tensor/tensor.ts";
import { shuffled, takeRows } from "./rows.ts";

/**
 * Items by index, like torch.utils.data.Dataset. Arrays have this shape already: `new DataLoader([1, 2, 3])`.
 * An item may be a promise, for data that comes from elsewhere; then iterate with `for await`.
 */
export interface Dataset<Item> {
  /** How many items there are. */
  readonly length: number;
  /** The item at an index from 0 to length - 1. */
  at(index: number): Item | undefined;
  /** Many items at once, collated as the default `collate` would: a short cut for loaders. */
  batch?(indexes: readonly number[]): unknown;
}

/** The tensors of one item: as many as the dataset has, each without its first axis. */
export type TensorRow<Tensors extends readonly Tensor[]> = { [K in keyof Tensors]: Tensor };

/**
 * Rows of tensors that belong together: item i is [x[i], y[i], …].
 * @example new data.TensorDataset(images, labels)
 */
export class TensorDataset<const Tensors extends readonly Tensor[]> implements Dataset<TensorRow<Tensors>> {
  readonly tensors: Tensors;
  readonly length: number;

  /** @throws ShapeError unless all have as many rows on axis 0 */
  constructor(...tensors: Tensors) {
    const [first] = tensors;
    if (!first) throw new ArgumentError("TensorDataset needs at least one tensor.");
    needTensors(tensors, "TensorDataset");
    if (tensors.some(({ ndim, shape }) => ndim === 0 || shape[0] !== first.shape[0])) {
      throw new ShapeError({
        problem: "TensorDataset needs tensors with as many rows on axis 0.",
        operands: tensors.map(({ name, shape }, i) => ({ role: `tensor ${i}`, name, shape })),
      });
    }
    this.tensors = tensors;
    this.length = first.shape[0]!;
  }

  at(index: number): TensorRow<Tensors> {
    const row = checkIndex(index, this.length);
    return this.tensors.map((x) => rowOf(x, row)) as unknown as TensorRow<Tensors>;
  }

  batch(indexes: readonly number[]): TensorRow<Tensors> {
    const rows = indexes.map((index) => checkIndex(index, this.length));
    return this.tensors.map((x) => takeRows(x, rows)) as unknown as TensorRow<Tensors>;
  }
}

/** Some items of a dataset, in an order of their own. */
export class Subset<Item> implements Dataset<Item> {
  readonly dataset: Dataset<Item>;
  readonly indices: readonly number[];
  readonly batch?: (indexes: readonly number[]) => unknown;

  /** @throws IndexError for an index outside the dataset */
  constructor(dataset: Dataset<Item>, indices: readonly number[]) {
    needObject(dataset, "Subset takes a dataset");
    for (const index of itemsOf(indices, "Subset takes indices")) checkIndex(index, dataset.length);
    this.dataset = dataset;
    this.indices = indices;
    if (dataset.batch) {
      this.batch = (indexes) => dataset.batch!(indexes.map((i) => indices[checkIndex(i, this.length)]!));
    }
  }

  get length(): number {
    return this.indices.length;
  }

  at(index: number): Item | undefined {
    return this.dataset.at(this.indices[checkIndex(index, this.length)]!);
  }
}

/**
 * Splits a dataset at random into parts without common items.
 * @param lengths how many items each part gets, together all of them; or shares that sum to 1, where what rounding leaves
 * goes to the first parts
 * @example const [train, valid] = data.randomSplit(dataset, [0.9, 0.1])
 * @throws ArgumentError
 */
export function randomSplit<Item>(
  dataset: Dataset<Item>,
  lengths: readonly number[],
  { generator = defaultGenerator }: { readonly generator?: Generator } = {},
): Subset<Item>[] {
  needObject(dataset, "randomSplit() takes a dataset");
  needArray(lengths, "randomSplit()", "lengths");
  const counts = countsOf(lengths, dataset.length);
  const order = shuffled(dataset.length, generator);
  let end = 0;
  return counts.map((count) => new Subset(dataset, order.slice(end, (end += count))));
}

function countsOf(lengths: readonly number[], total: number): number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (lengths.every((each) => Number.isInteger(each) && each >= 0) && sum === total) return [...lengths];
  if (lengths.some((each) => !(each >= 0)) || Math.abs(sum - 1) > 1e-6) {
    throw new ArgumentError(
      `randomSplit needs lengths that sum to ${total}, or shares that sum to 1; [${lengths.join(", ")}] sum to ${sum}.`,
    );
  }
  const counts = lengths.map((share) => Math.floor(share * total));
  const left = total - counts.reduce((a, b) => a + b, 0);
  return counts.map((count, i) => count + Math.floor(left / counts.length) + Number(i < left % counts.length));
}

/** A view of one row. */
function rowOf(x: Tensor, row: number): Tensor {
  return new Tensor(x.storage.held(), x.shape.slice(1), x.dtype, x.strides.slice(1), x.offset + row * x.strides[0]!);
}

function checkIndex(index: number, length: number): number {
  const place = index < 0 ? index + length : index;
  if (Number.isInteger(place) && place >= 0 && place < length) return place;
  throw new IndexError(`There is no item ${index} in a dataset of ${length}.`);
}
