// Tokenizers: functions from a text to its tokens. All are plain functions, so a user's own is as good as these.
import { ArgumentError } from "../errors.ts";

/** Cuts a text into tokens. */
export type Tokenizer = (text: string) => string[];

export interface WordTokenizerOptions {
  /** What a word looks like. Default `/[a-z]{2,}/`, two or more of the letters a to z. */
  readonly pattern?: RegExp;
  /** Whether the text is put in lower case first. Default true. */
  readonly lowercase?: boolean;
}

/**
 * A tokenizer that finds every match of a pattern and drops what lies between.
 * @example wordTokenizer()("The union's 2 houses") // ["the", "union", "houses"]
 * @example wordTokenizer({ pattern: /[\p{L}\p{N}_]{2,}/u }) // scikit-learn's words
 */
export function wordTokenizer({ pattern = /[a-z]{2,}/, lowercase = true }: WordTokenizerOptions = {}): Tokenizer {
  const everywhere = new RegExp(pattern.source, pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`);
  return (text) => {
    checkText(text, "The word tokenizer");
    return (lowercase ? text.toLowerCase() : text).match(everywhere) ?? [];
  };
}

/** The characters of a text, as Unicode code points: an emoji outside the basic plane stays whole. */
export function characterTokenizer(text: string): string[] {
  checkText(text, "characterTokenizer");
  return Array.from(text);
}

/** What lies between white space; case and punctuation stay. */
export function whitespaceTokenizer(text: string): string[] {
  checkText(text, "whitespaceTokenizer");
  return text.split(/\s+/u).filter((token) => token !== "");
}

/** @throws ArgumentError when what should be a text is none */
export function checkText(text: unknown, who: string): asserts text is string {
  if (typeof text !== "string") {
    throw new ArgumentError(`${who} takes a text; it was given ${describe(text)}.`);
  }
}

/** @throws ArgumentError when what should be several texts is one text, or holds something else */
export function checkTexts(texts: Iterable<unknown>, who: string): asserts texts is Iterable<string> {
  if (typeof texts === "string" || typeof texts?.[Symbol.iterator] !== "function") {
    throw new ArgumentError({
      problem: `${who} takes a list of texts; it was given ${describe(texts)}.`,
      attempt: typeof texts === "string" ? "[text] for a single one" : undefined,
    });
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return "one text";
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
