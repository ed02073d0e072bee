// GloVe word vectors: the 12,000 most frequent English words and some more, 100 numbers a word, trained by their authors
// on Wikipedia 2014 and Gigaword 5 (Pennington, Socher & Manning 2014, "GloVe 6B"). Licence: PDDL 1.0, public domain,
// see glove/LICENCE.md; glove/make.mjs made the files. Numbers are kept in bytes, right to about 1 part in 250.
import { readFileSync } from "node:fs";

export interface GloveSlice {
  /** The most frequent first. */
  readonly words: string[];
  /** One vector a word, 100 numbers each. */
  readonly vectors: Float32Array[];
}

const width = 100;
const rowBytes = 4 + width;

/**
 * Word vectors for `new text.KeyedVectors(words, vectors)`.
 * @throws Error when the files are not beside this one
 */
export function gloveVectors(): GloveSlice {
  const words = read("words.txt").toString().trimEnd().split("\n");
  const bytes = read("vectors.bin");
  const vectors = words.map((_, row) => {
    const step = bytes.readFloatLE(row * rowBytes);
    const vector = new Float32Array(width);
    for (let i = 0; i < width; i += 1) vector[i] = step * bytes.readInt8(row * rowBytes + 4 + i);
    return vector;
  });
  return { words, vectors };
}

function read(name: string): Buffer {
  const file = new URL(`glove/${name}`, import.meta.url);
  try {
    return readFileSync(file);
  } catch {
    throw new Error(
      `The word vectors are not there: ${file.pathname} is missing. Copy the folder notebooks/data/glove.`,
    );
  }
}
