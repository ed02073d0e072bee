// Batches of a dataset, epoch after epoch: each `for … of` is one epoch, shuffled anew where wanted.
import { ArgumentError, IndexError } from "../errors.ts";
import { defaultGenerator, Generator } from "../tensor/generator.ts";
import { type Collated, defaultCollate } from "./collate.ts";
import type { Dataset } from "./dataset.ts";
import { shuffled } from "./rows.ts";

export interface DataLoaderOptions<Item, Batch> {
  /** Items in a batch. Default 1. */
  readonly batchSize?: number;
  /** A new random order in each epoch. Default false. */
  readonly shuffle?: boolean;
  /** Leaves out a last batch that is not full. Default false. */
  readonly dropLast?: boolean;
  /** Makes a batch of items. Default `defaultCollate`. */
  readonly collate?: (items: Item[]) => Batch;
  /** Draws the orders. Default the one that `manualSeed` restarts. */
  readonly generator?: Generator;
  /** Draws the orders from a generator of their own, started with this number. */
  readonly seed?: number;
  /** Which items, in which order, instead of all. Read anew in each epoch. */
  readonly sampler?: Iterable<number>;
}

/**
 * Iterates over a dataset in batches, like torch.utils.data.DataLoader.
 * @example
 * const loader = new data.DataLoader(new data.TensorDataset(x, y), { batchSize: 32, shuffle: true });
 * for (const [inputs, targets] of loader) step(inputs, targets);
 */
export class DataLoader<Item, Batch = Collated<Awaited<Item>>> implements Iterable<Batch>, AsyncIterable<Batch> {
  readonly dataset: Dataset<Item>;
  readonly batchSize: number;
  readonly #options: DataLoaderOptions<Awaited<Item>, Batch>;
  readonly #generator: Generator;

  /** @throws ArgumentError for options that make no sense */
  constructor(dataset: Dataset<Item>, options: DataLoaderOptions<Awaited<Item>, Batch> = {}) {
    const { batchSize = 1, shuffle = false, generator, seed, sampler } = options;
    if (!(Number.isInteger(batchSize) && batchSize >= 1)) {
      throw new ArgumentError(`DataLoader needs a batchSize that is a whole number from 1, not ${batchSize}.`);
    }
    if (sampler && shuffle) throw new ArgumentError("DataLoader takes a sampler or shuffle: both decide the order.");
    if (generator && seed !== undefined) throw new ArgumentError("DataLoader takes a generator or a seed, not both.");
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.#options = options;
    this.#generator = generator ?? (seed === undefined ? defaultGenerator : new Generator(seed));
  }

  /** Batches in an epoch. */
  get length(): number {
    const { dropLast = false, sampler } = this.#options;
    const items = sampler ? [...sampler].length : this.dataset.length;
    return dropLast ? Math.floor(items / this.batchSize) : Math.ceil(items / this.batchSize);
  }

  /** One epoch. @throws ArgumentError for items that are promises */
  *[Symbol.iterator](): Iterator<Batch, undefined> {
    for (const indexes of this.#epoch()) {
      const items = this.#whole(indexes) ?? this.#items(indexes);
      yield Array.isArray(items) ? this.#collate(items.map(present)) : items.batch;
    }
  }

  /** One epoch, waiting for items that are promises. */
  async *[Symbol.asyncIterator](): AsyncIterator<Batch, undefined> {
    for (const indexes of this.#epoch()) {
      const items = this.#whole(indexes) ?? (await Promise.all(this.#items(indexes)));
      yield Array.isArray(items) ? this.#collate(items) : items.batch;
    }
  }

  /** A batch that the dataset makes in one piece, if it can. */
  #whole(indexes: readonly number[]): { readonly batch: Batch } | undefined {
    if (this.#options.collate || !this.dataset.batch) return undefined;
    return { batch: this.dataset.batch(indexes) as Batch };
  }

  #items(indexes: readonly number[]): Item[] {
    return indexes.map((index) => {
      const item = this.dataset.at(index);
      if (item !== undefined) return item;
      throw new IndexError(`The dataset of ${this.dataset.length} items has none at ${index}.`);
    });
  }

  #collate(items: Awaited<Item>[]): Batch {
    return (this.#options.collate ?? (defaultCollate as (items: Awaited<Item>[]) => unknown))(items) as Batch;
  }

  /** Indexes of the items, batch by batch. */
  *#epoch(): Iterable<number[]> {
    const { shuffle = false, dropLast = false, sampler } = this.#options;
    const order = sampler ?? (shuffle ? shuffled(this.dataset.length, this.#generator) : counted(this.dataset.length));
    let batch: number[] = [];
    for (const index of order) {
      batch.push(index);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !dropLast) yield batch;
  }
}

const counted = (n: number): Iterable<number> => Array.from({ length: n }).keys();

function present<Item>(item: Item): Awaited<Item> {
  if (item instanceof Promise) {
    throw new ArgumentError({
      problem: "The dataset's items are promises.",
      attempt: "for await (const batch of loader)",
    });
  }
  return item as Awaited<Item>;
}
