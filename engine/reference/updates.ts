// The optimizers' updates in float64, number by number, as kernels/updates.ts describes them: the oracle for those, their
// substitute on machines without vectors, and what float64 parameters are updated with.
import { f32, f64 } from "../memory/heap.ts";
import { forEachPlace } from "./lists.ts";

const updatesOn = (heap: Float32Array | Float64Array, shift: 2 | 3) => ({
  descend(list: number, rows: number, lr: number, decay: number): void {
    forEachPlace(list, rows, 2, shift, (p, g) => {
      heap[p] -= lr * (heap[g] + decay * heap[p]);
    });
  },

  momentum(list: number, rows: number, lr: number, decay: number, momentum: number, gain: number): void {
    forEachPlace(list, rows, 3, shift, (p, g, b) => {
      heap[b] = momentum * heap[b] + gain * (heap[g] + decay * heap[p]);
      heap[p] -= lr * heap[b];
    });
  },

  nesterov(list: number, rows: number, lr: number, decay: number, momentum: number, gain: number): void {
    forEachPlace(list, rows, 3, shift, (p, g, b) => {
      const decayed = heap[g] + decay * heap[p];
      heap[b] = momentum * heap[b] + gain * decayed;
      heap[p] -= lr * (gain * decayed + momentum * heap[b]);
    });
  },

  adam(
    list: number,
    rows: number,
    keep: number,
    decay: number,
    oneLessBeta1: number,
    beta2: number,
    oneLessBeta2: number,
    step: number,
    widen: number,
    epsilon: number,
  ): void {
    forEachPlace(list, rows, 4, shift, (p, g, m, v) => {
      const kept = heap[p] * keep;
      const decayed = heap[g] + decay * kept;
      heap[m] += oneLessBeta1 * (decayed - heap[m]);
      heap[v] = beta2 * heap[v] + oneLessBeta2 * decayed * decayed;
      heap[p] = kept - (step * heap[m]) / (widen * Math.sqrt(heap[v]) + epsilon);
    });
  },

  adamMax(
    list: number,
    rows: number,
    keep: number,
    decay: number,
    oneLessBeta1: number,
    beta2: number,
    oneLessBeta2: number,
    step: number,
    widen: number,
    epsilon: number,
  ): void {
    forEachPlace(list, rows, 5, shift, (p, g, m, v, l) => {
      const kept = heap[p] * keep;
      const decayed = heap[g] + decay * kept;
      heap[m] += oneLessBeta1 * (decayed - heap[m]);
      heap[v] = beta2 * heap[v] + oneLessBeta2 * decayed * decayed;
      heap[l] = Math.max(heap[l], heap[v]);
      heap[p] = kept - (step * heap[m]) / (widen * Math.sqrt(heap[l]) + epsilon);
    });
  },

  rmsprop(
    list: number,
    rows: number,
    lr: number,
    decay: number,
    alpha: number,
    oneLessAlpha: number,
    epsilon: number,
    momentum: number,
  ): void {
    forEachPlace(list, rows, 4, shift, (p, g, s, b) => {
      const decayed = heap[g] + decay * heap[p];
      heap[s] = alpha * heap[s] + oneLessAlpha * decayed * decayed;
      heap[b] = momentum * heap[b] + decayed / (Math.sqrt(heap[s]) + epsilon);
      heap[p] -= lr * heap[b];
    });
  },

  rmspropCentred(
    list: number,
    rows: number,
    lr: number,
    decay: number,
    alpha: number,
    oneLessAlpha: number,
    epsilon: number,
    momentum: number,
  ): void {
    forEachPlace(list, rows, 5, shift, (p, g, s, b, a) => {
      const decayed = heap[g] + decay * heap[p];
      heap[s] = alpha * heap[s] + oneLessAlpha * decayed * decayed;
      heap[a] += oneLessAlpha * (decayed - heap[a]);
      heap[b] = momentum * heap[b] + decayed / (Math.sqrt(heap[s] - heap[a] ** 2) + epsilon);
      heap[p] -= lr * heap[b];
    });
  },

  adagrad(list: number, rows: number, lr: number, decay: number, epsilon: number): void {
    forEachPlace(list, rows, 3, shift, (p, g, s) => {
      const decayed = heap[g] + decay * heap[p];
      heap[s] += decayed * decayed;
      heap[p] -= (lr * decayed) / (Math.sqrt(heap[s]) + epsilon);
    });
  },
});

type Plain = ReturnType<typeof updatesOn>;

/** With hyperparameters rounded to float32 first. What they are off adds up over the steps, so both sides must be as far off. */
function rounding(plain: Plain): Plain {
  const rounded = Object.entries<(...args: number[]) => void>(plain).map(([name, update]) => [
    name,
    (list: number, rows: number, ...numbers: number[]) => update(list, rows, ...numbers.map(Math.fround)),
  ]);
  return Object.fromEntries(rounded) as Plain;
}

export const plainUpdates: Plain = rounding(updatesOn(f32, 2));
/** For float64 parameters, which have no kernels. */
export const plainUpdates64: Plain = updatesOn(f64, 3);
