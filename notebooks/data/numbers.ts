// Numbers in words, in sixteen languages.
// Source: npm package written-number (MIT).
import { createRequire } from "node:module";

type WrittenNumber = (n: number, options: { readonly lang: string }) => string;

/**
 * The words of a whole number, hyphens taken apart: `wordsOf(97, "fr")` is `["quatre", "vingt", "dix", "sept"]`.
 *
 * @param language such as `"en"`, `"fr"`, `"es"`, `"pt"`, `"it"`, `"tr"`
 * @throws Error when the package is not installed
 */
export function wordsOf(n: number, language: string): string[] {
  return writtenNumber()(n, { lang: language }).split(/[ -]/);
}

function writtenNumber(): WrittenNumber {
  try {
    return createRequire(import.meta.url)("written-number") as WrittenNumber;
  } catch {
    throw new Error(
      "The package written-number is not installed here: run `npm install written-number` in the notebook's folder.",
    );
  }
}
