// Learning byte pairs: the most frequent pair of neighbours becomes a token of its own, again and again (Gage 1994;
// Sennrich, Haddow & Birch 2016). Counts are kept up to date word by word, so a merge costs only the words it changes.

/** Two tokens that become one, by number. */
export type Merge = readonly [left: number, right: number];

/**
 * The merges that bring `count` words, each a list of tokens 0 to 255, to at most `most` merges; the i-th makes token
 * 256 + i. Of equally frequent pairs the one with the smaller numbers comes first.
 * @param minFrequency pairs that occur less often are not merged
 */
export function learnMerges(words: readonly Word[], most: number, minFrequency: number): Merge[] {
  const pairs = new Map<number, Pair>();
  const queue = new PairQueue();
  const note = (word: Word, sign: 1 | -1): Pair[] => {
    const changed: Pair[] = [];
    for (let i = 1; i < word.tokens.length; i += 1) {
      const [left, right] = [word.tokens[i - 1]!, word.tokens[i]!];
      const key = left * 2 ** 26 + right;
      let pair = pairs.get(key);
      if (!pair) pairs.set(key, (pair = { left, right, count: 0, words: new Set() }));
      pair.count += sign * word.count;
      if (sign > 0) pair.words.add(word);
      changed.push(pair);
    }
    return changed;
  };
  for (const word of words) note(word, 1);
  for (const pair of pairs.values()) queue.push({ pair, count: pair.count });

  const merges: Merge[] = [];
  while (merges.length < most) {
    const top = queue.pop();
    if (!top) break;
    const { pair } = top;
    // Other merges may have taken some of its occurrences since it was queued; counts never rise after that.
    if (pair.count !== top.count) {
      if (pair.count > 0) queue.push({ pair, count: pair.count });
      continue;
    }
    if (pair.count < minFrequency) break;
    const token = 256 + merges.length;
    merges.push([pair.left, pair.right]);
    const fresh = new Set<Pair>();
    for (const word of pair.words) {
      note(word, -1);
      word.tokens = mergePair(word.tokens, pair.left, pair.right, token);
      for (const each of note(word, 1)) if (each.left === token || each.right === token) fresh.add(each);
    }
    for (const each of fresh) queue.push({ pair: each, count: each.count });
  }
  return merges;
}

/** A word of the text and how often it occurs. */
export interface Word {
  tokens: number[];
  readonly count: number;
}

/** Replaces every occurrence of two neighbouring tokens by one, from the left. */
export function mergePair(tokens: readonly number[], left: number, right: number, token: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const found = tokens[i] === left && tokens[i + 1] === right;
    out.push(found ? token : tokens[i]!);
    if (found) i += 1;
  }
  return out;
}

interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** Words it occurs in, or did. */
  readonly words: Set<Word>;
}

interface Queued {
  readonly pair: Pair;
  readonly count: number;
}

/** A binary heap: the most frequent pair on top. */
class PairQueue {
  readonly #heap: Queued[] = [];

  push(entry: Queued): void {
    let at = this.#heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(this.#heap[at]!, this.#heap[parent]!)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): Queued | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (!top || !last || this.#heap.length === 0) return top;
    this.#heap[0] = last;
    for (let at = 0; ;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#heap.length && isBefore(this.#heap[child]!, this.#heap[first]!)) first = child;
      }
      if (first === at) return top;
      this.#swap(at, first);
      at = first;
    }
  }

  #swap(i: number, j: number): void {
    [this.#heap[i], this.#heap[j]] = [this.#heap[j]!, this.#heap[i]!];
  }
}

function isBefore(a: Queued, b: Queued): boolean {
  return (b.count - a.count || a.pair.left - b.pair.left || a.pair.right - b.pair.right) < 0;
}
