import { expect, test } from "vitest";
import { gloveSteps } from "../../../engine/kernels/gloveSteps.ts";
import { f32, i32 } from "../../../engine/memory/heap.ts";
import { plainGloveSteps } from "../../../engine/reference/gloveSteps.ts";
import { random } from "../random.ts";
import { integers, largestDifference, noise, numbers } from "./numbers.ts";

test("many steps of GloVe agree with their float64 twin, and so does the loss", () => {
  const [rows, width, count] = [6, 20, 150];
  const next = random(9);
  const entries = integers(Array.from({ length: 4 * count }, () => Math.floor(next() * rows)));
  for (let i = 0; i < count; i += 1) {
    f32[(entries >>> 2) + 4 * i + 2] = next() * 5;
    f32[(entries >>> 2) + 4 * i + 3] = next();
  }
  const length = 2 * width + 4;
  /** Squares are positive. */
  const table = (seed: number) => {
    const plain = noise(rows * length, seed).get();
    return numbers(rows * length, (i) =>
      i % length < width || i % length === 2 * width ? plain[i]! : 1 + Math.abs(plain[i]!),
    );
  };
  const [ours, exact] = [gloveSteps, plainGloveSteps].map((train) => {
    const [words, contexts] = [table(1), table(2)];
    const loss = train(words.at, contexts.at, width, entries, count, 0.05);
    for (const array of [words, contexts]) expect(array.intact()).toBe(true);
    return { loss, words: words.get(), contexts: contexts.get() };
  });
  expect(ours!.loss / exact!.loss).toBeCloseTo(1, 5);
  expect(largestDifference(ours!.words, exact!.words)).toBeLessThan(1e-5);
  expect(largestDifference(ours!.contexts, exact!.contexts)).toBeLessThan(1e-5);
  expect(largestDifference(ours!.words, table(1).get())).toBeGreaterThan(0.1);
  expect(i32[entries >>> 2]).toBeLessThan(rows);
});

test("the first step follows the gradient of the loss", () => {
  // One pair, one number a vector (the others zero): w = 2, c = 3, biases 0.5 and 0.25, ln X = 1, f = 0.8, squares 4.
  const row = (value: number, bias: number) => [value, 0, 0, 0, 4, 4, 4, 4, bias, 4, 0, 0];
  const [words, contexts] = [numbers(12).set(row(2, 0.5)), numbers(12).set(row(3, 0.25))];
  const entry = integers([0, 0, 0, 0]);
  f32.set([1, 0.8], (entry >>> 2) + 2);
  const d = 2 * 3 + 0.75 - 1;
  expect(gloveSteps(words.at, contexts.at, 4, entry, 1, 0.1)).toBeCloseTo(0.8 * d * d, 4);
  const g = 0.1 * 0.8 * d;
  expect(words.get()[0]).toBeCloseTo(2 - (g * 3) / 2, 5);
  expect(contexts.get()[0]).toBeCloseTo(3 - (g * 2) / 2, 5);
  expect(words.get()[4]).toBeCloseTo(4 + (g * 3) ** 2, 4);
  expect([words.get()[8], words.get()[9]].map((x) => x!.toFixed(4))).toEqual([
    (0.5 - g / 2).toFixed(4),
    (4 + g * g).toFixed(4),
  ]);
});
