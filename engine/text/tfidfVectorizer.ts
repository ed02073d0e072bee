// TF-IDF: counts weighted by how telling a term is. A term that every text has tells nothing.
// The default is the plain formula, count · ln(N / df); options give scikit-learn's and gensim's (Spärck Jones 1972).
import { ArgumentError, NotFittedError } from "../errors.ts";
import { type CountOptions, CountVectorizer } from "./countVectorizer.ts";
import type { Norm, SparseRows } from "./sparseRows.ts";
import { wordTokenizer } from "./tokenizers.ts";

export interface TfidfOptions extends CountOptions {
  /** Length that each row is divided by. Default null, none. */
  readonly norm?: Norm | null;
  /** Whether to weight counts at all. Default true. */
  readonly useIdf?: boolean;
  /** Whether idf counts one more text that has every term: ln((1 + N) / (1 + df)). Default false. */
  readonly smoothIdf?: boolean;
  /** Whether 1 is added to idf, so that terms of every text keep some weight. Default false. */
  readonly addOne?: boolean;
  /** Whether a count c becomes 1 + ln c. Default false. */
  readonly sublinearTf?: boolean;
}

/**
 * The options that make scikit-learn's `TfidfVectorizer()` of ours; gensim's `TfidfModel` is `{ norm: "l2" }`.
 * @example new TfidfVectorizer({ ...scikitLearn, sublinearTf: true })
 */
export const scikitLearn = {
  tokenizer: wordTokenizer({ pattern: /[\p{L}\p{N}_]{2,}/u }),
  norm: "l2",
  smoothIdf: true,
  addOne: true,
} as const satisfies TfidfOptions;

export interface TermWeight {
  readonly term: string;
  readonly weight: number;
}

/**
 * Weighs the terms of texts: `count · idf`, where idf = ln(N / df) for N texts fitted to, df of them with the term.
 * @example
 * const vectorizer = new TfidfVectorizer();
 * const weights = vectorizer.fitTransform(texts);
 * vectorizer.topTerms(weights, 0);
 */
export class TfidfVectorizer {
  readonly options: TfidfOptions;
  readonly #counter: CountVectorizer;
  #idf: Float64Array | undefined;

  /** @throws ArgumentError for options outside their range */
  constructor(options: TfidfOptions = {}) {
    const { norm = null } = options;
    if (norm !== null && norm !== "l1" && norm !== "l2") {
      throw new ArgumentError(`norm is "l1", "l2" or null; it is ${JSON.stringify(norm)}.`);
    }
    this.options = options;
    this.#counter = new CountVectorizer(options);
  }

  /**
   * Learns the terms and their idf.
   * @throws ArgumentError when no term is left
   */
  fit(texts: Iterable<string>): this {
    this.fitTransform(texts);
    return this;
  }

  /** Learns from these texts and weighs them: → [texts, terms]. */
  fitTransform(texts: Iterable<string>): SparseRows {
    const counts = this.#counter.fitTransform(texts);
    this.#idf = inverseDocumentFrequency(counts, this.options);
    return this.#weigh(counts, this.#idf);
  }

  /**
   * Weighs texts by what was learnt: → [texts, terms]. Terms unknown then count nothing.
   * @throws NotFittedError before fit
   */
  transform(texts: Iterable<string>): SparseRows {
    return this.#weigh(this.#counter.transform(texts), this.idf);
  }

  /** The learnt factor of each term. */
  get idf(): Float64Array {
    if (this.#idf) return this.#idf;
    throw new NotFittedError({
      problem: "The vectorizer has no weights yet: it was not fitted to any texts.",
      attempt: "fit(texts) or fitTransform(texts) first",
    });
  }

  /** Terms to columns. */
  get vocabulary(): ReadonlyMap<string, number> {
    return this.#counter.vocabulary;
  }

  /** Terms by column. */
  getFeatureNames(): string[] {
    return this.#counter.getFeatureNames();
  }

  /** The `k` terms of greatest weight in row i, heaviest first; ties in alphabetical order. */
  topTerms(weights: SparseRows, i: number, k = 10): TermWeight[] {
    const names = this.getFeatureNames();
    const { indices, data } = weights.row(i);
    return Array.from(indices, (column, at) => ({ term: names[column]!, weight: data[at]! }))
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, k);
  }

  #weigh(counts: SparseRows, idf: Float64Array): SparseRows {
    const { sublinearTf = false, norm = null } = this.options;
    const weights = counts.map((count, _, column) => (sublinearTf ? 1 + Math.log(count) : count) * idf[column]!);
    return norm ? weights.normalize(norm) : weights;
  }
}

function inverseDocumentFrequency(counts: SparseRows, options: TfidfOptions): Float64Array {
  const { useIdf = true, smoothIdf = false, addOne = false } = options;
  const idf = new Float64Array(counts.columns);
  if (!useIdf) return idf.fill(1);
  for (const column of counts.indices) idf[column]! += 1;
  const extra = smoothIdf ? 1 : 0;
  // A term of a given vocabulary that no text has would divide by zero; no text fitted to can use its weight.
  return idf.map((df) => Math.log((counts.rows + extra) / Math.max(df + extra, 1)) + (addOne ? 1 : 0));
}
