// BLEU: how many of a translation's word sequences occur in human translations.
//   BLEU = BP · exp(Σₙ ln pₙ / N),   BP = min(1, e^(1 - r/c))
// pₙ: of all n-grams of the candidates, the part found in a reference, each at most as often as there; c and r: the
// lengths of the candidates and of their nearest references. Counted over the whole corpus, not averaged.
// Papineni, Roukos, Ward & Zhu, "BLEU: a Method for Automatic Evaluation of Machine Translation" (2002).
import { ArgumentError, ShapeError } from "../errors.ts";

/** Words, or a text that is cut at white space. */
export type Sentence = string | readonly string[];

export interface BleuOptions {
  /** The longest sequences that count, N. Default 4. */
  readonly maxOrder?: number;
  /** Adds 1 to both sides of pₙ for n > 1, so that short texts without a long match are not 0 (Lin & Och 2004). Default false. */
  readonly smooth?: boolean;
}

/**
 * BLEU of candidates, from 0 to 1.
 * @param references for each candidate a list of one or more
 * @throws ShapeError when the counts differ, ArgumentError for candidates without references
 * @example metrics.bleu([["the cat is on the mat"]], ["the cat sat on the mat"])
 */
export function bleu(
  references: readonly (readonly Sentence[])[],
  candidates: readonly Sentence[],
  { maxOrder = 4, smooth = false }: BleuOptions = {},
): number {
  if (!(Number.isInteger(maxOrder) && maxOrder >= 1)) {
    throw new ArgumentError(`bleu: maxOrder is a whole number from 1, not ${maxOrder}.`);
  }
  const pairs = checked(references, candidates);
  const length = pairs.reduce((sum, { candidate }) => sum + candidate.length, 0);
  const wanted = pairs.reduce((sum, pair) => sum + nearestLength(pair), 0);
  if (length === 0) return 0;
  let logarithms = 0;
  for (let order = 1; order <= maxOrder; order += 1) {
    let [found, all] = smooth && order > 1 ? [1, 1] : [0, 0];
    for (const pair of pairs) {
      found += matches(pair, order);
      all += Math.max(0, pair.candidate.length - order + 1);
    }
    if (found === 0) return 0;
    logarithms += Math.log(found / all) / maxOrder;
  }
  return Math.min(1, Math.exp(1 - wanted / length)) * Math.exp(logarithms);
}

interface Pair {
  readonly candidate: readonly string[];
  readonly references: readonly (readonly string[])[];
}

function checked(references: readonly (readonly Sentence[])[], candidates: readonly Sentence[]): Pair[] {
  if (!Array.isArray(references) || !Array.isArray(candidates)) {
    throw new ArgumentError("bleu takes a list of references for each candidate, and a list of candidates.");
  }
  if (references.length !== candidates.length) {
    throw new ShapeError(
      `bleu: ${candidates.length} candidates need as many lists of references, there are ${references.length}.`,
    );
  }
  return candidates.map((candidate, i) => {
    const those: readonly Sentence[] = references[i]!;
    if (Array.isArray(those) && those.length > 0)
      return { candidate: wordsOf(candidate), references: those.map(wordsOf) };
    throw new ArgumentError({
      problem: `bleu: candidate ${i} needs a list of one or more references, not ${JSON.stringify(those)}.`,
      attempt: "[reference] for a single one",
    });
  });
}

const wordsOf = (sentence: Sentence): readonly string[] =>
  typeof sentence === "string" ? sentence.split(/\s+/u).filter(Boolean) : sentence;

/** Of the references, the length nearest to the candidate's; the shorter of two. */
function nearestLength({ candidate, references }: Pair): number {
  const distance = (length: number) => Math.abs(length - candidate.length);
  return references
    .map(({ length }) => length)
    .reduce((best, length) => ((distance(length) - distance(best) || length - best) < 0 ? length : best));
}

/** How many of the candidate's n-grams are in a reference, each at most as often as in the one that has it most. */
function matches({ candidate, references }: Pair, order: number): number {
  const allowed = new Map<string, number>();
  for (const reference of references) {
    for (const [gram, count] of grams(reference, order)) allowed.set(gram, Math.max(count, allowed.get(gram) ?? 0));
  }
  return [...grams(candidate, order)].reduce((sum, [gram, count]) => sum + Math.min(count, allowed.get(gram) ?? 0), 0);
}

function grams(words: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= words.length; i += 1) {
    const gram = JSON.stringify(words.slice(i, i + order));
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
