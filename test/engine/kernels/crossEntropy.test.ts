import { expect, test } from "vitest";
import { crossEntropy, crossEntropyGrad } from "../../../engine/kernels/crossEntropyRows.ts";
import { integers, largestDifference, noise, numbers } from "./numbers.ts";

test.each([0, 0.1])("cross-entropy and its gradient are those of the definition, smoothing %d", (smoothing) => {
  for (const [rows, columns] of [
    [1, 2],
    [5, 10],
    [8, 33],
  ]) {
    const ignore = -100;
    const targets = Array.from({ length: rows }, (_, r) => (r === 3 ? ignore : (7 * r + 1) % columns));
    const [x, weight] = [noise(rows * columns, 1, 4), noise(rows, 2)];
    const [losses, lse, dx] = [numbers(rows), numbers(rows), numbers(rows * columns)];
    const weights = weight.get();
    const at = integers(targets);
    crossEntropy(x.at, at, losses.at, lse.at, rows, columns, ignore, smoothing);
    crossEntropyGrad(x.at, at, lse.at, weight.at, dx.at, rows, columns, ignore, smoothing);
    targets.forEach((target, r) => {
      const scores = Array.from(x.get().slice(r * columns, (r + 1) * columns));
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      const wanted = scores.map((_, c) => (1 - smoothing) * Number(c === target) + smoothing / columns);
      const logs = scores.map((score) => score - Math.log(total));
      const seen = target !== ignore;
      const loss = seen ? -logs.reduce((sum, log, c) => sum + log * wanted[c], 0) : 0;
      const grad = logs.map((log, c) => (seen ? weights[r] * (Math.exp(log) - wanted[c]) : 0));
      expect(losses.get()[r]).toBeCloseTo(loss, 5);
      expect(largestDifference(dx.get().slice(r * columns, (r + 1) * columns), grad)).toBeLessThan(1e-6);
    });
    for (const array of [losses, lse, dx]) expect(array.intact()).toBe(true);
  }
});
