// The two text formats word vectors come in. Both are a word and its numbers a line; word2vec's has a first line with
// the two sizes, GloVe's has not. Words may hold spaces in GloVe's large files, so a line is read from its end.
import { ArgumentError } from "../errors.ts";
import { FormatError } from "../io/formatError.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

export interface VectorFileOptions {
  /** Read only so many words; files have the most frequent first. Default all. */
  readonly limit?: number;
}

export interface VectorTable {
  readonly words: string[];
  /** float32 [words, width] */
  readonly vectors: Tensor;
}

/** @throws FormatError naming the line */
export function parseWord2Vec(file: string | Uint8Array, { limit = Infinity }: VectorFileOptions = {}): VectorTable {
  const lines = linesOf(file);
  const sizes = /^(\d+) (\d+)\s*$/.exec(lines[0] ?? "");
  if (!sizes) {
    const hint = looksLikeRow(lines[0]) ? "; GloVe's format has no such line" : "";
    throw new FormatError(
      "word2vec text",
      `line 1 must be the number of words and of numbers a word, it is ${quote(lines[0])}${hint}`,
      1,
    );
  }
  const [count, width] = [Number(sizes[1]), Number(sizes[2])];
  const found = lines.length - 1;
  if (found !== count) {
    throw new FormatError("word2vec text", `line 1 promises ${count} words, ${found} lines follow`, 1);
  }
  return parseRows("word2vec text", lines.slice(1, 1 + Math.min(count, limit)), width, 2);
}

/** @throws FormatError naming the line */
export function parseGlove(file: string | Uint8Array, { limit = Infinity }: VectorFileOptions = {}): VectorTable {
  const lines = linesOf(file);
  if (/^\d+ \d+\s*$/.test(lines[0] ?? "")) {
    throw new FormatError("GloVe text", "line 1 holds two whole numbers: this is word2vec's format", 1);
  }
  const width = (lines[0] ?? "").trimEnd().split(" ").length - 1;
  if (width < 1)
    throw new FormatError("GloVe text", `line 1 must be a word and its numbers, it is ${quote(lines[0])}`, 1);
  return parseRows("GloVe text", lines.slice(0, Math.min(lines.length, limit)), width, 1);
}

/** A word and its numbers a line, as few digits as bring the same numbers back. */
export function formatVectors(words: readonly string[], vectors: Tensor): string {
  const width = vectors.shape[1]!;
  const { data, dtype } = vectors;
  const write = dtype === "float32" ? shortFloat32 : String;
  return words
    .map((word, row) => {
      if (word === "" || /\s/.test(word)) {
        throw new ArgumentError(
          `The text formats separate by spaces, so the word ${JSON.stringify(word)} cannot be written.`,
        );
      }
      return `${word} ${Array.from(data.subarray(row * width, (row + 1) * width), write).join(" ")}\n`;
    })
    .join("");
}

function linesOf(file: string | Uint8Array): string[] {
  const text = typeof file === "string" ? file : new TextDecoder().decode(file);
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function parseRows(format: string, lines: readonly string[], width: number, firstLine: number): VectorTable {
  const vectors = empty([lines.length, width], "float32");
  const { data } = vectors;
  const seen = new Map<string, number>();
  lines.forEach((line, row) => {
    const number = firstLine + row;
    const fields = line.trimEnd().split(" ");
    const numbers = fields.splice(-width);
    const word = fields.join(" ");
    if (word === "" || /\s-?\d*\.?\d+(e-?\d+)?$/i.test(word)) {
      const given = line.trim() === "" ? "it is empty" : `it has ${fields.length + numbers.length - 1}`;
      throw new FormatError(format, `line ${number} must be a word and ${width} numbers, ${given}`, number);
    }
    if (seen.has(word)) {
      throw new FormatError(format, `line ${number} repeats the word ${quote(word)} of line ${seen.get(word)}`, number);
    }
    seen.set(word, number);
    numbers.forEach((field, i) => {
      const value = field === "" ? NaN : Number(field);
      if (!Number.isFinite(value)) {
        throw new FormatError(
          format,
          `line ${number} (${quote(word)}): ${quote(field)} is not a finite number`,
          number,
        );
      }
      data[row * width + i] = value;
    });
  });
  return { words: [...seen.keys()], vectors };
}

const looksLikeRow = (line = ""): boolean => /^\S+( -?[\d.]+(e-?\d+)?){3,}\s*$/i.test(line);

const quote = (text = ""): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

function shortFloat32(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
