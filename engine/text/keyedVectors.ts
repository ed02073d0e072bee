// Words and their vectors: who is near whom, and which word stands to a third as a second to a first.
// Nearness is the cosine of the angle between two vectors, so their lengths do not matter. Names follow gensim's.
// Mikolov, Yih & Zweig, "Linguistic Regularities in Continuous Space Word Representations" (2013).
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needArray } from "../tensor/given.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { Vocab } from "./vocab.ts";
import { Directions, dot, normalise } from "./directions.ts";
import { formatVectors, parseGlove, parseWord2Vec, type VectorFileOptions } from "./vectorFiles.ts";

/** A word and the cosine of its vector with the question's, from -1 to 1. */
export interface Neighbour {
  readonly word: string;
  readonly similarity: number;
}

/** What to be near: one word, one vector [width], or sums and differences of several. */
export type VectorQuery = string | Tensor | SignedQuery;

export interface SignedQuery {
  /** Words or vectors to be near. */
  readonly positive?: readonly (string | Tensor)[];
  /** Words or vectors to be far from. */
  readonly negative?: readonly (string | Tensor)[];
}

export interface NeighbourOptions {
  /** How many, nearest first. Default 10. */
  readonly topn?: number;
  /**
   * Whether the words of the question may be answers too. Default false, as everywhere: king - man + woman is nearest
   * to king itself, and leaving that out is half of the trick.
   */
  readonly includeQuery?: boolean;
}

/**
 * A table of word vectors. Their directions are worked out at the first question: later changes to the vectors are not
 * noticed.
 * @example
 * const vectors = text.KeyedVectors.fromGlove(file);
 * vectors.mostSimilar("frog", { topn: 3 });
 * vectors.mostSimilar({ positive: ["king", "woman"], negative: ["man"] }); // queen …
 */
export class KeyedVectors {
  /** The words by row. */
  readonly vocab: Vocab;
  /** Their vectors, [words, width]. */
  readonly vectors: Tensor;
  #directions: Directions | undefined;

  /**
   * @param words all different, one a row
   * @param vectors float tensor [words, width], or its rows
   * @throws ShapeError, DTypeError or ArgumentError when they do not fit or hold NaN
   */
  constructor(words: Iterable<string> | Vocab, vectors: Tensor | readonly ArrayLike<number>[]) {
    this.vocab = words instanceof Vocab ? words : new Vocab(words);
    this.vectors = vectors instanceof Tensor ? vectors.detach() : tensorOfRows(vectors);
    this.#check();
  }

  /** Reads the text format of the word2vec program: a line with both sizes, then a word and its numbers a line. */
  static fromWord2Vec(file: string | Uint8Array, options?: VectorFileOptions): KeyedVectors {
    const { words, vectors } = parseWord2Vec(file, options);
    return new KeyedVectors(words, vectors);
  }

  /** Reads GloVe's text format: a word and its numbers a line. */
  static fromGlove(file: string | Uint8Array, options?: VectorFileOptions): KeyedVectors {
    const { words, vectors } = parseGlove(file, options);
    return new KeyedVectors(words, vectors);
  }

  /** How many words. */
  get size(): number {
    return this.vocab.size;
  }

  /** How many numbers a vector has. */
  get vectorSize(): number {
    return this.vectors.shape[1]!;
  }

  /** The words by row. */
  get words(): readonly string[] {
    return this.vocab.tokens;
  }

  has(word: string): boolean {
    return this.vocab.has(word);
  }

  /** The word's row. @throws ArgumentError for an unknown word */
  index(word: string): number {
    const index = this.vocab.find(word);
    if (index !== undefined) return index;
    const lower = typeof word === "string" ? word.toLowerCase() : word;
    throw new ArgumentError({
      problem: `${JSON.stringify(word)} is not among the ${this.size} words with a vector.`,
      attempt: this.has(lower) ? `${JSON.stringify(lower)}, which is` : "has(word) to ask first",
    });
  }

  /**
   * The vector of a word [width], sharing memory with the table; of several words a new tensor [words, width].
   * @throws ArgumentError for an unknown word
   */
  get(word: string | readonly string[]): Tensor {
    const width = this.vectorSize;
    if (typeof word === "string") {
      const { storage, dtype, strides, offset } = this.vectors;
      return new Tensor(storage, [width], dtype, [strides[1]!], offset + this.index(word) * strides[0]!);
    }
    const rows = word.map((each) => this.index(each));
    const out = empty([rows.length, width], this.vectors.dtype);
    const [from, to] = [this.vectors.data, out.data];
    rows.forEach((row, i) => to.set(from.subarray(row * width, (row + 1) * width), i * width));
    return out;
  }

  /** The cosine of two words' vectors: 1 for the same direction. @throws ArgumentError for an unknown word */
  similarity(a: string, b: string): number {
    return dot(this.#direction(a), this.#direction(b));
  }

  /**
   * The words nearest to a question, by the cosine with the mean of its words' directions (each vector divided by its
   * length first, negative ones subtracted): "3CosAdd" of Levy & Goldberg (2014), and gensim's `most_similar`.
   * @throws ArgumentError for an unknown word or an empty question
   */
  mostSimilar(query: VectorQuery, { topn = 10, includeQuery = false }: NeighbourOptions = {}): Neighbour[] {
    if (!(Number.isInteger(topn) && topn > 0)) throw new ArgumentError(`topn is a whole number from 1, not ${topn}.`);
    const { target, asked } = this.#target(signed(query));
    const nearest = this.#unit().nearest(target, topn, includeQuery ? new Set() : asked);
    return nearest.map(({ row, cosine }) => ({ word: this.words[row]!, similarity: cosine }));
  }

  /** `a` is to `b` as `c` is to …: the words nearest to b - a + c. @example analogy("man", "king", "woman") */
  analogy(a: string, b: string, c: string, options?: NeighbourOptions): Neighbour[] {
    return this.mostSimilar({ positive: [b, c], negative: [a] }, options);
  }

  /** The word that is farthest from the mean direction of all. @throws ArgumentError for fewer than two words */
  doesntMatch(words: readonly string[]): string {
    if (typeof words === "string" || words.length < 2) {
      throw new ArgumentError(`doesntMatch compares at least two words, in an array: got ${JSON.stringify(words)}.`);
    }
    const { target } = this.#target({ positive: words });
    const cosines = words.map((word) => dot(this.#direction(word), target));
    return words[cosines.indexOf(Math.min(...cosines))]!;
  }

  /** The text format of the word2vec program, which gensim reads too. @throws ArgumentError for words with spaces */
  toWord2Vec(): string {
    return `${this.size} ${this.vectorSize}\n${formatVectors(this.words, this.vectors)}`;
  }

  /** GloVe's text format: as word2vec's, without the first line. @throws ArgumentError for words with spaces */
  toGlove(): string {
    return formatVectors(this.words, this.vectors);
  }

  toString(): string {
    return `KeyedVectors(${this.size} words, ${this.vectorSize} numbers each)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #check(): void {
    const { shape, dtype, data } = this.vectors;
    if (shape.length !== 2 || shape[0] !== this.size || shape[1] === 0) {
      throw new ShapeError({
        problem: `KeyedVectors needs one row for each of its ${this.size} words.`,
        operands: [{ role: "vectors", shape }],
        attempt: `a tensor [${this.size}, width]`,
      });
    }
    if (!isFloat(dtype)) throw new DTypeError(`Word vectors are float32 or float64, not ${dtype}.`);
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const word = JSON.stringify(this.words[Math.floor(bad / shape[1]!)]);
      throw new ArgumentError(`The vector of ${word} holds ${data[bad]}: all numbers must be finite.`);
    }
  }

  /** All vectors at length 1, made when first asked for. */
  #unit(): Directions {
    return (this.#directions ??= new Directions(this.vectors));
  }

  #direction(word: string): Float32Array {
    return this.#unit().row(this.index(word));
  }

  /** The direction a question points to, and the rows of its words. */
  #target({ positive = [], negative = [] }: SignedQuery): { target: Float32Array; asked: Set<number> } {
    if (positive.length + negative.length === 0) {
      throw new ArgumentError("The question is empty: name at least one positive or negative word.");
    }
    const target = new Float32Array(this.vectorSize);
    const asked = new Set<number>();
    const terms = [...positive.map((term) => [1, term] as const), ...negative.map((term) => [-1, term] as const)];
    for (const [sign, term] of terms) {
      const direction = term instanceof Tensor ? this.#directionOf(term) : this.#direction(term);
      if (!(term instanceof Tensor)) asked.add(this.index(term));
      for (let i = 0; i < target.length; i += 1) target[i]! += sign * direction[i]!;
    }
    return { target: normalise(target), asked };
  }

  #directionOf(vector: Tensor): Float32Array {
    if (vector.ndim !== 1 || vector.numel() !== this.vectorSize) {
      throw new ShapeError({
        problem: `A vector to be near to has ${this.vectorSize} numbers and one axis.`,
        operands: [{ role: "vector", name: vector.name, shape: vector.shape }],
      });
    }
    return normalise(Float32Array.from(vector.data));
  }
}

function signed(query: VectorQuery): SignedQuery {
  if (typeof query === "string" || query instanceof Tensor) return { positive: [query] };
  for (const side of [query.positive, query.negative]) {
    if (side !== undefined && !Array.isArray(side)) {
      throw new ArgumentError(`positive and negative are arrays of words: put ${JSON.stringify(side)} in brackets.`);
    }
  }
  return query;
}

function tensorOfRows(rows: readonly ArrayLike<number>[]): Tensor {
  needArray(rows, "KeyedVectors", "rows of numbers");
  const width = rows[0]?.length ?? 0;
  const out = empty([rows.length, width], "float32");
  const { data } = out;
  rows.forEach((row, i) => {
    if (row.length !== width) {
      throw new ShapeError(`Word vectors have equal lengths: row 0 has ${width} numbers, row ${i} has ${row.length}.`);
    }
    data.set(row, i * width);
  });
  return out;
}
