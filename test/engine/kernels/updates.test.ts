import { expect, test } from "vitest";
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
  return [keep, 0.01, 1 - beta1, beta2, 1 - beta2, lr / (1 - beta1 ** t), Math.sqrt(1 - beta2 ** t), 1e-8];
}

test.each(Object.keys(cases) as (keyof Updates)[])("%s agrees with its float64 twin over 30 steps", (name) => {
  for (const count of [1, 4, 7, 23, 64]) {
    const { state, hyper } = cases[name];
    const run = (kernels: Updates) => {
      const arrays = [noise(count, 1), ...Array.from({ length: state }, () => numbers(count))];
      for (let t = 1; t <= 30; t += 1) {
        const grad = noise(count, 10 * t);
        const [param, ...rest] = arrays.map(({ at }) => at);
        const update = kernels[name] as (...args: number[]) => void;
        update(param, grad.at, ...rest, count, ...hyper(t));
      }
      return arrays;
    };
    const [ours, exact] = [run(updates()), run(plainUpdates)];
    ours.forEach((array, i) => {
      expect(largestDifference(array.get(), exact[i].get()), `array ${i} of ${count}`).toBeLessThan(3e-6);
      expect(array.intact(), `array ${i} of ${count}`).toBe(true);
    });
  }
});
