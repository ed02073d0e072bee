import { expect, test } from "vitest";
import * as fastNorm from "../../../engine/kernels/layerNormRows.ts";
import * as fast from "../../../engine/kernels/softmaxRows.ts";
import { sums } from "../../../engine/kernels/sums.ts";
import * as plainNorm from "../../../engine/reference/layerNormRows.ts";
import * as plain from "../../../engine/reference/softmaxRows.ts";
import { plainSums } from "../../../engine/reference/sums.ts";
import { largestDifference, noise, numbers } from "./numbers.ts";

const shapes = "1×1 1×5 3×4 4×7 5×8 2×16 6×33 300×10 9×130".split(" ").map((shape) => shape.split("×").map(Number));

test.each(["sumRows", "maxRows", "sumColumns"] as const)("%s agrees with its float64 twin", (name) => {
  for (const [rows, columns] of [...shapes, [700, 21], [2, 70_001]]) {
    const x = noise(rows * columns, rows + columns);
    const results = name === "sumColumns" ? columns : rows;
    const [ours, exact] = [numbers(results), numbers(results)];
    sums[name](x.at, ours.at, rows, columns);
    plainSums[name](x.at, exact.at, rows, columns);
    expect(largestDifference(ours.get(), exact.get()), `${rows}×${columns}`).toBeLessThan(3e-6);
    expect(ours.intact(), `${rows}×${columns}`).toBe(true);
  }
});

test("a long sum of equal numbers is exact, where one running float32 sum would stall", () => {
  const count = 20_000_000;
  const x = numbers(count, () => 1.5);
  const out = numbers(1);
  sums.sumRows(x.at, out.at, 1, count);
  expect(out.get()[0]).toBe(30_000_000);
});

test("a maximum is NaN where there is one, and -Infinity of nothing finite", () => {
  const x = numbers(10).set([1, NaN, 3, 2, 9, ...Array.from({ length: 5 }, () => -Infinity)]);
  const out = numbers(2);
  sums.maxRows(x.at, out.at, 2, 5);
  expect([...out.get()]).toEqual([NaN, -Infinity]);
});

test("softmax agrees with its twin: scaled, masked, causal and in place", () => {
  for (const [rows, columns] of shapes) {
    const [x, mask] = [noise(rows * columns, 3, 20), noise(rows * columns, 4, 5)];
    for (const [at, step] of [
      [0, columns * 4],
      [mask.at, columns * 4],
      [mask.at, 0],
    ]) {
      for (const [visible, more] of [
        [columns, 0],
        [Math.ceil(columns / 2), 0],
        [1, 1],
      ] as const) {
        const [ours, exact] = [numbers(rows * columns).set(x.get()), numbers(rows * columns)];
        fast.softmax(ours.at, ours.at, rows, columns, 0.3, at, step, visible, more);
        plain.softmax(x.at, exact.at, rows, columns, 0.3, at, step, visible, more);
        const where = `${rows}×${columns}, mask ${at !== 0}, visible ${visible} + ${more}`;
        expect(largestDifference(ours.get(), exact.get()), where).toBeLessThan(1e-6);
        expect(ours.intact(), where).toBe(true);
      }
    }
  }
});

test("log-softmax, log-sum-exp and all gradients agree with their twins", () => {
  for (const [rows, columns] of shapes) {
    const [x, g] = [noise(rows * columns, 5, 10), noise(rows * columns, 6)];
    const [y, logs] = [numbers(rows * columns), numbers(rows * columns)];
    plain.softmax(x.at, y.at, rows, columns, 1, 0, 0, columns, 0);
    plain.logSoftmax(x.at, logs.at, rows, columns);
    const [lse, weight] = [numbers(rows), noise(rows, 7)];
    plain.logSumExp(x.at, lse.at, rows, columns);
    const check = (what: string, size: number, run: (kernels: typeof fast | typeof plain, out: number) => void) => {
      const [ours, exact] = [numbers(size), numbers(size)];
      run(fast, ours.at);
      run(plain, exact.at);
      expect(largestDifference(ours.get(), exact.get()), `${what} ${rows}×${columns}`).toBeLessThan(2e-6);
      expect(ours.intact(), `${what} ${rows}×${columns}`).toBe(true);
    };
    check("softmaxGrad", rows * columns, (k, out) => k.softmaxGrad(g.at, y.at, out, rows, columns, 0.5));
    check("softmaxGrad", rows * columns, (k, out) => k.softmaxGrad(g.at, y.at, out, rows, columns, 0.5, 2, 1));
    check("logSoftmax", rows * columns, (k, out) => k.logSoftmax(x.at, out, rows, columns));
    check("logSoftmaxGrad", rows * columns, (k, out) => k.logSoftmaxGrad(g.at, logs.at, out, rows, columns));
    check("logSumExp", rows, (k, out) => k.logSumExp(x.at, out, rows, columns));
    check("expRows", rows * columns, (k, out) => k.expRows(x.at, lse.at, weight.at, out, rows, columns, 0.01));
  }
});

test("softmax of huge and of infinitely negative scores stays finite and sums to one", () => {
  const x = numbers(8).set([1e30, 0, -1e30, -Infinity, 1000, 1001, 999, -Infinity]);
  fast.softmax(x.at, x.at, 2, 4);
  expect(Array.from(x.get().slice(0, 4))).toEqual([1, 0, 0, 0]);
  expect(
    x
      .get()
      .slice(4)
      .reduce((a, b) => a + b),
  ).toBeCloseTo(1, 6);
  expect(x.get()[7]).toBe(0);
});

test("layer normalisation and its gradients agree with their twins, with and without weight, bias and centring", () => {
  for (const [rows, columns] of shapes) {
    for (const variant of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const [weighted, biased, centre] = [(variant & 1) > 0, (variant & 2) > 0, (variant & 4) > 0];
      const [x, g] = [noise(rows * columns, 8, 3), noise(rows * columns, 9)];
      const [weight, bias] = [noise(columns, 10), noise(columns, 11)];
      const [w, b] = [weighted ? weight.at : 0, biased ? bias.at : 0];
      const results = ([fastNorm, plainNorm] as const).map((kernels) => {
        const [y, dx] = [numbers(rows * columns), numbers(rows * columns)];
        const [mean, reciprocal] = [numbers(rows), numbers(rows)];
        const [dWeight, dBias] = [numbers(columns, () => 1), numbers(columns, () => 2)];
        const [dw, db] = [weighted ? dWeight.at : 0, biased ? dBias.at : 0];
        kernels.layerNorm(x.at, w, b, y.at, mean.at, reciprocal.at, rows, columns, 1e-5, centre);
        const { at } = dx;
        kernels.layerNormGrad(g.at, x.at, w, mean.at, reciprocal.at, at, dw, db, rows, columns, centre);
        const added = numbers(rows * columns, (i) => i);
        kernels.layerNormGrad(g.at, x.at, w, mean.at, reciprocal.at, added.at, 0, 0, rows, columns, centre, true);
        return { y, mean, reciprocal, dx, added, dWeight, dBias };
      });
      for (const part of ["y", "mean", "reciprocal", "dx", "added", "dWeight", "dBias"] as const) {
        const [ours, exact] = results.map((result) => result[part]);
        const where = `${part} ${rows}×${columns}, variant ${variant}`;
        // A single column divides by √ε alone: rounding is then magnified by 1/√ε ≈ 316.
        const bound = columns === 1 ? 1e-3 : 1e-5;
        expect(largestDifference(ours.get(), exact.get()), where).toBeLessThan(bound);
        expect(ours.intact(), where).toBe(true);
      }
    }
  }
});
