import { expect, test } from "vitest";
import { writeList } from "../../../engine/kernels/lists.ts";
import { type Updates, updates } from "../../../engine/kernels/updates.ts";
import { plainUpdates } from "../../../engine/reference/updates.ts";
import { largestDifference, noise, numbers } from "./numbers.ts";

/** How many arrays of state an update has, and hyperparameters for step t (from 1). */
const cases: Record<keyof Updates, { state: number; hyper: (t: number) => number[] }> = {
  descend: { state: 0, hyper: () => [0.1, 0.01] },
  momentum: { state: 1, hyper: (t) => [0.1, 0.01, 0.9, t === 1 ? 1 : 0.8] },
  nesterov: { state: 1, hyper: () => [0.1, 0.01, 0.9, 1] },
  adam: { state: 2, hyper: (t) => adam(t, 1) },
  adamMax: { state: 3, hyper: (t) => adam(t, 0.999) },
  rmsprop: { state: 2, hyper: () => [0.01, 0.02, 0.99, 0.01, 1e-8, 0.9] },
  rmspropCentred: { state: 3, hyper: () => [0.01, 0, 0.99, 0.01, 1e-4, 0] },
  adagrad: { state: 1, hyper: () => [0.1, 0.01, 1e-10] },
};

function adam(t: number, keep: number): number[] {
  const [lr, beta1, beta2] = [0.01, 0.9, 0.999];
  return [keep, 0.01, 1 - beta1, beta2, 1 - beta2, lr / (1 - beta1 ** t), 1 / Math.sqrt(1 - beta2 ** t), 1e-8];
}

/** Rows of all lengths in one list, one of them empty. */
const counts = [1, 4, 0, 7, 23, 64];

test.each(Object.keys(cases) as (keyof Updates)[])("%s agrees with its float64 twin over 30 steps", (name) => {
  const { state, hyper } = cases[name];
  const run = (kernels: Updates) => {
    const rows = counts.map((count, i) => {
      return [noise(count, 1 + i), ...Array.from({ length: state }, () => numbers(count))];
    });
    for (let t = 1; t <= 30; t += 1) {
      const grads = counts.map((count, i) => noise(count, 10 * t + i));
      const list = writeList(
        counts.length,
        2 + state,
        (row, k) => (k === 1 ? grads[row] : rows[row][Math.max(0, k - 1)]).at,
        (row) => counts[row],
      );
      const update = kernels[name] as (...args: number[]) => void;
      update(list, counts.length, ...hyper(t));
    }
    return rows.flat();
  };
  const [ours, exact] = [run(updates()), run(plainUpdates)];
  ours.forEach((array, i) => {
    expect(largestDifference(array.get(), exact[i].get()), `array ${i}`).toBeLessThan(3e-6);
    expect(array.intact(), `array ${i}`).toBe(true);
  });
});
