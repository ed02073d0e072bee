// Schedules against PyTorch's (fixtures/optim/optim.py).
import { expect, test } from "vitest";
import { optim, zeros } from "../../../engine/index.ts";
import fixture from "../../fixtures/optim/optim.json" with { type: "json" };

const { lrScheduler } = optim;
const sgd = (lr = 0.1) => new optim.SGD([zeros([1], { requiresGrad: true })], { lr });
const rateOf = (optimizer: optim.SGD) => optimizer.paramGroups[0]!.lr;

const makers: Record<string, (optimizer: optim.SGD) => optim.lrScheduler.LRScheduler> = {
  StepLR: (o) => new lrScheduler.StepLR(o, 10, { gamma: 0.5 }),
  MultiStepLR: (o) => new lrScheduler.MultiStepLR(o, [5, 12, 30]),
  ExponentialLR: (o) => new lrScheduler.ExponentialLR(o, 0.9),
  CosineAnnealingLR: (o) => new lrScheduler.CosineAnnealingLR(o, 20, { etaMin: 0.01 }),
  CosineAnnealingWarmRestarts: (o) => new lrScheduler.CosineAnnealingWarmRestarts(o, 7, { tMult: 2, etaMin: 0.001 }),
  LinearLR: (o) => new lrScheduler.LinearLR(o, { startFactor: 0.25, totalIters: 8 }),
  OneCycleLR: (o) => new lrScheduler.OneCycleLR(o, 0.5, 40),
};

test.each(fixture.schedules.map(({ name, rates }) => [name, rates] as const))("%s is PyTorch's", (name, rates) => {
  const optimizer = sgd();
  const schedule = makers[name]!(optimizer);
  for (const [epoch, rate] of rates.entries()) {
    expect(rateOf(optimizer), `epoch ${epoch}`).toBeCloseTo(rate, 9);
    schedule.step();
  }
});

test("ReduceLROnPlateau is PyTorch's", () => {
  const optimizer = sgd();
  const schedule = new lrScheduler.ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 2, cooldown: 1, minLr: 0.01 });
  const rates = fixture.plateau.metrics.map((metric) => {
    schedule.step(metric);
    return rateOf(optimizer);
  });
  expect(rates).toEqual(fixture.plateau.rates);
});

test("SequentialLR: warm-up, then cosine", () => {
  const optimizer = sgd(1);
  const parts = [
    new lrScheduler.LinearLR(optimizer, { startFactor: 0.1, totalIters: 10 }),
    new lrScheduler.CosineAnnealingLR(optimizer, 20),
  ];
  const schedule = new lrScheduler.SequentialLR(optimizer, parts, [10]);
  const rates = Array.from({ length: 31 }, () => {
    const rate = rateOf(optimizer);
    schedule.step();
    return rate;
  });
  expect(rates[0]).toBeCloseTo(0.1);
  expect(rates[10]).toBeCloseTo(1);
  expect(rates[20]).toBeCloseTo(0.5);
  expect(rates[30]).toBeCloseTo(0);
});

test("LambdaLR multiplies; one function for each group", () => {
  const params = () => [zeros([1], { requiresGrad: true })];
  const optimizer = new optim.SGD([{ params: params() }, { params: params(), lr: 1 }], { lr: 0.1 });
  const schedule = new lrScheduler.LambdaLR(optimizer, [(epoch) => 1 / (1 + epoch), () => 2]);
  schedule.step();
  expect(schedule.getLastLr()).toEqual([0.05, 2]);
  expect(() => new lrScheduler.LambdaLR(optimizer, [() => 1])).toThrow(/1 functions for 2 groups/);
});

test("OneCycleLR says when its steps are over", () => {
  const schedule = new lrScheduler.OneCycleLR(sgd(), 1, 3);
  for (let i = 0; i < 3; i += 1) schedule.step();
  expect(() => schedule.step()).toThrow(/made for 3 steps, and this would be step 4/);
});
