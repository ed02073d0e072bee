import { expect, test } from "vitest";
import { nn, randn, tensor, type Tensor } from "../../../engine/index.ts";
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
    const scored = { x: x.at, targets: at, lse: lse.at, rows, columns, ignore, smoothing };
    crossEntropy(scored, losses.at);
    crossEntropyGrad(scored, weight.at, dx.at);
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

test.each([
  ["all rows count", [2, 0, 1, 4, 4], 0],
  ["some do", [2, -100, 1, 4, -100], 0],
  ["with smoothing", [2, -100, 1, 4, 3], 0.1],
  ["none does", [-100, -100, -100, -100, -100], 0],
])("the mean is to the last bit the sum of the rows by their number, both ways: %s", (_, classes, labelSmoothing) => {
  const targets = tensor(classes, { dtype: "int32" });
  const count = classes.filter((each) => each >= 0).length;
  const scores = randn([5, 7]);
  const gradientOf = (loss: (x: Tensor) => Tensor): readonly unknown[] => {
    const x = scores.clone().requiresGrad_();
    const value = loss(x);
    value.mul(3).backward();
    return [value.item(), ...x.grad!.data];
  };
  const mean = gradientOf((x) => nn.functional.crossEntropy(x, targets, { labelSmoothing }));
  const rows = { labelSmoothing, reduction: "sum" } as const;
  expect(mean).toEqual(gradientOf((x) => nn.functional.crossEntropy(x, targets, rows).mul(1 / count)));
  if (count === 0) expect(mean[0]).toBe(NaN);
});
