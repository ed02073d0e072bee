// Words of texts by number, without making a string of each: letters are read one by one, hashed on the way, and looked up
// among the words known so far; only a new word becomes a string. Reads what `wordTokenizer()` reads by default: two or
// more letters of any script, in lower case. Knows nothing of documents or counts.

/** A place of the table is empty. */
const free = -1;
const letterA = 97;
const letterZ = 122;

export class WordTable {
  /** The words, by number. */
  readonly words: string[] = [];
  /** Numbers by hash, open addressing: at most half of the places are taken. */
  #places = new Int32Array(1024).fill(free);
  #hashes = new Int32Array(512);
  /** Letters of all words, one after the other; word i ends at `#ends[i]`. */
  #letters = new Uint16Array(4096);
  #ends = new Int32Array(512);
  #found = new Int32Array(1024);

  /** A table that knows these words, numbered in their order; each once. */
  constructor(words: Iterable<string> = []) {
    for (const word of words) {
      let hash = 0;
      for (let i = 0; i < word.length; i += 1) hash = mixed(hash, word.charCodeAt(i));
      this.#add(word, hash, this.#placeOf(word, 0, word.length, hash));
    }
  }

  /**
   * The numbers of a text's words in their order. With `learn`, new words get the next number; else they are left out.
   * Valid until the next call.
   */
  numbersIn(text: string, learn: boolean): Int32Array {
    const lower = text.toLowerCase();
    const { length } = lower;
    let count = 0;
    let i = 0;
    while (i < length) {
      const start = i;
      let hash = 0;
      let letters = 0;
      for (; i < length; i += 1) {
        const unit = lower.charCodeAt(i);
        if (unit < letterA || unit > letterZ) {
          if (unit < 128) break;
          const units = lettersAt(lower, i, unit);
          if (units === 0) break;
          if (units === 2) {
            hash = mixed(hash, unit);
            i += 1;
          }
          hash = mixed(hash, lower.charCodeAt(i));
        } else hash = mixed(hash, unit);
        letters += 1;
      }
      if (letters < 2) {
        i += letters === 0 ? 1 : 0;
        continue;
      }
      const place = this.#placeOf(lower, start, i, hash);
      let number = this.#places[place]!;
      if (number === free) {
        if (!learn) continue;
        number = this.#add(lower.slice(start, i), hash, place);
      }
      if (count === this.#found.length) this.#found = grown(this.#found);
      this.#found[count] = number;
      count += 1;
    }
    return this.#found.subarray(0, count);
  }

  /** Where the word is, or may be put. */
  #placeOf(text: string, from: number, to: number, hash: number): number {
    const mask = this.#places.length - 1;
    for (let place = (hash ^ (hash >>> 15)) & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place]!;
      if (number === free || (this.#hashes[number] === hash && this.#is(number, text, from, to))) return place;
    }
  }

  #is(number: number, text: string, from: number, to: number): boolean {
    const start = number === 0 ? 0 : this.#ends[number - 1]!;
    if (this.#ends[number]! - start !== to - from) return false;
    for (let i = from, at = start; i < to; i += 1, at += 1) {
      if (this.#letters[at] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #add(word: string, hash: number, place: number): number {
    const number = this.words.push(word) - 1;
    if (number === this.#ends.length) {
      this.#ends = grown(this.#ends);
      this.#hashes = grown(this.#hashes);
    }
    const start = number === 0 ? 0 : this.#ends[number - 1]!;
    while (start + word.length > this.#letters.length) this.#letters = grown(this.#letters);
    for (let i = 0; i < word.length; i += 1) this.#letters[start + i] = word.charCodeAt(i);
    this.#ends[number] = start + word.length;
    this.#hashes[number] = hash;
    this.#places[place] = number;
    if (2 * this.words.length > this.#places.length) this.#spread();
    return number;
  }

  /** Twice as many places. */
  #spread(): void {
    this.#places = new Int32Array(2 * this.#places.length).fill(free);
    const mask = this.#places.length - 1;
    for (let number = 0; number < this.words.length; number += 1) {
      const hash = this.#hashes[number]!;
      let place = (hash ^ (hash >>> 15)) & mask;
      while (this.#places[place] !== free) place = (place + 1) & mask;
      this.#places[place] = number;
    }
  }
}

/** As in FNV-1a, on units instead of bytes. */
const mixed = (hash: number, unit: number): number => Math.imul(hash ^ unit, 16_777_619) + 1;

function grown<A extends Int32Array | Uint16Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(2 * array.length);
  larger.set(array);
  return larger;
}

const letter = /\p{L}/u;
/** Of each unit beyond ASCII: 0 not asked yet, 1 a letter, 2 none. */
const known = new Uint8Array(0x10000);

/** How many units the letter at place i takes, beyond ASCII: 1, or 2 for a pair; 0 if there is none. */
function lettersAt(text: string, i: number, unit: number): 0 | 1 | 2 {
  if (unit >= 0xd800 && unit < 0xe000) {
    const point = text.codePointAt(i)!;
    return point > 0xffff && letter.test(String.fromCodePoint(point)) ? 2 : 0;
  }
  if (known[unit] === 0) known[unit] = letter.test(String.fromCharCode(unit)) ? 1 : 2;
  return known[unit] === 1 ? 1 : 0;
}
