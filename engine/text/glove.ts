// GloVe: word vectors whose products tell how often words meet: w_i · c_j + b_i + b'_j ≈ ln X_ij, frequent pairs counting
// more, f(X) = min(1, (X / xMax)^power). A word's vector is w + c.
// Pennington, Socher & Manning, "GloVe: Global Vectors for Word Representation" (2014), equations 8 and 9.
import { ArgumentError } from "../errors.ts";
import { gloveSteps } from "../kernels/gloveSteps.ts";
import { Generator } from "../tensor/generator.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { cooccurrences, type Cooccurrences } from "./cooccurrence.ts";
import { VocabularyError } from "./countVectorizer.ts";
import { KeyedVectors } from "./keyedVectors.ts";
import type { SparseRows } from "./sparseRows.ts";
import type { Vocab } from "./vocab.ts";

export interface GloveOptions {
  /** Numbers a vector. Default 50. */
  readonly vectorSize?: number;
  /** Words up to so many places to each side count as near, 1 / distance each. Default 10. */
  readonly window?: number;
  /** Words that occur less often are ignored. Default 5. */
  readonly minCount?: number;
  /** Pairs that meet so often, or more, count fully. Default 100. */
  readonly xMax?: number;
  /** How fast rarer pairs count less. Default 0.75. */
  readonly power?: number;
  /** The first step size of AdaGrad. Default 0.05. */
  readonly lr?: number;
  /** Passes over all pairs. Default 25. */
  readonly epochs?: number;
  /** Default 0. */
  readonly seed?: number;
}

export interface GloveProgress {
  /** From 1. */
  readonly epoch: number;
  /** Mean f(X) (w · c + b + b' - ln X)² of the pass. */
  readonly loss: number;
}

export interface GloveFitOptions {
  /** Called after every pass; `wv` has the vectors so far. */
  readonly onProgress?: (progress: GloveProgress) => void;
}

interface Tables {
  readonly vocab: Vocab;
  /** Rows as the kernel has them: vector, squares, bias and its square. */
  readonly words: Tensor;
  readonly contexts: Tensor;
}

/** Pairs handed to the kernel at a time. */
const block = 16_384;

/**
 * Word vectors from counts of who stands near whom.
 * @example const { wv } = new text.Glove({ vectorSize: 50 }).fit(sentences);
 */
export class Glove {
  readonly options: Readonly<Required<GloveOptions>>;
  #tables: Tables | undefined;
  #wv: KeyedVectors | undefined;

  /** @throws ArgumentError for options out of range */
  constructor(options: GloveOptions = {}) {
    this.options = checked(options);
  }

  /** The vectors, as far as trained: a copy. @throws VocabularyError before `fit` */
  get wv(): KeyedVectors {
    if (!this.#tables) throw new VocabularyError("Glove has not read anything yet: call fit(sentences) first.");
    return (this.#wv ??= summed(this.#tables, this.options.vectorSize));
  }

  /**
   * Learns from sentences, each a list of words, or from counts of `cooccurrences`. The same input, options and seed give
   * the same vectors.
   * @throws ArgumentError for sentences that are not lists of words, and when no two words are frequent enough
   */
  fit(input: Iterable<readonly string[]> | Cooccurrences, { onProgress }: GloveFitOptions = {}): this {
    const { vectorSize, window, minCount, epochs, lr, seed } = this.options;
    const { vocab, counts } = isCounts(input) ? input : cooccurrences(input, { window, minCount });
    if (counts.nnz === 0) throw new ArgumentError("Glove: no two words stand near each other.");
    const generator = new Generator(seed);
    const width = Math.ceil(vectorSize / 4) * 4;
    const words = startTable(vocab.size, vectorSize, width, generator);
    const contexts = startTable(vocab.size, vectorSize, width, generator);
    this.#tables = { vocab, words, contexts };
    const pairs = pairsOf(counts, this.options);
    const entries = empty([Math.min(block, pairs.count), 4], "int32");
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      this.#wv = undefined;
      shuffle(pairs.order, generator);
      let loss = 0;
      for (let from = 0; from < pairs.count; from += block) {
        const count = Math.min(block, pairs.count - from);
        pairs.write(entries.data as Int32Array, from, count);
        loss += gloveSteps(words.pointer, contexts.pointer, width, entries.pointer, count, lr);
      }
      onProgress?.({ epoch, loss: loss / pairs.count });
    }
    return this;
  }

  toString(): string {
    const words = this.#tables ? `${this.#tables.vocab.size} words` : "not fitted";
    return `Glove(${words}, ${this.options.vectorSize} numbers each, window ${this.options.window})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function checked(options: GloveOptions): Required<GloveOptions> {
  const {
    vectorSize = 50,
    window = 10,
    minCount = 5,
    xMax = 100,
    power = 0.75,
    lr = 0.05,
    epochs = 25,
    seed = 0,
  } = options;
  for (const [name, value] of Object.entries({ vectorSize, window, minCount, epochs })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new ArgumentError(`Glove: ${name} is a whole number from 1, not ${value}.`);
    }
  }
  for (const [name, value] of Object.entries({ xMax, power, lr })) {
    if (!(value > 0 && value < Infinity))
      throw new ArgumentError(`Glove: ${name} is a finite number above 0, not ${value}.`);
  }
  return { vectorSize, window, minCount, xMax, power, lr, epochs, seed };
}

const isCounts = (input: Iterable<readonly string[]> | Cooccurrences): input is Cooccurrences =>
  typeof input === "object" && input !== null && "counts" in input;

/** Vectors and biases within ±1 / 2 vectorSize, squares 1. */
function startTable(rows: number, vectorSize: number, width: number, generator: Generator): Tensor {
  const length = 2 * width + 4;
  const table = empty([rows, length], "float32");
  const { data } = table;
  data.fill(0);
  for (let at = 0; at < data.length; at += length) {
    for (let i = 0; i < vectorSize; i += 1) data[at + i] = (generator.uniform() - 0.5) / vectorSize;
    data.fill(1, at + width, at + 2 * width);
    data[at + 2 * width] = (generator.uniform() - 0.5) / vectorSize;
    data[at + 2 * width + 1] = 1;
  }
  return table;
}

interface Pairs {
  readonly count: number;
  readonly order: Int32Array;
  /** Writes `count` pairs of the order as the kernel reads them. */
  write(entries: Int32Array, from: number, count: number): void;
}

function pairsOf(counts: SparseRows, { xMax, power }: Required<GloveOptions>): Pairs {
  const { nnz, columns } = counts;
  const rows = new Int32Array(nnz);
  for (let row = 0; row < counts.shape[0]; row += 1) rows.fill(row, counts.starts[row], counts.starts[row + 1]);
  // The kernel reads the last two of its four numbers as floats: these are their bits.
  const bits = (value: (count: number) => number) => new Int32Array(Float32Array.from(counts.values, value).buffer);
  const logs = bits(Math.log);
  const weights = bits((count) => Math.min(1, count / xMax) ** power);
  const order = Int32Array.from({ length: nnz }, (_, i) => i);
  return {
    count: nnz,
    order,
    write(entries, from, count) {
      for (let i = 0; i < count; i += 1) {
        const pair = order[from + i]!;
        entries[4 * i] = rows[pair]!;
        entries[4 * i + 1] = columns[pair]!;
        entries[4 * i + 2] = logs[pair]!;
        entries[4 * i + 3] = weights[pair]!;
      }
    },
  };
}

/** Fisher & Yates. */
function shuffle(order: Int32Array, generator: Generator): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = generator.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
}

function summed({ vocab, words, contexts }: Tables, vectorSize: number): KeyedVectors {
  const out = empty([vocab.size, vectorSize], "float32");
  const [w, c, to] = [words.data, contexts.data, out.data];
  const length = words.shape[1]!;
  for (let row = 0; row < vocab.size; row += 1) {
    for (let i = 0; i < vectorSize; i += 1) to[row * vectorSize + i] = w[row * length + i]! + c[row * length + i]!;
  }
  return new KeyedVectors(vocab, out);
}
