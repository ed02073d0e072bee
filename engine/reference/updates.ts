// The optimizers' updates in float64, number by number, as kernels/updates.ts describes them: the oracle for those, their
// substitute on machines without vectors, and what float64 parameters are updated with.
import { f32, f64 } from "../memory/heap.ts";

const updatesOn = (heap: Float32Array | Float64Array, shift: number) => ({
  descend(param: number, grad: number, count: number, lr: number, decay: number): void {
    for (const [p, g] of places(shift, count, param, grad)) heap[p] -= lr * (heap[g] + decay * heap[p]);
  },

  momentum(
    param: number,
    grad: number,
    buffer: number,
    count: number,
    lr: number,
    decay: number,
    momentum: number,
    gain: number,
  ): void {
    for (const [p, g, b] of places(shift, count, param, grad, buffer)) {
      heap[b] = momentum * heap[b] + gain * (heap[g] + decay * heap[p]);
      heap[p] -= lr * heap[b];
    }
  },

  nesterov(
    param: number,
    grad: number,
    buffer: number,
    count: number,
    lr: number,
    decay: number,
    momentum: number,
    gain: number,
  ): void {
    for (const [p, g, b] of places(shift, count, param, grad, buffer)) {
      const decayed = heap[g] + decay * heap[p];
      heap[b] = momentum * heap[b] + gain * decayed;
      heap[p] -= lr * (gain * decayed + momentum * heap[b]);
    }
  },

  adam(
    param: number,
    grad: number,
    mean: number,
    square: number,
    count: number,
    keep: number,
    decay: number,
    oneLessBeta1: number,
    beta2: number,
    oneLessBeta2: number,
    step: number,
    root: number,
    epsilon: number,
  ): void {
    for (const [p, g, m, v] of places(shift, count, param, grad, mean, square)) {
      const kept = heap[p] * keep;
      const decayed = heap[g] + decay * kept;
      heap[m] += oneLessBeta1 * (decayed - heap[m]);
      heap[v] = beta2 * heap[v] + oneLessBeta2 * decayed * decayed;
      heap[p] = kept - (step * heap[m]) / (Math.sqrt(heap[v]) / root + epsilon);
    }
  },

  adamMax(
    param: number,
    grad: number,
    mean: number,
    square: number,
    largest: number,
    count: number,
    keep: number,
    decay: number,
    oneLessBeta1: number,
    beta2: number,
    oneLessBeta2: number,
    step: number,
    root: number,
    epsilon: number,
  ): void {
    for (const [p, g, m, v, l] of places(shift, count, param, grad, mean, square, largest)) {
      const kept = heap[p] * keep;
      const decayed = heap[g] + decay * kept;
      heap[m] += oneLessBeta1 * (decayed - heap[m]);
      heap[v] = beta2 * heap[v] + oneLessBeta2 * decayed * decayed;
      heap[l] = Math.max(heap[l], heap[v]);
      heap[p] = kept - (step * heap[m]) / (Math.sqrt(heap[l]) / root + epsilon);
    }
  },

  rmsprop(
    param: number,
    grad: number,
    square: number,
    buffer: number,
    count: number,
    lr: number,
    decay: number,
    alpha: number,
    oneLessAlpha: number,
    epsilon: number,
    momentum: number,
  ): void {
    for (const [p, g, s, b] of places(shift, count, param, grad, square, buffer)) {
      const decayed = heap[g] + decay * heap[p];
      heap[s] = alpha * heap[s] + oneLessAlpha * decayed * decayed;
      heap[b] = momentum * heap[b] + decayed / (Math.sqrt(heap[s]) + epsilon);
      heap[p] -= lr * heap[b];
    }
  },

  rmspropCentred(
    param: number,
    grad: number,
    square: number,
    buffer: number,
    mean: number,
    count: number,
    lr: number,
    decay: number,
    alpha: number,
    oneLessAlpha: number,
    epsilon: number,
    momentum: number,
  ): void {
    for (const [p, g, s, b, a] of places(shift, count, param, grad, square, buffer, mean)) {
      const decayed = heap[g] + decay * heap[p];
      heap[s] = alpha * heap[s] + oneLessAlpha * decayed * decayed;
      heap[a] += oneLessAlpha * (decayed - heap[a]);
      heap[b] = momentum * heap[b] + decayed / (Math.sqrt(heap[s] - heap[a] ** 2) + epsilon);
      heap[p] -= lr * heap[b];
    }
  },

  adagrad(param: number, grad: number, sum: number, count: number, lr: number, decay: number, epsilon: number): void {
    for (const [p, g, s] of places(shift, count, param, grad, sum)) {
      const decayed = heap[g] + decay * heap[p];
      heap[s] += decayed * decayed;
      heap[p] -= (lr * decayed) / (Math.sqrt(heap[s]) + epsilon);
    }
  },
});

export const plainUpdates = updatesOn(f32, 2);
/** For float64 parameters, which have no kernels. */
export const plainUpdates64 = updatesOn(f64, 3);

/** The places in the heap of the i-th numbers of each array, for every i. */
function* places(shift: number, count: number, ...addresses: number[]): Generator<number[]> {
  for (let i = 0; i < count; i += 1) yield addresses.map((address) => (address >>> shift) + i);
}
