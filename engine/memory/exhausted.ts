// What is said when the memory is full: how much was wanted, and which tensors take the most, with where they were made.
import { OutOfMemoryError } from "../errors.ts";
import { bytesReserved } from "./heap.ts";
import { siteOf } from "./origin.ts";
import { type Page, pageBytes } from "./page.ts";

/** What was asked for, in words. */
export const described = (what: string | readonly number[], dtype: string): string =>
  typeof what === "string" ? what : `[${what.join(", ")}] ${dtype}`;

/** The error for a request that nothing is left for; `pages` are those in use. */
export function outOfMemory(bytes: number, what: string, used: number, pages: readonly Page[]): OutOfMemoryError {
  const mebibytes = (n: number) => `${(n / 2 ** 20).toFixed(1)} MiB`;
  const large = pages
    .filter((page) => page.origin !== undefined)
    .toSorted((a, b) => b.sizeClass - a.sizeClass)
    .slice(0, 8);
  return new OutOfMemoryError({
    problem:
      `There is no room for ${what} (${mebibytes(bytes)}): ` +
      `${mebibytes(used)} of ${mebibytes(bytesReserved)} are in use. The biggest tensors:`,
    operands: large.map(({ sizeClass, origin }) => ({
      role: mebibytes(pageBytes(sizeClass)),
      name: origin!.what,
      note: `made at ${siteOf(origin!.site) ?? "an unknown place"}`,
    })),
    attempt:
      "letting go of tensors you no longer need (a variable or an array may still hold them), or smaller batches",
  });
}
