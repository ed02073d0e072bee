// Bag of words: a document becomes the counts of its words, and their order is forgotten.
// Names and options are scikit-learn's CountVectorizer's, in lowerCamelCase.
import { ArgumentError } from "../errors.ts";
import { type SparseRow, SparseRows } from "./sparseRows.ts";
import { type Tokenizer, wordTokenizer } from "./tokenizers.ts";
import { WordTable } from "./wordTable.ts";

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
    if (this.#options.vocabulary) return this.transform(documents);
    const reader = this.#reader([]);
    const counted = count(listed(documents), (document) => reader.read(document, true));
    const terms = reader.terms();
    this.#columns = numbered(this.#choose(counted, terms));
    const columnOf = Int32Array.from(terms, (term) => this.#columns!.get(term) ?? -1);
    return this.#rows(counted, (number) => columnOf[number]!);
  }

  /** Counts the terms of the vocabulary; others are ignored. @throws VocabularyError before `fit` */
  transform(documents: Iterable<string>): SparseRows {
    const reader = this.#reader(this.vocabulary.keys());
    return this.#rows(
      count(listed(documents), (document) => reader.read(document, false)),
      (number) => number,
    );
  }

  /** What gives a document's terms by number, and knows these. */
  #reader(terms: Iterable<string>): Reader {
    const { tokenizer, ngramRange: [, longest] = [1, 1] } = this.#options;
    // Plain words need no strings: several times as fast.
    if (!tokenizer && longest === 1 && this.#stopWords.size === 0) {
      const table = new WordTable(terms);
      return { read: (document, learn) => table.numbersIn(document, learn), terms: () => table.words };
    }
    const numbers = new Map<string, number>();
    for (const term of terms) numbers.set(term, numbers.size);
    const read = (document: string, learn: boolean): number[] => {
      const found: number[] = [];
      for (const term of this.#termsOf(document)) {
        let number = numbers.get(term);
        if (number === undefined && learn) numbers.set(term, (number = numbers.size));
        if (number !== undefined) found.push(number);
      }
      return found;
    };
    return { read, terms: () => [...numbers.keys()] };
  }

  #termsOf(document: string): readonly string[] {
    const all = this.#tokenize(document);
    const tokens = this.#stopWords.size === 0 ? all : all.filter((token) => !this.#stopWords.has(token));
    const [low, high] = this.#options.ngramRange ?? [1, 1];
    if (high === 1) return tokens;
    const terms: string[] = [];
    for (let n = low; n <= Math.min(high, tokens.length); n += 1) {
      for (let start = 0; start + n <= tokens.length; start += 1) terms.push(tokens.slice(start, start + n).join(" "));
    }
    return terms;
  }

  #choose(documents: readonly Counted[], terms: readonly string[]): string[] {
    const [inDocuments, totals] = [new Int32Array(terms.length), new Int32Array(terms.length)];
    for (const { terms: own, counts } of documents) {
      own.forEach((number, i) => {
        inDocuments[number]! += 1;
        totals[number]! += counts[i]!;
      });
    }
    const { minDf = 1, maxDf = documents.length, maxFeatures = Infinity } = this.#options;
    const [fewest, most] = [minDf, maxDf].map((df) => (df < 1 ? df * documents.length : df)) as [number, number];
    const kept = terms.map((_, i) => i).filter((i) => inDocuments[i]! >= fewest && inDocuments[i]! <= most);
    if (kept.length === 0) {
      throw new VocabularyError(
        terms.length === 0
          ? "The vocabulary is empty: the documents hold no words, or only stop words."
          : `No term is left of ${terms.length}: minDf ${minDf} and maxDf ${maxDf} exclude all. Widen them.`,
      );
    }
    const inOrder = (chosen: readonly number[]) => chosen.toSorted((a, b) => byCodePoints(terms[a]!, terms[b]!));
    const sorted = inOrder(kept);
    // Most frequent first; the sort is stable, so of equals the first in the order of columns.
    const chosen =
      sorted.length <= maxFeatures
        ? sorted
        : inOrder(sorted.toSorted((a, b) => totals[b]! - totals[a]!).slice(0, maxFeatures));
    return chosen.map((i) => terms[i]!);
  }

  #rows(documents: readonly Counted[], columnOf: (number: number) => number): SparseRows {
    const { binary } = this.#options;
    const rows = documents.map(({ terms, counts }): SparseRow => {
      // Column and place in one number: sorting numbers is many times faster than sorting pairs.
      const keys = new Float64Array(terms.length);
      let found = 0;
      terms.forEach((term, place) => {
        const column = columnOf(term);
        if (column >= 0) keys[found++] = column * placesAtMost + place;
      });
      const sorted = keys.subarray(0, found).toSorted();
      const [columns, values] = [new Int32Array(found), new Float64Array(found)];
      for (let i = 0; i < found; i += 1) {
        const column = Math.floor(sorted[i]! / placesAtMost);
        columns[i] = column;
        values[i] = binary ? 1 : counts[sorted[i]! - column * placesAtMost]!;
      }
      return { columns, values };
    });
    return new SparseRows(this.vocabulary.size, rows);
  }
}

interface Reader {
  /** The numbers of a document's terms; with `learn`, new terms get the next number, else they are left out. */
  read(document: string, learn: boolean): ArrayLike<number>;
  /** All terms by number. */
  terms(): readonly string[];
}

/** A document's terms by number, in the order of their first occurrence, and how often each occurs. */
interface Counted {
  readonly terms: readonly number[];
  readonly counts: readonly number[];
}

function count(documents: readonly string[], read: (document: string) => ArrayLike<number>): Counted[] {
  // Where a term stands in the list of the document that is read now, or a place from an earlier document.
  const places: number[] = [];
  return documents.map((document) => {
    const [terms, counts]: [number[], number[]] = [[], []];
    const numbers = read(document);
    for (let i = 0; i < numbers.length; i += 1) {
      const number = numbers[i]!;
      const place = places[number] ?? 0;
      if (terms[place] === number) counts[place]! += 1;
      else {
        places[number] = terms.push(number) - 1;
        counts.push(1);
      }
    }
    return { terms, counts };
  });
}

/** More terms than a document has; times the columns there may be, still a whole number exactly. */
const placesAtMost = 2 ** 26;

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

/** JavaScript compares UTF-16 units, which differs beyond the basic plane: a half of a pair stands for a higher point. */
function byCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
