import { expect, test } from "vitest";
import { wordSteps } from "../../../engine/kernels/wordSteps.ts";
import { plainWordSteps } from "../../../engine/reference/wordSteps.ts";
import { random } from "../random.ts";
import { integers, largestDifference, noise, numbers } from "./numbers.ts";

test.each([
  ["one input a step", 1],
  ["up to four inputs a step, the same one twice included", 4],
])("many steps with %s agree with their float64 twin", (_, mostInputs) => {
  const [rows, width, count] = [7, 20, 200];
  const next = random(3);
  const below = (n: number) => Math.floor(next() * n);
  const list = (length: number, limit: number) => [length, ...Array.from({ length }, () => below(limit))];
  const steps = integers(
    Array.from({ length: count }, () => [...list(1 + below(mostInputs), rows), ...list(below(6), 2 * rows)]).flat(),
  );
  const [ours, exact] = [wordSteps, plainWordSteps].map((train) => {
    const [vectors, contexts, work] = [noise(rows * width, 1), noise(rows * width, 2), numbers(2 * width)];
    train(vectors.at, contexts.at, width, steps, count, 0.05, work.at);
    for (const array of [vectors, contexts, work]) expect(array.intact()).toBe(true);
    return { vectors: vectors.get(), contexts: contexts.get() };
  });
  expect(largestDifference(ours!.vectors, exact!.vectors)).toBeLessThan(1e-5);
  expect(largestDifference(ours!.contexts, exact!.contexts)).toBeLessThan(1e-5);
  expect(largestDifference(ours!.vectors, noise(rows * width, 1).get())).toBeGreaterThan(0.1);
});

test("one step is the gradient step of its logistic loss", () => {
  const width = 4;
  const loss = (tables: Float32Array[]) => {
    const [vectors, contexts] = tables as [Float32Array, Float32Array];
    // Inputs 0 and 2, targets 1 (there) and 0 (not there).
    const mean = (i: number) => (vectors[i]! + vectors[2 * width + i]!) / 2;
    const score = (row: number) =>
      Array.from({ length: width }, (_, i) => mean(i) * contexts[row * width + i]!).reduce((a, b) => a + b);
    return Math.log1p(Math.exp(-score(1))) + Math.log1p(Math.exp(score(0)));
  };
  const [vectors, contexts] = [noise(3 * width, 4), noise(2 * width, 5)];
  const before = [vectors.get(), contexts.get()];
  const rate = 1e-3;
  wordSteps(vectors.at, contexts.at, width, integers([2, 0, 2, 2, 3, 0]), 1, rate, numbers(2 * width).at);
  const after = [vectors.get(), contexts.get()];
  before.forEach((table, which) =>
    table.forEach((value, i) => {
      const moved = before.map((each) => Float32Array.from(each));
      moved[which]![i] = value + 0.01;
      const above = loss(moved);
      moved[which]![i] = value - 0.01;
      const slope = (above - loss(moved)) / 0.02;
      // Each input takes the whole step of the mean, twice its own share.
      const share = which === 0 ? 2 : 1;
      expect((value - after[which]![i]!) / rate).toBeCloseTo(slope * share, 2);
    }),
  );
});
