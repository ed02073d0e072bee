// Sentences as numbers: what word vectors are trained on. Words are numbered by falling frequency; rare ones are dropped,
// so that their neighbours move together.
import { ArgumentError } from "../errors.ts";
import { Vocab } from "./vocab.ts";
import { itemsOf } from "../tensor/given.ts";

export interface Corpus {
  readonly vocab: Vocab;
  /** How often each word occurs. */
  readonly counts: Int32Array;
  /** All sentences one after another, as word numbers. */
  readonly tokens: Int32Array;
  /** Where each sentence ends in `tokens`. */
  readonly ends: Int32Array;
}

/**
 * Reads the sentences once, so generators will do.
 * @throws ArgumentError for sentences that are not lists of words, and when no word is frequent enough
 */
export function corpusOf(sentences: Iterable<readonly string[]>, minCount: number, what: string): Corpus {
  if (typeof sentences === "string") throw notWords(what, sentences);
  const seen = new Map<string, number>();
  const counts: number[] = [];
  const lines: Int32Array[] = [];
  for (const sentence of itemsOf(sentences, `${what} takes sentences that are lists of words,`)) {
    if (!Array.isArray(sentence)) throw notWords(what, sentence);
    const line = new Int32Array(sentence.length);
    for (let i = 0; i < line.length; i += 1) {
      const word: unknown = sentence[i];
      if (typeof word !== "string") throw notWords(what, sentence);
      let number = seen.get(word);
      if (number === undefined) {
        number = counts.push(0) - 1;
        seen.set(word, number);
      }
      counts[number]! += 1;
      line[i] = number;
    }
    lines.push(line);
  }
  const kept = [...seen]
    .filter(([, number]) => counts[number]! >= minCount)
    .toSorted(([a, i], [b, j]) => counts[j]! - counts[i]! || (a < b ? -1 : 1));
  if (kept.length < 2) {
    throw new ArgumentError({
      problem: `${what} needs at least two different words that occur ${minCount} times or more; of ${seen.size} words ${kept.length} do.`,
      attempt: seen.size > 1 ? "a smaller minCount, or more text" : "more text",
    });
  }
  const renumbered = new Int32Array(counts.length).fill(-1);
  kept.forEach(([, number], row) => (renumbered[number] = row));
  return {
    vocab: new Vocab(kept.map(([word]) => word)),
    counts: Int32Array.from(kept, ([, number]) => counts[number]!),
    ...joined(lines, renumbered),
  };
}

function joined(lines: readonly Int32Array[], renumbered: Int32Array): Pick<Corpus, "tokens" | "ends"> {
  const tokens = new Int32Array(lines.reduce((length, line) => length + line.length, 0));
  let length = 0;
  const ends = Int32Array.from(lines, (line) => {
    for (const number of line) {
      const row = renumbered[number]!;
      if (row >= 0) tokens[length++] = row;
    }
    return length;
  });
  return { tokens: tokens.subarray(0, length), ends };
}

function notWords(what: string, given: unknown): ArgumentError {
  const shown = JSON.stringify(given)?.slice(0, 40) ?? String(given);
  return new ArgumentError({
    problem: `${what} takes sentences that are lists of words, [["a", "sentence"], …]; one is ${shown}.`,
    attempt: "a tokenizer: texts.map(text.wordTokenizer())",
  });
}
