// TF-IDF: how much a word says about a document: often in it, seldom in others (Spärck Jones 1972).
import { ArgumentError } from "../errors.ts";
import { CountVectorizer, type CountVectorizerOptions, VocabularyError } from "./countVectorizer.ts";
import { SparseRows } from "./sparseRows.ts";

export interface TfidfVectorizerOptions extends CountVectorizerOptions {
  /**
   * How rare words gain, with N documents and df of them with the word:
   * "plain" (default) ln(N / df), the lecture's; "plusOne" ln(N / df) + 1; "smooth" ln((1 + N) / (1 + df)) + 1;
   * "none" 1. scikit-learn's `smooth_idf=False` is "plusOne", its default "smooth".
   */
  readonly idf?: "plain" | "plusOne" | "smooth" | "none";
  /** Counts become 1 + ln(count). Default false. */
  readonly sublinearTf?: boolean;
  /** Rows are divided by their length: "l2", "l1" or null (default). scikit-learn's default is "l2". */
  readonly norm?: "l1" | "l2" | null;
}

/**
 * Weighs the words of documents. By default with the lecture's formula, count · ln(N / documents with the word): a word
 * that is everywhere weighs 0. `{ idf: "smooth", norm: "l2" }` gives scikit-learn's numbers.
 * @example
 * const tfidf = new text.TfidfVectorizer();
 * const rows = tfidf.fitTransform(speeches);
 * tfidf.top(rows, 0, 5); // the five words that say most about the first speech
 */
export class TfidfVectorizer {
  readonly #counter: CountVectorizer;
  readonly #options: Required<Pick<TfidfVectorizerOptions, "idf" | "sublinearTf" | "norm">>;
  #idf: Float64Array | undefined;
  #df: Int32Array | undefined;

  constructor({ idf = "plain", sublinearTf = false, norm = null, ...counting }: TfidfVectorizerOptions = {}) {
    if (norm !== null && norm !== "l1" && norm !== "l2") {
      throw new ArgumentError(`norm is "l1", "l2" or null, not "${String(norm)}".`);
    }
    if (!["plain", "plusOne", "smooth", "none"].includes(idf)) {
      throw new ArgumentError(`idf is "plain", "plusOne", "smooth" or "none", not "${String(idf)}".`);
    }
    this.#counter = new CountVectorizer(counting);
    this.#options = { idf, sublinearTf, norm };
  }

  /** The column of each term. @throws VocabularyError before `fit` */
  get vocabulary(): ReadonlyMap<string, number> {
    return this.#counter.vocabulary;
  }

  /** The factor of each column. @throws VocabularyError before `fit` */
  get idf(): Float64Array {
    return this.#idf ?? unfitted();
  }

  /** In how many documents each column's term occurs. @throws VocabularyError before `fit` */
  get df(): Int32Array {
    return this.#df ?? unfitted();
  }

  /** Terms in the order of their columns. */
  getFeatureNames(): string[] {
    return this.#counter.getFeatureNames();
  }

  /** Learns vocabulary and idf. @throws VocabularyError when no term is left */
  fit(documents: Iterable<string>): this {
    this.fitTransform(documents);
    return this;
  }

  /** Learns vocabulary and idf, and weighs: [documents, terms]. */
  fitTransform(documents: Iterable<string>): SparseRows {
    const counts = this.#counter.fitTransform(documents);
    this.#df = new Int32Array(counts.shape[1]);
    for (const column of counts.columns) this.#df[column]! += 1;
    this.#idf = Float64Array.from(this.#df, idfOf(this.#options.idf, counts.shape[0]));
    return this.#weigh(counts);
  }

  /** Weighs new documents with what `fit` learned; unknown words are ignored. @throws VocabularyError before `fit` */
  transform(documents: Iterable<string>): SparseRows {
    if (!this.#idf) unfitted();
    return this.#weigh(this.#counter.transform(documents));
  }

  /** The terms of a row that weigh most. */
  top(rows: SparseRows, row: number, count = 10): { readonly term: string; readonly weight: number }[] {
    const names = this.getFeatureNames();
    return rows.top(row, count).map(({ column, value }) => ({ term: names[column]!, weight: value }));
  }

  #weigh(counts: SparseRows): SparseRows {
    const { sublinearTf, norm } = this.#options;
    const { idf } = this;
    const rows = counts.rows().map(({ columns, values }) => {
      const weights = values.map((count, i) => (sublinearTf ? 1 + Math.log(count) : count) * idf[columns[i]!]!);
      const length = norm === null ? 1 : lengthOf(weights, norm);
      return { columns, values: length > 0 ? weights.map((weight) => weight / length) : weights };
    });
    return new SparseRows(counts.shape[1], rows);
  }
}

/** A fixed vocabulary says which words there are, and not how rare. */
function unfitted(): never {
  throw new VocabularyError(
    "How rare words are is not known yet: call fit(documents) or fitTransform(documents) first.",
  );
}

function idfOf(kind: "plain" | "plusOne" | "smooth" | "none", n: number): (df: number) => number {
  // A term of a fixed vocabulary may be in no document: it never occurs, so its weight does not matter.
  if (kind === "plain") return (df) => (df === 0 ? 0 : Math.log(n / df));
  if (kind === "plusOne") return (df) => (df === 0 ? 1 : Math.log(n / df) + 1);
  if (kind === "smooth") return (df) => Math.log((1 + n) / (1 + df)) + 1;
  return () => 1;
}

function lengthOf(weights: Float64Array, norm: "l1" | "l2"): number {
  let sum = 0;
  for (const weight of weights) sum += norm === "l1" ? Math.abs(weight) : weight ** 2;
  return norm === "l1" ? sum : Math.sqrt(sum);
}
