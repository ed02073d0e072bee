// How many insertions, deletions and substitutions turn one sequence into another (Levenshtein 1966), and the error rates
// that speech and handwriting recognition are judged by.
import { ArgumentError, ShapeError } from "../errors.ts";

/**
 * The edit distance of two texts, character by character (code points), or of two lists, element by element.
 * @example metrics.editDistance("kitten", "sitting") // 3
 */
export function editDistance(a: string | readonly unknown[], b: string | readonly unknown[]): number {
  const [x, y] = [elements(a), elements(b)];
  // Row i holds the distances of the first i elements of x from every beginning of y.
  let row = Array.from({ length: y.length + 1 }, (_, j) => j);
  x.forEach((element, i) => {
    const next = [i + 1];
    y.forEach((other, j) => {
      next.push(Math.min(row[j]! + (element === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    });
    row = next;
  });
  return row[y.length]!;
}

/**
 * The edit distance in characters, as a part of the reference's length; of several texts, all together. Above 1 where
 * more is wrong than there is.
 * @throws ArgumentError when the references are empty
 */
export function characterErrorRate(
  references: string | readonly string[],
  hypotheses: string | readonly string[],
): number {
  return errorRate(references, hypotheses, "characterErrorRate", (text) => Array.from(text));
}

/** The same in words, which are what stands between white space. */
export function wordErrorRate(references: string | readonly string[], hypotheses: string | readonly string[]): number {
  return errorRate(references, hypotheses, "wordErrorRate", (text) => text.split(/\s+/u).filter(Boolean));
}

function errorRate(
  references: string | readonly string[],
  hypotheses: string | readonly string[],
  what: string,
  cut: (text: string) => string[],
): number {
  const [truth, given] = [references, hypotheses].map((texts) => {
    const list = typeof texts === "string" ? [texts] : texts;
    if (Array.isArray(list) && list.every((text) => typeof text === "string")) return list.map(cut);
    throw new ArgumentError(`${what} takes texts: a reference and a hypothesis, or a list of each.`);
  }) as [string[][], string[][]];
  if (truth.length !== given.length) {
    throw new ShapeError(
      `${what} compares pairs: there are ${truth.length} references and ${given.length} hypotheses.`,
    );
  }
  const length = truth.reduce((sum, text) => sum + text.length, 0);
  if (length === 0) throw new ArgumentError(`${what} is a part of the references' length, and they are empty.`);
  return truth.reduce((sum, text, i) => sum + editDistance(text, given[i]!), 0) / length;
}

function elements(sequence: string | readonly unknown[]): readonly unknown[] {
  if (typeof sequence === "string") return Array.from(sequence);
  if (Array.isArray(sequence)) return sequence;
  throw new ArgumentError(`editDistance takes texts or lists, not ${sequence === null ? "null" : typeof sequence}.`);
}
