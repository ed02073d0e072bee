// GPT-2's two files of a byte-pair tokenizer: `vocab.json`, an object from tokens to numbers, and `merges.txt`, a pair of
// tokens a line, the first learned first.
import { FormatError } from "../io/formatError.ts";

/** Tokens by number. @throws FormatError unless every number from 0 on has one token */
export function parseVocab(json: string): string[] {
  let entries: [string, unknown][];
  try {
    entries = Object.entries(JSON.parse(json) as object);
  } catch (cause) {
    throw new FormatError("vocab.json", `not a JSON object: ${String(cause)}`);
  }
  const tokens: string[] = [];
  for (const [token, number] of entries) {
    if (!(Number.isInteger(number) && (number as number) >= 0 && (number as number) < entries.length)) {
      throw new FormatError(
        "vocab.json",
        `the number of ${JSON.stringify(token)} must be from 0 to ${entries.length - 1}, it is ${JSON.stringify(number)}`,
      );
    }
    const other = tokens[number as number];
    if (other !== undefined) {
      throw new FormatError(
        "vocab.json",
        `${JSON.stringify(other)} and ${JSON.stringify(token)} have the same number, ${String(number)}`,
      );
    }
    tokens[number as number] = token;
  }
  return tokens;
}

/** Pairs of known tokens. @throws FormatError naming the line */
export function parseMerges(text: string, known: ReadonlySet<string>): [string, string][] {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line, number: i + 1 }));
  const written = lines.filter(({ line, number }) => line !== "" && !(number === 1 && line.startsWith("#version")));
  return written.map(({ line, number }) => {
    const [left, right, ...rest] = line.split(" ");
    if (!left || !right || rest.length > 0) {
      throw new FormatError(
        "merges.txt",
        `line ${number} must be two tokens and a space between, it is ${JSON.stringify(line)}`,
        number,
      );
    }
    const missing = [left, right, left + right].find((token) => !known.has(token));
    if (missing === undefined) return [left, right];
    throw new FormatError("merges.txt", `line ${number}: the vocabulary has no ${JSON.stringify(missing)}`, number);
  });
}
