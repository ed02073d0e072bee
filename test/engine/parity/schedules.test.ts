// Every schedule against PyTorch over 200 steps, with every option, to 1e-12 of the largest rate.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { optim, zeros } from "../../../engine/index.ts";

interface Schedule {
  step(metric: number): void;
}

const S = optim.lrScheduler;
const url = new URL("../../fixtures/parity/schedules.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(url, "utf8")) as {
  readonly cases: readonly { readonly name: string; readonly rates: readonly number[] }[];
};

const noam = (step: number): number => 64 ** -0.5 * Math.min((step + 1) ** -0.5, (step + 1) * 40 ** -1.5);
const loss = (step: number): number => Math.floor(1000 * (1 / (1 + step / 30) + 0.05 * Math.sin(step))) / 1000;

const makers: Record<string, (o: optim.SGD) => Schedule> = {
  StepLR: (o) => new S.StepLR(o, 30),
  MultiStepLR: (o) => new S.MultiStepLR(o, [20, 90, 150], { gamma: 0.3 }),
  ExponentialLR: (o) => new S.ExponentialLR(o, 0.98),
  CosineAnnealingLR: (o) => new S.CosineAnnealingLR(o, 199),
  "CosineAnnealingLR, half way": (o) => new S.CosineAnnealingLR(o, 50, { etaMin: 0.001 }),
  CosineAnnealingWarmRestarts: (o) => new S.CosineAnnealingWarmRestarts(o, 40),
  "CosineAnnealingWarmRestarts, longer": (o) => new S.CosineAnnealingWarmRestarts(o, 11, { tMult: 3, etaMin: 0.002 }),
  LinearLR: (o) => new S.LinearLR(o),
  "LinearLR, down": (o) => new S.LinearLR(o, { startFactor: 1, endFactor: 0.05, totalIters: 150 }),
  OneCycleLR: (o) => new S.OneCycleLR(o, 0.5, 201),
  "OneCycleLR, linear": (o) =>
    new S.OneCycleLR(o, 0.5, 201, { pctStart: 0.1, divFactor: 10, finalDivFactor: 100, annealStrategy: "linear" }),
  LambdaLR: (o) => new S.LambdaLR(o, noam),
  SequentialLR: (o) => {
    const warmUp = new S.LinearLR(o, { startFactor: 0.01, totalIters: 20 });
    return new S.SequentialLR(o, [warmUp, new S.CosineAnnealingLR(o, 100), new S.ExponentialLR(o, 0.9)], [20, 120]);
  },
  ReduceLROnPlateau: (o) => new S.ReduceLROnPlateau(o, { factor: 0.7, patience: 3 }),
  "ReduceLROnPlateau, up": (o) =>
    new S.ReduceLROnPlateau(o, {
      mode: "max",
      factor: 0.5,
      patience: 5,
      threshold: 0.01,
      thresholdMode: "abs",
      cooldown: 4,
      minLr: 0.003,
    }),
};

test("every schedule there is is compared", () => {
  const known = new Set(Object.keys(makers).map((name) => name.split(",")[0]));
  expect(Object.keys(S).filter((name) => name !== "LRScheduler" && !known.has(name))).toEqual([]);
  expect(cases.map(({ name }) => name)).toEqual(Object.keys(makers));
});

test.each(cases)("$name", ({ name, rates }) => {
  const optimizer = new optim.SGD([zeros([1], { requiresGrad: true })], { lr: 0.1 });
  const schedule = makers[name]!(optimizer);
  const tolerance = 1e-12 * Math.max(...rates);
  rates.forEach((rate, step) => {
    const { lr } = optimizer.paramGroups[0]!;
    expect(Math.abs(lr - rate), `step ${step}: ${lr}, not ${rate}`).toBeLessThan(tolerance);
    schedule.step(name.endsWith("up") ? -loss(step) : loss(step));
  });
});
