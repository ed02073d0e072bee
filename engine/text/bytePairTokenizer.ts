// Byte pairs: any text in any script as numbers from a vocabulary of chosen size, and back without loss. A text is cut
// into words, words into UTF-8 bytes, and bytes that often stand together are one token. Files are GPT-2's.
// Sennrich, Haddow & Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016); Radford et al.,
// "Language Models are Unsupervised Multitask Learners" (2019), for bytes and for the cutting.
import { ArgumentError, IndexError } from "../errors.ts";
import { byteOrder, bytesOf, visible } from "./byteAlphabet.ts";
import { parseMerges, parseVocab } from "./bytePairFiles.ts";
import { learnMerges, type Merge, mergePair } from "./bytePairTraining.ts";
import { needArray } from "../tensor/given.ts";

/**
 * GPT-2's cutting into words: English endings after an apostrophe; letters, digits or other signs with the space before
 * them; white space, of which the last space before a word belongs to it.
 */
const gpt2Pattern = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export interface BytePairTrainOptions {
  /** How many tokens there will be, special ones included: at least 256 more than those. Fewer if the text has no more. */
  readonly vocabSize: number;
  /** Pairs that occur less often are not merged. Default 2. */
  readonly minFrequency?: number;
  /** Tokens that stand for no text, as `["<|endoftext|>"]`: they get the last numbers. Default none. */
  readonly specialTokens?: readonly string[];
}

export interface BytePairEncodeOptions {
  /** Whether special tokens written in the text become their number. Default false: they are text like any other. */
  readonly special?: boolean;
}

/**
 * A byte-level byte-pair tokenizer.
 * @example
 * const tokenizer = text.BytePairTokenizer.train(speeches, { vocabSize: 1000 });
 * const ids = tokenizer.encode("My fellow citizens");
 * tokenizer.decode(ids); // "My fellow citizens"
 */
export class BytePairTokenizer {
  /** What each number stands for, bytes as GPT-2 writes them: Ġ is a space. */
  readonly tokens: readonly string[];
  readonly specialTokens: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #bytes: readonly Uint8Array[];
  readonly #merges: readonly Merge[];
  /** By pair: when it is merged, and into what. */
  readonly #ranks = new Map<number, { readonly rank: number; readonly token: number }>();
  readonly #numberOfByte: readonly number[];
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * From a vocabulary (tokens by number, in GPT-2's characters) and its merges, the first learned first. `train` and
   * `load` are the usual ways.
   * @throws ArgumentError for tokens that come twice, merges of unknown tokens, or a byte without a token
   */
  constructor(
    tokens: readonly string[],
    merges: readonly (readonly [string, string])[],
    { specialTokens = [] }: { readonly specialTokens?: readonly string[] } = {},
  ) {
    needArray(tokens, "BytePairTokenizer", "tokens");
    needArray(merges, "BytePairTokenizer", "merges");
    this.tokens = tokens;
    this.specialTokens = specialTokens;
    this.#numbers = new Map(tokens.map((token, number) => [token, number]));
    if (this.#numbers.size < tokens.length) {
      const twice = tokens.find((token, i) => this.#numbers.get(token) !== i);
      throw new ArgumentError(`A tokenizer's tokens are all different; ${JSON.stringify(twice)} comes twice.`);
    }
    const special = new Set(specialTokens);
    this.#bytes = tokens.map((token) => {
      const bytes = special.has(token) ? new TextEncoder().encode(token) : bytesOf(token);
      if (bytes) return bytes;
      throw new ArgumentError(
        `The token ${JSON.stringify(token)} has characters that stand for no byte, and is not among specialTokens.`,
      );
    });
    this.#merges = merges.map((pair, rank) => this.#learn(pair, rank));
    this.#numberOfByte = Array.from({ length: 256 }, (_, byte) => this.#known(visible([byte]), `byte ${byte}`));
    for (const token of specialTokens) this.#known(token, "a special token");
  }

  /**
   * Learns a vocabulary from texts: the 256 bytes, then the most frequent pairs.
   * @throws ArgumentError for a vocabulary that cannot hold all bytes and special tokens
   */
  static train(texts: Iterable<string>, options: BytePairTrainOptions): BytePairTokenizer {
    const { vocabSize, minFrequency = 2, specialTokens = [] } = options;
    const least = 256 + specialTokens.length;
    if (!(Number.isInteger(vocabSize) && vocabSize >= least)) {
      throw new ArgumentError(
        `vocabSize is a whole number from ${least}: 256 bytes and ${specialTokens.length} special tokens; not ${vocabSize}.`,
      );
    }
    if (!(minFrequency >= 1)) throw new ArgumentError(`minFrequency is a number from 1, not ${minFrequency}.`);
    if (typeof texts === "string") throw new ArgumentError("train takes several texts: put a single one in brackets.");
    const counts = new Map<string, number>();
    for (const text of texts) for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const numberOfByte = byteOrder.reduce((numbers, byte, number) => numbers.with(byte, number), new Uint8Array(256));
    const lists = Array.from(counts, ([word, count]) => ({
      tokens: Array.from(new TextEncoder().encode(word), (byte) => numberOfByte[byte]!),
      count,
    }));
    const merges = learnMerges(lists, vocabSize - least, minFrequency);
    const tokens = byteOrder.map((byte) => visible([byte]));
    const written = merges.map(([left, right]): [string, string] => {
      tokens.push(tokens[left]! + tokens[right]!);
      return [tokens[left]!, tokens[right]!];
    });
    return new BytePairTokenizer([...tokens, ...specialTokens], written, { specialTokens });
  }

  /**
   * Reads GPT-2's two files: `vocab.json`, an object from tokens to numbers, and `merges.txt`, a pair a line.
   * @param specialTokens default: the vocabulary's tokens of the form <|name|>
   * @throws FormatError naming the file and the line
   */
  static load(
    vocab: string,
    merges: string,
    { specialTokens }: { readonly specialTokens?: readonly string[] } = {},
  ): BytePairTokenizer {
    const tokens = parseVocab(vocab);
    const special = specialTokens ?? tokens.filter((token) => /^<\|.*\|>$/.test(token));
    return new BytePairTokenizer(tokens, parseMerges(merges, new Set(tokens)), { specialTokens: special });
  }

  /** How many tokens. */
  get vocabSize(): number {
    return this.tokens.length;
  }

  /** The number of a token in GPT-2's characters, or of a special token; undefined when there is none. */
  find(token: string): number | undefined {
    return this.#numbers.get(token);
  }

  /** A text's numbers. Half a surrogate pair, which is no text, becomes U+FFFD. */
  encode(text: string, { special = false }: BytePairEncodeOptions = {}): number[] {
    if (typeof text !== "string") throw new ArgumentError(`encode takes a text, not ${typeof text}.`);
    if (!special || this.specialTokens.length === 0) return this.#encodePlain(text);
    const escaped = this.specialTokens.map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const longestFirst = escaped.toSorted((a, b) => b.length - a.length);
    const parts = text.split(new RegExp(`(${longestFirst.join("|")})`, "u"));
    // What a split's group matched stands at the odd places.
    return parts.flatMap((part, i) => (i % 2 === 1 ? this.#numbers.get(part)! : this.#encodePlain(part)));
  }

  /** The text of numbers: what was encoded, exactly. Bytes that are no UTF-8 become U+FFFD. @throws IndexError */
  decode(numbers: Iterable<number>): string {
    const parts = Array.from(numbers, (number) => this.#bytes[number] ?? this.#unknown(number));
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  /** A text's tokens as readable strings; where a character is divided between tokens, the parts show as U+FFFD. */
  tokenize(text: string): string[] {
    return this.encode(text).map((number) => this.decode([number]));
  }

  /** The content of `vocab.json`. */
  toVocabJson(): string {
    return JSON.stringify(Object.fromEntries(this.#numbers));
  }

  /** The content of `merges.txt`. */
  toMergesText(): string {
    const lines = this.#merges.map(([left, right]) => `${this.tokens[left]} ${this.tokens[right]}\n`);
    return `#version: 0.2\n${lines.join("")}`;
  }

  toString(): string {
    return `BytePairTokenizer(${this.vocabSize} tokens)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #encodePlain(text: string): number[] {
    return words(text).flatMap((word) => this.#encodeWord(word));
  }

  #encodeWord(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known) return known;
    let tokens = Array.from(new TextEncoder().encode(word), (byte) => this.#numberOfByte[byte]!);
    for (let next = this.#firstMerge(tokens); next; next = this.#firstMerge(tokens)) {
      tokens = mergePair(tokens, next.left, next.right, next.token);
    }
    // Texts repeat their words; the cache is emptied rather than let grow for ever.
    if (this.#cache.size >= 50_000) this.#cache.clear();
    if (word.length <= 64) this.#cache.set(word, tokens);
    return tokens;
  }

  /** The pair of neighbours that was learned first. */
  #firstMerge(tokens: readonly number[]): { left: number; right: number; token: number } | undefined {
    let best: { left: number; right: number; token: number } | undefined;
    let rank = Infinity;
    for (let i = 1; i < tokens.length; i += 1) {
      const merge = this.#ranks.get(keyOf(tokens[i - 1]!, tokens[i]!));
      if (!merge || merge.rank >= rank) continue;
      rank = merge.rank;
      best = { left: tokens[i - 1]!, right: tokens[i]!, token: merge.token };
    }
    return best;
  }

  #learn([left, right]: readonly [string, string], rank: number): Merge {
    const where = `merge ${rank + 1} (${left} ${right})`;
    const pair = [this.#known(left, where), this.#known(right, where)] as const;
    this.#ranks.set(keyOf(...pair), { rank, token: this.#known(left + right, where) });
    return pair;
  }

  #known(token: string, where: string): number {
    const number = this.#numbers.get(token);
    if (number !== undefined) return number;
    throw new ArgumentError(
      `The vocabulary of ${this.vocabSize} tokens lacks ${JSON.stringify(token)}, needed for ${where}.`,
    );
  }

  #unknown(number: number): never {
    throw new IndexError(`The tokenizer has tokens 0 to ${this.vocabSize - 1}; it was asked for ${number}.`);
  }
}

const keyOf = (left: number, right: number): number => left * 2 ** 26 + right;

/** A text's words; together they are the text. */
function words(text: string): string[] {
  return text.match(gpt2Pattern) ?? [];
}
