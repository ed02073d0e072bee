// Pairs of words and how related people find them: WordSimilarity-353.
// Source: L. Finkelstein, E. Gabrilovich, Y. Matias, E. Rivlin, Z. Solan, G. Wolfman and E. Ruppin 2002, CC BY 4.0. The
// file has the mean scores of the combined set, in lower case.
import { csvRows } from "./csv.ts";

export interface WordPair {
  readonly a: string;
  readonly b: string;
  /** Mean of 13 or 16 people's numbers: 0 unrelated, 10 the same. */
  readonly score: number;
}

/** All 353 pairs. */
export function wordPairs(): WordPair[] {
  return csvRows("wordsim.csv").map(([a, b, score]) => ({ a: a!, b: b!, score: Number(score) }));
}
