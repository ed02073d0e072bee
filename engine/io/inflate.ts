// DEFLATE decompression (RFC 1951): what `numpy.savez_compressed` writes inside its zip.
// Reads bits least significant first; Huffman codes are decoded length by length from canonical counts.
import { FormatError } from "./formatError.ts";

/** Decompresses a raw DEFLATE stream of known uncompressed size (zip states it), throwing FormatError on damage. */
export function inflate(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  const bits = new BitReader(input);
  let at = 0;
  let final = false;
  while (!final) {
    final = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) at = stored(bits, output, at);
    else if (kind === 1) at = compressed(bits, output, at, fixedLiterals, fixedDistances);
    else if (kind === 2) at = compressed(bits, output, at, ...dynamicCodes(bits));
    else throw damaged("unknown block type 3", bits.position);
  }
  if (at !== size) throw damaged(`${at} bytes came out where ${size} were promised`, bits.position);
  return output;
}

const damaged = (message: string, offset: number) => new FormatError("deflate", `damaged data (${message})`, offset);

class BitReader {
  position = 0;
  #held = 0;
  #count = 0;
  readonly #input: Uint8Array;

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  take(count: number): number {
    while (this.#count < count) {
      if (this.position >= this.#input.length) throw damaged("ends too early", this.position);
      this.#held |= this.#input[this.position++]! << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /** Drops the rest of the current byte and returns the next `count` whole bytes. */
  bytes(count: number): Uint8Array {
    this.#held = 0;
    this.#count = 0;
    if (this.position + count > this.#input.length) throw damaged("ends too early", this.position);
    const taken = this.#input.subarray(this.position, this.position + count);
    this.position += count;
    return taken;
  }
}

function stored(bits: BitReader, output: Uint8Array, at: number): number {
  const [a, b, c, d] = bits.bytes(4) as unknown as [number, number, number, number];
  const length = a | (b << 8);
  if (length !== (~(c | (d << 8)) & 0xffff)) throw damaged("stored length and its complement disagree", bits.position);
  if (at + length > output.length) throw damaged("longer than promised", bits.position);
  output.set(bits.bytes(length), at);
  return at + length;
}

/** Canonical Huffman code: how many codes each length has, and the symbols in code order. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function codeOf(lengths: ArrayLike<number>): Code {
  const counts = new Uint16Array(16);
  for (let i = 0; i < lengths.length; i++) counts[lengths[i]!]!++;
  counts[0] = 0;
  const offsets = new Uint16Array(16);
  for (let length = 1; length < 15; length++) offsets[length + 1] = offsets[length]! + counts[length]!;
  const symbols = new Uint16Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) if (lengths[i]) symbols[offsets[lengths[i]!]!++] = i;
  return { counts, symbols };
}

function symbol(bits: BitReader, { counts, symbols }: Code): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length < 16; length++) {
    code |= bits.take(1);
    const count = counts[length]!;
    if (code - count < first) return symbols[index + code - first]!;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw damaged("no such code", bits.position);
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

function compressed(bits: BitReader, output: Uint8Array, start: number, literals: Code, distances: Code): number {
  let at = start;
  for (;;) {
    const value = symbol(bits, literals);
    if (value === 256) return at;
    if (value < 256) {
      if (at >= output.length) throw damaged("longer than promised", bits.position);
      output[at++] = value;
      continue;
    }
    if (value > 285) throw damaged("no such length", bits.position);
    const length = lengthBase[value - 257]! + bits.take(lengthExtra[value - 257]!);
    const code = symbol(bits, distances);
    if (code > 29) throw damaged("no such distance", bits.position);
    const distance = distanceBase[code]! + bits.take(distanceExtra[code]!);
    if (distance > at) throw damaged("points before the start", bits.position);
    if (at + length > output.length) throw damaged("longer than promised", bits.position);
    // Source and target may overlap: a run is copied byte by byte on purpose.
    for (const end = at + length; at < end; at++) output[at] = output[at - distance]!;
  }
}

const fixedLiterals = codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
const fixedDistances = codeOf(Array.from({ length: 30 }, () => 5));

/** Order in which the lengths of the code-length code are stored. */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function dynamicCodes(bits: BitReader): [Code, Code] {
  const literalCount = bits.take(5) + 257;
  const distanceCount = bits.take(5) + 1;
  const lengthCount = bits.take(4) + 4;
  const codeLengths = new Uint8Array(19);
  for (let i = 0; i < lengthCount; i++) codeLengths[lengthOrder[i]!] = bits.take(3);
  const code = codeOf(codeLengths);
  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let i = 0; i < lengths.length;) {
    const value = symbol(bits, code);
    if (value < 16) {
      lengths[i++] = value;
      continue;
    }
    if (value === 16 && i === 0) throw damaged("repeats a length before the first", bits.position);
    const repeated = value === 16 ? lengths[i - 1]! : 0;
    const times = value === 16 ? 3 + bits.take(2) : value === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (i + times > lengths.length) throw damaged("too many code lengths", bits.position);
    lengths.fill(repeated, i, i + times);
    i += times;
  }
  return [codeOf(lengths.subarray(0, literalCount)), codeOf(lengths.subarray(literalCount))];
}
