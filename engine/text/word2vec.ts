// Word2Vec: a word's vector is what predicts the words around it. Options and defaults are gensim's in lowerCamelCase.
// Mikolov, Chen, Corrado & Dean, "Efficient Estimation of Word Representations in Vector Space" (2013): skip-gram and
// bag of words; Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality" (2013):
// negative sampling, subsampling. TypeScript writes which word meets which; a kernel does the arithmetic.
import { ArgumentError } from "../errors.ts";
import { wordSteps } from "../kernels/wordSteps.ts";
import { Generator } from "../tensor/generator.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { type Corpus, corpusOf } from "./corpus.ts";
import { VocabularyError } from "./countVectorizer.ts";
import { KeyedVectors } from "./keyedVectors.ts";
import { logisticLoss, type StepWriter, stepWriter } from "./wordStepWriter.ts";

export interface Word2VecOptions {
  /** Numbers a vector. Default 100. */
  readonly vectorSize?: number;
  /** At most so many words to each side count as near; how many exactly is drawn anew for each word. Default 5. */
  readonly window?: number;
  /** Words that occur less often are ignored. Default 5. */
  readonly minCount?: number;
  /** true (default): skip-gram, each word predicts its neighbours one by one. false, gensim's default: CBOW, the mean of the neighbours predicts the word. */
  readonly sg?: boolean;
  /** Predicts by the turns of a way through a tree of all words, instead of against `negative` drawn ones. Default false. */
  readonly hs?: boolean;
  /** How many words that were not there are drawn for each that was. Default 5. */
  readonly negative?: number;
  /** They are drawn by frequency to this power. Default 0.75. */
  readonly nsExponent?: number;
  /** Words more frequent than this part of all are skipped at random, the more the more frequent; 0 never. Default 1e-3. */
  readonly sample?: number;
  /** The learning rate at the start; it falls evenly to `minAlpha`. Default 0.025. */
  readonly alpha?: number;
  /** Default 1e-4. */
  readonly minAlpha?: number;
  /** Passes over the text. Default 5. */
  readonly epochs?: number;
  /** Default 0. */
  readonly seed?: number;
}

export interface Word2VecProgress {
  /** From 1. */
  readonly epoch: number;
  /** Words read so far, of all epochs. */
  readonly words: number;
  /** The same as a part of all there are to read, from 0 to 1. */
  readonly fraction: number;
  /** The learning rate. */
  readonly alpha: number;
  /** Mean -log likelihood of a word and its drawn ones (or its turns), before the step is made. */
  readonly loss: number;
}

export interface Word2VecFitOptions {
  /** Called about a hundred times; `wv` has the vectors so far. */
  readonly onProgress?: (progress: Word2VecProgress) => void;
}

/**
 * Word vectors from sentences.
 * @example
 * const model = new text.Word2Vec({ vectorSize: 50, epochs: 10 }).fit(sentences);
 * model.wv.mostSimilar("peace", { topn: 5 });
 */
export class Word2Vec {
  readonly options: Readonly<Required<Word2VecOptions>>;
  #corpus: Corpus | undefined;
  #vectors: Tensor | undefined;
  #wv: KeyedVectors | undefined;

  /** @throws ArgumentError for options out of range */
  constructor(options: Word2VecOptions = {}) {
    this.options = checked(options);
  }

  /** The vectors, as far as trained: a copy. @throws VocabularyError before `fit` */
  get wv(): KeyedVectors {
    if (!this.#corpus || !this.#vectors) {
      throw new VocabularyError("Word2Vec has not read anything yet: call fit(sentences) first.");
    }
    return (this.#wv ??= new KeyedVectors(this.#corpus.vocab, unpadded(this.#vectors, this.options.vectorSize)));
  }

  /**
   * Learns vectors from sentences, each a list of words; from the start, whatever was learned before. The same sentences,
   * options and seed give the same vectors.
   * @throws ArgumentError for sentences that are not lists of words, and when no two words are frequent enough
   */
  fit(sentences: Iterable<readonly string[]>, { onProgress }: Word2VecFitOptions = {}): this {
    const { vectorSize, epochs, alpha, minAlpha, hs, seed } = this.options;
    const corpus = corpusOf(sentences, this.options.minCount, "Word2Vec");
    const generator = new Generator(seed);
    // The kernel takes four numbers at a time; what is added stays zero.
    const width = Math.ceil(vectorSize / 4) * 4;
    const vectors = startVectors(corpus.vocab.size, vectorSize, width, generator);
    const contexts = zeros(corpus.vocab.size - (hs ? 1 : 0), width);
    const writer = stepWriter(corpus, this.options, generator);
    const stream = empty([writer.buffer.length], "int32");
    const work = empty([2, width], "float32");
    this.#corpus = corpus;
    this.#vectors = vectors;
    const total = corpus.tokens.length * epochs;
    let reported = 0;
    const train = (epoch: number, words: number): void => {
      this.#wv = undefined;
      const rate = Math.max(minAlpha, alpha - (alpha - minAlpha) * (words / total));
      const report = onProgress !== undefined && (words === total || words - reported >= total / 100);
      const loss = report ? logisticLoss(writer, vectors, contexts) : 0;
      stream.data.set(writer.buffer.subarray(0, writer.length));
      wordSteps(vectors.pointer, contexts.pointer, width, stream.pointer, writer.steps, rate, work.pointer);
      writer.clear();
      if (!report) return;
      reported = words;
      onProgress({ epoch, words, fraction: words / total, alpha: rate, loss });
    };
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      readThrough(corpus, writer, (words) => train(epoch, (epoch - 1) * corpus.tokens.length + words));
    }
    return this;
  }

  toString(): string {
    const { vectorSize, window, sg, hs, negative } = this.options;
    const how = `${sg ? "skip-gram" : "bag of words"}, ${hs ? "tree" : `${negative} negatives`}`;
    return `Word2Vec(${this.#corpus ? `${this.#corpus.vocab.size} words` : "not fitted"}, ${vectorSize} numbers each, window ${window}, ${how})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Writes the steps of every sentence and has them trained whenever the buffer is full, and at the end. */
function readThrough({ tokens, ends }: Corpus, writer: StepWriter, train: (words: number) => void): void {
  let start = 0;
  for (const end of ends) {
    writer.open(tokens.subarray(start, end));
    while (!writer.write()) train(start);
    start = end;
  }
  train(tokens.length);
}

function checked(options: Word2VecOptions): Required<Word2VecOptions> {
  const {
    vectorSize = 100,
    window = 5,
    minCount = 5,
    sg = true,
    hs = false,
    negative = 5,
    nsExponent = 0.75,
  } = options;
  const { sample = 1e-3, alpha = 0.025, minAlpha = 1e-4, epochs = 5, seed = 0 } = options;
  for (const [name, value] of Object.entries({ vectorSize, window, minCount, epochs, negative })) {
    if (Number.isInteger(value) && value >= 1) continue;
    const tree = name === "negative" && value === 0 ? "; hs: true predicts without drawn words" : "";
    throw new ArgumentError(`Word2Vec: ${name} is a whole number from 1, not ${value}${tree}.`);
  }
  for (const [name, value] of Object.entries({ nsExponent, sample, alpha, minAlpha, seed })) {
    if (!Number.isFinite(value) || (value < 0 && name !== "nsExponent")) {
      throw new ArgumentError(`Word2Vec: ${name} is a finite number from 0, not ${value}.`);
    }
  }
  if (minAlpha > alpha) throw new ArgumentError(`Word2Vec: alpha falls to minAlpha; ${minAlpha} is above ${alpha}.`);
  return { vectorSize, window, minCount, sg, hs, negative, nsExponent, sample, alpha, minAlpha, epochs, seed };
}

/** Small at random: each number within ±1 / 2 vectorSize. */
function startVectors(rows: number, vectorSize: number, width: number, generator: Generator): Tensor {
  const vectors = zeros(rows, width);
  const { data } = vectors;
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < vectorSize; i += 1) data[row * width + i] = (generator.uniform() - 0.5) / vectorSize;
  }
  return vectors;
}

function zeros(rows: number, width: number): Tensor {
  const out = empty([rows, width], "float32");
  out.data.fill(0);
  return out;
}

function unpadded(table: Tensor, columns: number): Tensor {
  const [rows, width] = [table.shape[0]!, table.shape[1]!];
  const out = empty([rows, columns], "float32");
  const [from, to] = [table.data, out.data];
  for (let row = 0; row < rows; row += 1) to.set(from.subarray(row * width, row * width + columns), row * columns);
  return out;
}
