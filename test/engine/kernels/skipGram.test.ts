import { expect, test } from "vitest";
import { skipGram } from "../../../engine/kernels/skipGram.ts";
import { plainSkipGram } from "../../../engine/reference/skipGram.ts";
import { random } from "../random.ts";
import { integers, largestDifference, noise, numbers } from "./numbers.ts";

test("many steps of skip-gram agree with their float64 twin, repeated words and hit noise included", () => {
  const [rows, width, perPair, pairs] = [7, 20, 4, 200];
  const next = random(3);
  const index = () => Math.floor(next() * rows);
  const words = integers(Array.from({ length: pairs }, index));
  const targets = integers(Array.from({ length: pairs * perPair }, index));
  const [ours, exact] = [skipGram, plainSkipGram].map((train) => {
    const [vectors, contexts, work] = [noise(rows * width, 1), noise(rows * width, 2), numbers(width)];
    train(vectors.at, contexts.at, width, words, targets, perPair, pairs, 0.05, work.at);
    for (const array of [vectors, contexts, work]) expect(array.intact()).toBe(true);
    return { vectors: vectors.get(), contexts: contexts.get() };
  });
  expect(largestDifference(ours.vectors, exact.vectors)).toBeLessThan(1e-5);
  expect(largestDifference(ours.contexts, exact.contexts)).toBeLessThan(1e-5);
  expect(largestDifference(ours.vectors, noise(rows * width, 1).get())).toBeGreaterThan(0.1);
});
