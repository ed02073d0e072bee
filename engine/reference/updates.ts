// The optimizers' updates in float64, number by number, as kernels/updates.ts describes them: the oracle for those, and
// their substitute on machines without vectors.
import { f32 } from "../memory/heap.ts";

export const plainUpdates = {
  descend(param: number, grad: number, count: number, lr: number, decay: number): void {
    for (const [p, g] of places(count, param, grad)) f32[p] -= lr * (f32[g] + decay * f32[p]);
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
    for (const [p, g, b] of places(count, param, grad, buffer)) {
      f32[b] = momentum * f32[b] + gain * (f32[g] + decay * f32[p]);
      f32[p] -= lr * f32[b];
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
    for (const [p, g, b] of places(count, param, grad, buffer)) {
      const decayed = f32[g] + decay * f32[p];
      f32[b] = momentum * f32[b] + gain * decayed;
      f32[p] -= lr * (decayed + momentum * f32[b]);
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
    for (const [p, g, m, v] of places(count, param, grad, mean, square)) {
      const kept = f32[p] * keep;
      const decayed = f32[g] + decay * kept;
      f32[m] += oneLessBeta1 * (decayed - f32[m]);
      f32[v] = beta2 * f32[v] + oneLessBeta2 * decayed * decayed;
      f32[p] = kept - (step * f32[m]) / (Math.sqrt(f32[v]) / root + epsilon);
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
    for (const [p, g, m, v, l] of places(count, param, grad, mean, square, largest)) {
      const kept = f32[p] * keep;
      const decayed = f32[g] + decay * kept;
      f32[m] += oneLessBeta1 * (decayed - f32[m]);
      f32[v] = beta2 * f32[v] + oneLessBeta2 * decayed * decayed;
      f32[l] = Math.max(f32[l], f32[v]);
      f32[p] = kept - (step * f32[m]) / (Math.sqrt(f32[l]) / root + epsilon);
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
    for (const [p, g, s, b] of places(count, param, grad, square, buffer)) {
      const decayed = f32[g] + decay * f32[p];
      f32[s] = alpha * f32[s] + oneLessAlpha * decayed * decayed;
      f32[b] = momentum * f32[b] + decayed / (Math.sqrt(f32[s]) + epsilon);
      f32[p] -= lr * f32[b];
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
    for (const [p, g, s, b, a] of places(count, param, grad, square, buffer, mean)) {
      const decayed = f32[g] + decay * f32[p];
      f32[s] = alpha * f32[s] + oneLessAlpha * decayed * decayed;
      f32[a] += oneLessAlpha * (decayed - f32[a]);
      f32[b] = momentum * f32[b] + decayed / (Math.sqrt(f32[s] - f32[a] ** 2) + epsilon);
      f32[p] -= lr * f32[b];
    }
  },

  adagrad(param: number, grad: number, sum: number, count: number, lr: number, decay: number, epsilon: number): void {
    for (const [p, g, s] of places(count, param, grad, sum)) {
      const decayed = f32[g] + decay * f32[p];
      f32[s] += decayed * decayed;
      f32[p] -= (lr * decayed) / (Math.sqrt(f32[s]) + epsilon);
    }
  },
};

/** The places in `f32` of the i-th numbers of each array, for every i. */
function* places(count: number, ...addresses: number[]): Generator<number[]> {
  for (let i = 0; i < count; i += 1) yield addresses.map((address) => (address >>> 2) + i);
}
