// Bag of words: a text becomes the counts of its terms; their order is lost. Names and options are scikit-learn's.
// Knows nothing of weights: `TfidfVectorizer` puts them on these counts.
import { ArgumentError, NotFittedError } from "../errors.ts";
import { SparseRows } from "./sparseRows.ts";
import { checkTexts, type Tokenizer, wordTokenizer } from "./tokenizers.ts";

export interface CountOptions {
  /** Default `wordTokenizer()`: lower case, two or more letters a to z. */
  readonly tokenizer?: Tokenizer;
  /** Shortest and longest run of tokens that is a term. Default [1, 1], single tokens. */
  readonly ngramRange?: readonly [number, number];
  /** Tokens to leave out, before runs are formed. Default none. */
  readonly stopWords?: Iterable<string>;
  /** Terms in fewer texts are left out: a share of the texts when below 1, else a number of texts. Default 1. */
  readonly minDf?: number;
  /** Terms in more texts are left out: a share of the texts up to 1, else a number of texts. Default 1, all texts. */
  readonly maxDf?: number;
  /** Only so many of the terms that come most often; equally frequent ones in alphabetical order. Default all. */
  readonly maxFeatures?: number;
  /** Whether to count at most one of each term in a text. Default false. */
  readonly binary?: boolean;
  /** The terms, by column. Default those of the texts fitted to, in alphabetical order. */
  readonly vocabulary?: Iterable<string>;
}

/**
 * Counts the terms of texts: fit learns the terms, transform counts them in any texts, unknown terms are passed over.
 * @example new CountVectorizer().fitTransform(["the state of the union"]).toArray() // [[1, 1, 2, 1]]
 */
export class CountVectorizer {
  readonly options: CountOptions;
  readonly #tokenize: Tokenizer;
  readonly #stopWords: ReadonlySet<string>;
  readonly #given: readonly string[] | undefined;
  #columns: ReadonlyMap<string, number> | undefined;

  /** @throws ArgumentError for options outside their range */
  constructor(options: CountOptions = {}) {
    checkOptions(options);
    this.options = options;
    this.#tokenize = options.tokenizer ?? wordTokenizer();
    this.#stopWords = new Set(options.stopWords);
    this.#given = options.vocabulary && [...options.vocabulary];
    if (this.#given) this.#columns = numbered(this.#given);
  }

  /**
   * Learns the terms.
   * @throws ArgumentError when no term is left
   */
  fit(texts: Iterable<string>): this {
    this.fitTransform(texts);
    return this;
  }

  /** Learns the terms of these texts and counts them: → [texts, terms]. */
  fitTransform(texts: Iterable<string>): SparseRows {
    checkTexts(texts, "CountVectorizer.fit");
    const bags = Array.from(texts, (text) => this.#count(text));
    this.#columns = numbered(this.#given ?? chooseTerms(bags, this.options));
    return this.#toRows(bags, this.#columns);
  }

  /**
   * Counts the learnt terms: → [texts, terms].
   * @throws NotFittedError before fit, unless a vocabulary was given
   */
  transform(texts: Iterable<string>): SparseRows {
    checkTexts(texts, "CountVectorizer.transform");
    const columns = this.vocabulary;
    return this.#toRows(
      Array.from(texts, (text) => this.#count(text)),
      columns,
    );
  }

  /** Terms to columns. */
  get vocabulary(): ReadonlyMap<string, number> {
    if (this.#columns) return this.#columns;
    throw new NotFittedError({
      problem: "The vectorizer has no terms yet: it was not fitted to any texts.",
      attempt: "fit(texts) or fitTransform(texts) first",
    });
  }

  /** Terms by column. */
  getFeatureNames(): string[] {
    return [...this.vocabulary.keys()];
  }

  #count(text: string): Map<string, number> {
    const [shortest, longest] = this.options.ngramRange ?? [1, 1];
    const tokens = this.#tokenize(text).filter((token) => !this.#stopWords.has(token));
    const counts = new Map<string, number>();
    for (let length = shortest; length <= longest; length++) {
      for (let start = 0; start + length <= tokens.length; start++) {
        const term = length === 1 ? tokens[start]! : tokens.slice(start, start + length).join(" ");
        counts.set(term, this.options.binary ? 1 : (counts.get(term) ?? 0) + 1);
      }
    }
    return counts;
  }

  #toRows(bags: readonly ReadonlyMap<string, number>[], columns: ReadonlyMap<string, number>): SparseRows {
    const maps = bags.map((bag) => {
      const known = new Map<number, number>();
      for (const [term, count] of bag) {
        const column = columns.get(term);
        if (column !== undefined) known.set(column, count);
      }
      return known;
    });
    return SparseRows.fromMaps(maps, columns.size);
  }
}

function checkOptions({
  ngramRange: [shortest, longest] = [1, 1],
  minDf = 1,
  maxDf = 1,
  maxFeatures = 1,
}: CountOptions) {
  if (!(Number.isInteger(shortest) && Number.isInteger(longest) && shortest >= 1 && shortest <= longest)) {
    throw new ArgumentError(
      `ngramRange is two whole numbers, shortest ≥ 1 and longest ≥ shortest; it is [${shortest}, ${longest}].`,
    );
  }
  for (const [name, value] of [["minDf", minDf] as const, ["maxDf", maxDf] as const]) {
    if (!(value >= 0 && (value <= 1 || Number.isInteger(value)))) {
      throw new ArgumentError(
        `${name} is a share of the texts from 0 to 1 or a whole number of texts; it is ${value}.`,
      );
    }
  }
  if (!(Number.isInteger(maxFeatures) && maxFeatures >= 1)) {
    throw new ArgumentError(`maxFeatures is a whole number from 1; it is ${maxFeatures}.`);
  }
}

/** The terms that the limits let through, in alphabetical order (by UTF-16 code unit). */
function chooseTerms(bags: readonly ReadonlyMap<string, number>[], options: CountOptions): string[] {
  const { minDf = 1, maxDf = 1, maxFeatures = Infinity } = options;
  const totals = new Map<string, { texts: number; count: number }>();
  for (const bag of bags) {
    for (const [term, count] of bag) {
      const total = totals.get(term);
      if (total) {
        total.texts += 1;
        total.count += count;
      } else totals.set(term, { texts: 1, count });
    }
  }
  const fewest = minDf < 1 ? minDf * bags.length : minDf;
  const most = maxDf <= 1 ? maxDf * bags.length : maxDf;
  const kept = [...totals]
    .filter(([, { texts }]) => texts >= fewest && texts <= most)
    .toSorted(([a, { count: m }], [b, { count: n }]) => n - m || (a < b ? -1 : 1))
    .slice(0, maxFeatures);
  if (kept.length === 0) {
    throw new ArgumentError({
      problem: `No terms are left of the ${totals.size} found in ${bags.length} texts.`,
      attempt: totals.size > 0 ? "a smaller minDf or a larger maxDf" : "another tokenizer, or fewer stopWords",
    });
  }
  return kept.map(([term]) => term).toSorted((a, b) => (a < b ? -1 : 1));
}

function numbered(terms: readonly string[]): Map<string, number> {
  const columns = new Map(terms.map((term, column) => [term, column]));
  if (columns.size < terms.length || columns.size === 0) {
    throw new ArgumentError(
      columns.size === 0 ? "The vocabulary is empty." : "The vocabulary has a term more than once.",
    );
  }
  return columns;
}
