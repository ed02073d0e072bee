// The vocabulary: a numbering of tokens. Numbers are what embeddings and one-hot vectors take.
import { ArgumentError, IndexError } from "../errors.ts";
import { itemsOf } from "../tensor/given.ts";

export interface VocabOptions {
  /** Tokens seen less often are left out. Default 1. */
  readonly minFreq?: number;
  /** At most so many tokens, specials not counted; the most frequent stay. Default no limit. */
  readonly maxTokens?: number;
  /** Tokens that get the first numbers, as `["<pad>", "<unk>"]`. Default none. */
  readonly specials?: readonly string[];
  /** The token that stands for all unknown ones; it is put among the specials. Default none: unknown tokens throw. */
  readonly unknown?: string;
}

/**
 * A two-way numbering of tokens.
 * @example
 * const vocab = Vocab.build(texts.map(tokenize), { unknown: "<unk>" });
 * vocab.encode(["state", "of", "the", "onion"]);
 */
export class Vocab {
  /** Tokens by number. */
  readonly tokens: readonly string[];
  readonly unknown: string | undefined;
  readonly #indices: ReadonlyMap<string, number>;

  /**
   * @param tokens by number
   * @throws ArgumentError when a token comes twice, or the unknown token is not among them
   */
  constructor(tokens: Iterable<string>, { unknown }: { readonly unknown?: string | undefined } = {}) {
    this.tokens = [...itemsOf(tokens, "A vocabulary takes its tokens")];
    this.unknown = unknown;
    const indices = new Map<string, number>();
    for (const [index, token] of this.tokens.entries()) {
      if (indices.has(token)) {
        throw new ArgumentError(
          `A vocabulary's tokens are all different; ${JSON.stringify(token)} is both ${indices.get(token)} and ${index}.`,
        );
      }
      indices.set(token, index);
    }
    if (unknown !== undefined && !indices.has(unknown)) {
      throw new ArgumentError(`The unknown token ${JSON.stringify(unknown)} is not in the vocabulary.`);
    }
    this.#indices = indices;
  }

  /** Numbers tokens by falling frequency, equally frequent ones in alphabetical order. */
  static build(sequences: Iterable<Iterable<string>>, options: VocabOptions = {}): Vocab {
    const { minFreq = 1, maxTokens = Infinity, specials = [], unknown } = options;
    const first = new Set(specials);
    if (unknown !== undefined) first.add(unknown);
    const counts = new Map<string, number>();
    for (const sequence of sequences) {
      for (const token of sequence) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    const kept = [...counts]
      .filter(([token, count]) => count >= minFreq && !first.has(token))
      .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, maxTokens);
    return new Vocab([...first, ...kept.map(([token]) => token)], { unknown });
  }

  /** Number of tokens. */
  get size(): number {
    return this.tokens.length;
  }

  has(token: string): boolean {
    return this.#indices.has(token);
  }

  /** The token's number, else the unknown token's, else undefined. */
  find(token: string): number | undefined {
    return this.#indices.get(token) ?? (this.unknown === undefined ? undefined : this.#indices.get(this.unknown));
  }

  /** @throws ArgumentError for a token that is not in the vocabulary, when it has no unknown token */
  index(token: string): number {
    const index = this.find(token);
    if (index !== undefined) return index;
    throw new ArgumentError({
      problem: `${JSON.stringify(token)} is not among the vocabulary's ${this.size} tokens.`,
      attempt: 'Vocab.build(…, { unknown: "<unk>" }) to give unknown tokens a number',
    });
  }

  /** @throws IndexError for a number without a token */
  token(index: number): string {
    const token = this.tokens[index];
    if (token !== undefined) return token;
    throw new IndexError(`The vocabulary has tokens 0 to ${this.size - 1}; it was asked for ${index}.`);
  }

  /** Numbers of tokens. */
  encode(tokens: Iterable<string>): number[] {
    return Array.from(tokens, (token) => this.index(token));
  }

  /** Tokens of numbers. */
  decode(indices: Iterable<number>): string[] {
    return Array.from(indices, (index) => this.token(index));
  }
}
