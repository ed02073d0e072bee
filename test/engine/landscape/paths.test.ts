// Optimizers on landscapes: the traces that "Dive into Deep Learning" prints, and what theory says about quadratic bowls.
import { describe, expect, test } from "vitest";
import { landscape, optim, type Tensor, tensor } from "../../../engine/index.ts";

const { optimizerPath, optimizerPaths, quadraticBowl, valley } = landscape;
type Parameters = readonly Tensor[];

const sgd =
  (lr: number, momentum = 0) =>
  (p: Parameters) =>
    new optim.SGD(p, { lr, momentum });

// d2l.ai chapters 12.3, 12.6, 12.7, 12.8: 20 steps on 0.1 x² + 2 y² from (-5, -2), as printed there.
test.each<[string, landscape.OptimizerFactory, number, number]>([
  ["gradient descent, 0.4", sgd(0.4), -0.943467, -0.000073],
  ["gradient descent, 0.6", sgd(0.6), -0.387814, -1673.365109],
  ["momentum 0.5, 0.6", sgd(0.6, 0.5), 0.007188, 0.002553],
  ["momentum 0.25, 0.6", sgd(0.6, 0.25), -0.12634, -0.186632],
  ["Adagrad, 0.4", (p) => new optim.Adagrad(p, { lr: 0.4 }), -2.382563, -0.158591],
  ["Adagrad, 2", (p) => new optim.Adagrad(p, { lr: 2 }), -0.002295, 0],
  ["RMSprop 0.9, 0.4", (p) => new optim.RMSprop(p, { lr: 0.4, alpha: 0.9 }), -0.010599, 0],
  // Not in the book: computed once with the formulas of Kingma & Ba 2015, and of Nesterov's momentum in PyTorch's form.
  ["Adam, 0.4", (p) => new optim.Adam(p, { lr: 0.4 }), 0.996033, -0.212751],
  ["Adam, 0.1", (p) => new optim.Adam(p, { lr: 0.1 }), -3.060339, -0.222452],
  ["Nesterov 0.5, 0.4", (p) => new optim.SGD(p, { lr: 0.4, momentum: 0.5, nesterov: true }), -0.109296, -44.663927],
])("%s ends where the book ends", (name, make, x, y) => {
  const { points, losses } = optimizerPath(make, valley, [-5, -2], 20);
  expect(points).toHaveLength(21);
  expect(points[0]).toEqual([-5, -2]);
  expect(losses[0]).toBeCloseTo(0.1 * 25 + 2 * 4, 12);
  // The book's RMSprop adds 1e-6 under the root; PyTorch's, and ours, 1e-8 beside it.
  const tolerance = name.startsWith("RMSprop") ? 1.1e-6 : 1e-6;
  expect(Math.abs(points[20]![0]! - x)).toBeLessThan(tolerance);
  expect(Math.abs(points[20]![1]! - y)).toBeLessThan(tolerance * Math.max(1, Math.abs(y)));
});

test("RMSprop written out as in the book, 1e-6 under the root, ends at the book's numbers", () => {
  let point = tensor([-5, -2], { dtype: "float64" });
  let square = point.mul(0);
  for (let step = 0; step < 20; step += 1) {
    const x = point.detach().requiresGrad_();
    valley(x).backward();
    const g = x.grad!;
    square = square.mul(0.9).add(g.mul(g).mul(0.1));
    point = point.sub(g.mul(0.4).div(square.add(1e-6).sqrt()));
  }
  const [x, y] = point.toArray() as [number, number];
  expect(Math.abs(x - -0.010599)).toBeLessThan(1e-6);
  expect(Math.abs(y)).toBeLessThan(1e-6);
});

describe("on a quadratic bowl of condition 20 and curvatures 0.2 and 4", () => {
  const distances = (make: landscape.OptimizerFactory, steps: number) =>
    optimizerPath(make, valley, [1, 1], steps).points.map(([x, y]) => Math.hypot(x!, y!));

  test("gradient descent is best at 2 / (λ₁ + λ₂) and then gains (κ - 1) / (κ + 1) a step", () => {
    const d = distances(sgd(2 / 4.2), 100);
    expect(d[100]! / d[99]!).toBeCloseTo(19 / 21, 6);
    for (const lr of [0.46, 0.49]) expect(distances(sgd(lr), 100)[100]!).toBeGreaterThan(d[100]!);
  });

  test("the best heavy ball gains (√κ - 1) / (√κ + 1) a step in the long run", () => {
    const root = Math.sqrt(20);
    const [lr, beta] = [(2 / (Math.sqrt(0.2) + 2)) ** 2, ((root - 1) / (root + 1)) ** 2];
    expect([lr, beta]).toEqual([expect.closeTo(0.667907, 6), expect.closeTo(0.402605, 6)]);
    const { points } = optimizerPath(sgd(lr, beta), valley, [1, 1], 60);
    // Both roots of e(t+1) = (1 + β - η λ) e(t) - β e(t-1) coincide there, so that e(t) = (a + b t) rᵗ with r = ±√β.
    for (const [i, rate] of [0.634512, -0.634512].entries()) {
      const r = Math.sign(rate) * Math.sqrt(beta);
      expect(r).toBeCloseTo(rate, 6);
      const e = points.map((point) => point[i]!);
      e.forEach((value, t) => expect(value).toBeCloseTo((e[0]! + (e[1]! / r - e[0]!) * t) * r ** t, 10));
    }
  });

  test("the edge of stability is 2 / λ₂", () => {
    expect(distances(sgd(0.499), 200).at(-1)).toBeLessThan(1);
    expect(distances(sgd(0.501), 200).at(-1)).toBeGreaterThan(1);
  });

  test("every step multiplies each coordinate by 1 - η λ", () => {
    optimizerPath(sgd(0.3), quadraticBowl(20, { curvature: 0.2 }), [3, -2], 30).points.forEach(([x, y], t) => {
      expect(x).toBeCloseTo(3 * (1 - 0.3 * 0.2) ** t, 10);
      expect(y).toBeCloseTo(-2 * (1 - 0.3 * 4) ** t, 10);
    });
  });
});

test("many walkers at once go as each would alone, with any optimizer and a schedule", () => {
  const starts = [
    [-4, 1],
    [0.5, -2],
    [3, 3],
  ];
  const schedule = (optimizer: optim.Optimizer) => new optim.lrScheduler.ExponentialLR(optimizer, 0.95);
  const makers: landscape.OptimizerFactory[] = [
    sgd(0.005, 0.9),
    (p) => new optim.Adam(p, { lr: 0.1 }),
    (p) => new optim.RMSprop(p, { lr: 0.05 }),
    (p) => new optim.Adagrad(p, { lr: 0.3 }),
  ];
  for (const make of makers) {
    const together = optimizerPaths(make, landscape.himmelblau, starts, 25, { schedule });
    starts.forEach((start, i) => {
      const alone = optimizerPath(make, landscape.himmelblau, start, 25, { schedule });
      expect(together[i]).toEqual(alone);
    });
  }
});

test.each<[string, () => unknown, RegExp]>([
  ["a negative number of steps", () => optimizerPath(sgd(1), valley, [1, 1], -1), /steps is a whole number, not -1/],
  ["a loss of many numbers", () => optimizerPath(sgd(1), (p) => p, [1, 1], 1), /must give one number; it gave 2/],
  ["a start without numbers", () => optimizerPath(sgd(1), (p) => p.sum(), [], 1), /one coordinate or more/],
  ["a point with three coordinates", () => valley(tensor([1, 2, 3])), /two coordinates/],
  ["a bowl flatter than round", () => quadraticBowl(0.5), /condition number from 1, not 0.5/],
  [
    "one loss for all walkers",
    () => optimizerPaths(sgd(1), (p) => p.sum(), [[1], [2]], 1),
    /must give 2 numbers, one a point; it gave 1/,
  ],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
