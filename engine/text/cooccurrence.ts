// Which words stand near which, counted over a text, and what the counts say beyond the words' own frequencies.
// The oldest road to word vectors: count, weigh (PPMI), take the leading directions (decomposition.TruncatedSVD).
import { ArgumentError } from "../errors.ts";
import { type Corpus, corpusOf } from "./corpus.ts";
import { needSparse, SparseRows } from "./sparseRows.ts";
import { Vocab } from "./vocab.ts";

export interface CooccurrenceOptions {
  /** Words up to so many places to each side count as near. Default 5. */
  readonly window?: number;
  /** Words that occur less often are ignored. Default 5. */
  readonly minCount?: number;
  /** At most so many words, the most frequent. Default all. */
  readonly maxWords?: number;
  /** "harmonic" (default): a neighbour d places away counts 1 / d, as in GloVe; "flat": each counts 1. */
  readonly weighting?: "harmonic" | "flat";
}

export interface Cooccurrences {
  readonly vocab: Vocab;
  /** [words, words], symmetric. */
  readonly counts: SparseRows;
}

/**
 * Counts how often each word stands near each other one, in the same sentence.
 * @throws ArgumentError for sentences that are not lists of words, and when no two words are frequent enough
 * @example
 * const { vocab, counts } = text.cooccurrences(sentences, { window: 4, maxWords: 4000 });
 * const rows = new decomposition.TruncatedSVD(100).fitTransform(text.ppmi(counts));
 * const vectors = new text.KeyedVectors(vocab, rows);
 */
export function cooccurrences(
  sentences: Iterable<readonly string[]>,
  options: CooccurrenceOptions = {},
): Cooccurrences {
  const { window = 5, minCount = 5, maxWords = Infinity, weighting = "harmonic" } = options;
  for (const [name, value] of Object.entries({ window, minCount })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new ArgumentError(`cooccurrences: ${name} is a whole number from 1, not ${value}.`);
    }
  }
  if (!(maxWords >= 2)) throw new ArgumentError(`cooccurrences: maxWords is a number from 2, not ${maxWords}.`);
  if (weighting !== "harmonic" && weighting !== "flat") {
    throw new ArgumentError(`cooccurrences: weighting is "harmonic" or "flat", not ${JSON.stringify(weighting)}.`);
  }
  const corpus = corpusOf(sentences, minCount, "cooccurrences");
  const size = Math.min(maxWords, corpus.vocab.size);
  const counts = countPairs(corpus, size, window, weighting === "harmonic");
  return { vocab: new Vocab(corpus.vocab.tokens.slice(0, size)), counts };
}

/**
 * Positive pointwise mutual information: max(0, ln(p(w, c) / (p(w) p(c)))), so pairs that stand together more often than
 * chance. p(c) is by frequency to the power `exponent`, which keeps rare contexts from weighing too much (Levy, Goldberg
 * & Dagan 2015, equation 3). Zeros are left out.
 */
export function ppmi(counts: SparseRows, { exponent = 0.75 }: { readonly exponent?: number } = {}): SparseRows {
  if (!(exponent > 0 && exponent <= 1))
    throw new ArgumentError(`ppmi: exponent is above 0 and at most 1, not ${exponent}.`);
  needSparse(counts, "ppmi");
  const rowSums = counts.rows().map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const columnSums = new Float64Array(counts.shape[1]);
  counts.columns.forEach((column, i) => (columnSums[column]! += counts.values[i]!));
  const chances = columnSums.map((sum) => sum ** exponent);
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const rows = counts.rows().map(({ columns, values }, row) => {
    const scores = values.map((value, i) => Math.log((value / rowSums[row]!) * (total / chances[columns[i]!]!)));
    return { columns: columns.filter((_, i) => scores[i]! > 0), values: scores.filter((score) => score > 0) };
  });
  return new SparseRows(counts.shape[1], rows);
}

/**
 * Row by row: at every place of a word, its neighbours are added to a row of all words, which stays in the processor's
 * cache; a hash table of pairs would not.
 */
function countPairs({ tokens, ends }: Corpus, size: number, window: number, harmonic: boolean): SparseRows {
  const { starts, places } = placesOf(tokens, size);
  const sentences = sentenceOfEach(tokens.length, ends);
  // No two words are further apart than the text is long.
  const shares = Array.from({ length: Math.min(window, tokens.length) + 1 }, (_, distance) =>
    harmonic ? 1 / distance : 1,
  );
  const sums = new Float64Array(size);
  const rows = Array.from({ length: size }, (_, word) => {
    const met: number[] = [];
    for (let k = starts[word]!; k < starts[word + 1]!; k += 1) {
      const place = places[k]!;
      const first = Math.max(place - window, ends[sentences[place]! - 1] ?? 0);
      const last = Math.min(place + window, ends[sentences[place]!]! - 1);
      for (let near = first; near <= last; near += 1) {
        // Words beyond maxWords keep their place: distances are those of the text.
        const other = tokens[near]!;
        if (near === place || other >= size) continue;
        if (sums[other] === 0) met.push(other);
        sums[other]! += shares[Math.abs(near - place)]!;
      }
    }
    const columns = Int32Array.from(met).toSorted();
    const values = Float64Array.from(columns, (column) => sums[column]!);
    for (const column of columns) sums[column] = 0;
    return { columns, values };
  });
  return new SparseRows(size, rows);
}

/** Where each of the first `size` words stands: word w at `places[starts[w]]` up to `places[starts[w + 1]]`. */
function placesOf(tokens: Int32Array, size: number): { starts: Int32Array; places: Int32Array } {
  const starts = new Int32Array(size + 1);
  for (const token of tokens) if (token < size) starts[token + 1]! += 1;
  for (let word = 0; word < size; word += 1) starts[word + 1]! += starts[word]!;
  const places = new Int32Array(starts[size]!);
  const next = starts.slice();
  tokens.forEach((token, place) => {
    if (token < size) places[next[token]!++] = place;
  });
  return { starts, places };
}

function sentenceOfEach(length: number, ends: Int32Array): Int32Array {
  const sentences = new Int32Array(length);
  ends.forEach((end, sentence) => sentences.fill(sentence, sentence === 0 ? 0 : ends[sentence - 1], end));
  return sentences;
}
