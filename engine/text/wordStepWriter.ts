// Which word meets which in Word2Vec's training, written as the list of steps that kernels/wordSteps.ts reads: per step how
// many inputs and their rows, how many targets and each as 2 · row + label.
import { ArgumentError } from "../errors.ts";
import type { Generator } from "../tensor/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { AliasTable } from "./aliasTable.ts";
import type { Corpus } from "./corpus.ts";
import { huffmanPaths } from "./huffman.ts";

export interface StepOptions {
  readonly window: number;
  readonly sg: boolean;
  readonly hs: boolean;
  readonly negative: number;
  readonly nsExponent: number;
  readonly sample: number;
}

export interface StepWriter {
  readonly buffer: Int32Array;
  /** Numbers in the buffer, and the steps they make. */
  readonly length: number;
  readonly steps: number;
  /** Starts a sentence. */
  open(sentence: Int32Array): void;
  /** Writes the steps of the sentence's words; false when the buffer is full before its end: clear it and go on. */
  write(): boolean;
  clear(): void;
}

/** A few thousand words' steps: the learning rate stays the same for so long. */
const room = 65_536;
/** A gibibyte. */
const mostRoom = 2 ** 28;

export function stepWriter(corpus: Corpus, options: StepOptions, generator: Generator): StepWriter {
  const { window, sg } = options;
  const targets = options.hs ? treeTargets(corpus) : drawnTargets(corpus, options, generator);
  const keep = keepChances(corpus, options.sample);
  const neighbours = 2 * Math.min(window, corpus.tokens.length);
  /** The most numbers that the steps of one word take. */
  const mostPerWord = sg ? neighbours * (2 + targets.most) : neighbours + 1 + targets.most;
  if (mostPerWord > mostRoom) {
    throw new ArgumentError(
      `Word2Vec: with window ${window} and negative ${options.negative} one word takes ${mostPerWord} numbers; at most ${mostRoom} are possible.`,
    );
  }
  const buffer = new Int32Array(Math.max(room, mostPerWord));
  let sentence = new Int32Array(0);
  let [length, steps, place, words] = [0, 0, 0, 0];

  const writeTargets = (): void => {
    length = targets.write(sentence[place]!, buffer, length);
    steps += 1;
  };
  /** Every neighbour predicts the word by itself. */
  const writePairs = (from: number, to: number): void => {
    for (let i = from; i < to; i += 1) {
      if (i === place) continue;
      buffer[length++] = 1;
      buffer[length++] = sentence[i]!;
      writeTargets();
    }
  };
  /** All neighbours predict the word together. */
  const writeBag = (from: number, to: number): void => {
    if (to - from < 2) return;
    buffer[length++] = to - from - 1;
    for (let i = from; i < to; i += 1) if (i !== place) buffer[length++] = sentence[i]!;
    writeTargets();
  };
  const writeWord = sg ? writePairs : writeBag;

  return {
    buffer,
    get length() {
      return length;
    },
    get steps() {
      return steps;
    },
    open(tokens) {
      if (sentence.length < tokens.length) sentence = new Int32Array(tokens.length);
      [place, words] = [0, 0];
      for (const word of tokens) if (generator.bits() < keep[word]!) sentence[words++] = word;
    },
    write() {
      for (; place < words; place += 1) {
        if (length + mostPerWord > buffer.length) return false;
        const reach = window - Math.floor((generator.bits() / 2 ** 32) * window);
        writeWord(Math.max(0, place - reach), Math.min(words, place + reach + 1));
      }
      return true;
    },
    clear() {
      [length, steps] = [0, 0];
    },
  };
}

/** The mean of -log σ(±score) summed over a step's targets, with the tables as they are. */
export function logisticLoss({ buffer, steps }: StepWriter, vectors: Tensor, contexts: Tensor): number {
  const width = vectors.shape[1]!;
  const [v, u] = [vectors.data, contexts.data];
  let [loss, at] = [0, 0];
  const mean = new Float64Array(width);
  for (let step = 0; step < steps; step += 1) {
    const inputs = buffer[at++]!;
    mean.fill(0);
    for (const end = at + inputs; at < end; at += 1) {
      const row = buffer[at]! * width;
      for (let i = 0; i < width; i += 1) mean[i]! += v[row + i]! / inputs;
    }
    const targets = buffer[at++]!;
    for (const end = at + targets; at < end; at += 1) {
      const row = (buffer[at]! >>> 1) * width;
      let score = 0;
      for (let i = 0; i < width; i += 1) score += mean[i]! * u[row + i]!;
      const right = (buffer[at]! & 1) === 1 ? score : -score;
      // log(1 + e^-right) without overflow.
      loss += Math.log1p(Math.exp(-Math.abs(right))) + Math.max(0, -right);
    }
  }
  return steps === 0 ? 0 : loss / steps;
}

/** What a word is predicted by: appends the count and the targets to the buffer from `at` on; returns the new end. */
interface Targets {
  readonly most: number;
  write(word: number, buffer: Int32Array, at: number): number;
}

/** The word itself, and words drawn by frequency to a power; a drawn word that is the word itself is left out. */
function drawnTargets(corpus: Corpus, { negative, nsExponent }: StepOptions, generator: Generator): Targets {
  const noise = new AliasTable(Float64Array.from(corpus.counts, (count) => count ** nsExponent));
  return {
    most: 2 + negative,
    write(word, buffer, at) {
      let end = at + 1;
      buffer[end++] = 2 * word + 1;
      for (let k = 0; k < negative; k += 1) {
        const drawn = noise.draw(generator);
        if (drawn !== word) buffer[end++] = 2 * drawn;
      }
      buffer[at] = end - at - 1;
      return end;
    },
  };
}

function treeTargets(corpus: Corpus): Targets {
  const paths = huffmanPaths(corpus.counts);
  return {
    most: 1 + paths.reduce((most, path) => Math.max(most, path.length), 0),
    write(word, buffer, at) {
      const path = paths[word]!;
      buffer[at] = path.length;
      buffer.set(path, at + 1);
      return at + 1 + path.length;
    },
  };
}

/**
 * How likely each word is read, in units of 2⁻³²: (√(f / s) + 1) · s / f for a word that makes up the part f of the text,
 * as the word2vec program has it (its paper says √(s / f)).
 */
function keepChances({ counts, tokens }: Corpus, sample: number): Float64Array {
  return Float64Array.from(counts, (count) => {
    const ratio = count / tokens.length / sample;
    return sample === 0 ? 2 ** 32 : Math.min(1, (Math.sqrt(ratio) + 1) / ratio) * 2 ** 32;
  });
}
