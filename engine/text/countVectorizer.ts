// Bag of words: a document becomes the counts of its words, and their order is forgotten.
// Names and options are scikit-learn's CountVectorizer's, in lowerCamelCase.
import { ArgumentError } from "../errors.ts";
import { type SparseRow, SparseRows } from "./sparseRows.ts";
import { type Tokenizer, wordTokenizer } from "./tokenizers.ts";

export interface CountVectorizerOptions {
  /** Default: `wordTokenizer()`. */
  readonly tokenizer?: Tokenizer;
  /** Sequences of how many tokens count as terms, from and to. Default [1, 1]. */
  readonly ngramRange?: readonly [number, number];
  /** Tokens to leave out. */
  readonly stopWords?: Iterable<string>;
  /** In at least this many documents; below 1: this part of them. Default 1 document. */
  readonly minDf?: number;
  /** In at most this many documents; below 1: this part of them. Default: all. */
  readonly maxDf?: number;
  /** Keep only this many terms, the most frequent. */
  readonly maxFeatures?: number;
  /** Count a term once a document. Default false. */
  readonly binary?: boolean;
  /** Fixed terms in the order of their columns; then `fit` learns nothing. */
  readonly vocabulary?: readonly string[];
}

/** Text was asked for before there was a vocabulary, or none was left. */
export class VocabularyError extends ArgumentError {}

/**
 * Counts words.
 * @example
 * const vectorizer = new text.CountVectorizer();
 * const counts = vectorizer.fitTransform(["the cat", "the dog and the cat"]);
 * vectorizer.getFeatureNames(); // ["and", "cat", "dog", "the"]
 */
export class CountVectorizer {
  readonly #options: CountVectorizerOptions;
  readonly #tokenize: Tokenizer;
  readonly #stopWords: ReadonlySet<string>;
  #columns: Map<string, number> | undefined;

  constructor(options: CountVectorizerOptions = {}) {
    const { tokenizer = wordTokenizer(), stopWords = [], ngramRange: [low, high] = [1, 1], vocabulary } = options;
    if (!(Number.isInteger(low) && Number.isInteger(high) && low >= 1 && low <= high)) {
      throw new ArgumentError(`ngramRange is two whole numbers from 1, the smaller first, not [${low}, ${high}].`);
    }
    for (const name of ["minDf", "maxDf", "maxFeatures"] as const) {
      const value = options[name] ?? 1;
      if (!(value > 0)) throw new ArgumentError(`${name} is a number above 0, not ${value}.`);
    }
    this.#options = options;
    this.#tokenize = tokenizer;
    this.#stopWords = new Set(stopWords);
    if (vocabulary) this.#columns = numbered(vocabulary);
  }

  /** The column of each term. @throws VocabularyError before `fit` */
  get vocabulary(): ReadonlyMap<string, number> {
    if (this.#columns) return this.#columns;
    throw new VocabularyError("There is no vocabulary yet: call fit(documents) or fitTransform(documents) first.");
  }

  /** Terms in the order of their columns: sorted by code points, as scikit-learn sorts. */
  getFeatureNames(): string[] {
    return [...this.vocabulary.keys()];
  }

  /** Learns the vocabulary. @throws VocabularyError when no term is left */
  fit(documents: Iterable<string>): this {
    this.fitTransform(documents);
    return this;
  }

  /** Learns the vocabulary and counts: [documents, terms]. */
  fitTransform(documents: Iterable<string>): SparseRows {
    const counts = listed(documents).map((document) => this.#count(document));
    if (!this.#options.vocabulary) this.#columns = numbered(this.#choose(counts));
    return this.#rows(counts);
  }

  /** Counts the terms of the vocabulary; others are ignored. @throws VocabularyError before `fit` */
  transform(documents: Iterable<string>): SparseRows {
    return this.#rows(listed(documents).map((document) => this.#count(document)));
  }

  /** Terms of one document with their counts, in the order of their first occurrence. */
  #count(document: string): Map<string, number> {
    const tokens = this.#tokenize(document).filter((token) => !this.#stopWords.has(token));
    const [low, high] = this.#options.ngramRange ?? [1, 1];
    const counts = new Map<string, number>();
    for (let n = low; n <= high; n += 1) {
      for (let start = 0; start + n <= tokens.length; start += 1) {
        const term = n === 1 ? tokens[start]! : tokens.slice(start, start + n).join(" ");
        counts.set(term, (counts.get(term) ?? 0) + 1);
      }
    }
    return counts;
  }

  #choose(documents: readonly ReadonlyMap<string, number>[]): string[] {
    const found = new Map<string, { documents: number; total: number }>();
    for (const counts of documents) {
      for (const [term, count] of counts) {
        const known = found.get(term);
        if (known) {
          known.documents += 1;
          known.total += count;
        } else found.set(term, { documents: 1, total: count });
      }
    }
    const { minDf = 1, maxDf = documents.length, maxFeatures = Infinity } = this.#options;
    const [fewest, most] = [minDf, maxDf].map((df) => (df < 1 ? df * documents.length : df)) as [number, number];
    const kept = [...found].filter(([, term]) => term.documents >= fewest && term.documents <= most);
    if (kept.length === 0) {
      throw new VocabularyError(
        found.size === 0
          ? "The vocabulary is empty: the documents hold no words, or only stop words."
          : `No term is left of ${found.size}: minDf ${minDf} and maxDf ${maxDf} exclude all. Widen them.`,
      );
    }
    const names = kept.map(([term]) => term).toSorted(byCodePoints);
    if (names.length <= maxFeatures) return names;
    // Most frequent first; the sort is stable, so of equals the first in the order of columns.
    const frequent = names.toSorted((a, b) => found.get(b)!.total - found.get(a)!.total).slice(0, maxFeatures);
    return frequent.toSorted(byCodePoints);
  }

  #rows(documents: readonly ReadonlyMap<string, number>[]): SparseRows {
    const { vocabulary } = this;
    const rows = documents.map((counts): SparseRow => {
      const entries: [column: number, count: number][] = [];
      for (const [term, count] of counts) {
        const column = vocabulary.get(term);
        if (column !== undefined) entries.push([column, this.#options.binary ? 1 : count]);
      }
      entries.sort(([a], [b]) => a - b);
      return {
        columns: Int32Array.from(entries, ([column]) => column),
        values: Float64Array.from(entries, ([, count]) => count),
      };
    });
    return new SparseRows(vocabulary.size, rows);
  }
}

function numbered(terms: readonly string[]): Map<string, number> {
  const columns = new Map(terms.map((term, column) => [term, column]));
  if (columns.size === terms.length) return columns;
  throw new VocabularyError("The vocabulary names a term twice.");
}

/** A single string is nearly always a mistake: it would be read letter by letter. */
function listed(documents: Iterable<string>): string[] {
  if (typeof documents === "string") {
    throw new ArgumentError("A list of documents is needed, not one string: put it in brackets, [text].");
  }
  const list = [...documents];
  const wrong = list.findIndex((document) => typeof document !== "string");
  if (wrong >= 0) throw new ArgumentError(`Document ${wrong} is not a string but ${typeof list[wrong]}.`);
  return list;
}

/** JavaScript compares UTF-16 units, which differs beyond the basic plane. */
function byCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  // Not between the halves of a pair.
  if (i > 0 && /[\uDC00-\uDFFF]/.test(a[i] ?? "")) i -= 1;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}
