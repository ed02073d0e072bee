// From a text to its tokens. A tokenizer is a plain function, so any other may take its place.

/** Cuts a text into tokens. */
export type Tokenizer = (text: string) => string[];

export interface WordTokenizerOptions {
  /** What a word is; every match becomes a token. Default: two or more letters of any script, `/\p{L}{2,}/gu`. */
  readonly pattern?: RegExp;
  /** Lower case first. Default true. */
  readonly lowercase?: boolean;
}

/** Words by a regular expression. @example wordTokenizer()("The cat, the Hat!") // ["the", "cat", "the", "hat"] */
export function wordTokenizer({ pattern = /\p{L}{2,}/gu, lowercase = true }: WordTokenizerOptions = {}): Tokenizer {
  const all = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
  return (text) => (lowercase ? text.toLowerCase() : text).match(all) ?? [];
}

/** Characters as readers count them: an accented letter or a family emoji is one token. */
export function characterTokenizer(): Tokenizer {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return (text) => Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** What stands between spaces and line ends. */
export function whitespaceTokenizer(): Tokenizer {
  return (text) => text.split(/\s+/u).filter(Boolean);
}
