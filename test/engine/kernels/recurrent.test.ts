import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CellKind, gateCount, recurrentForward } from "../../../engine/kernels/recurrent.ts";
import { type Cells, cells } from "../../../engine/kernels/recurrentCells.ts";
import { recurrentBackward } from "../../../engine/kernels/recurrentGrads.ts";
import { plainCells } from "../../../engine/reference/recurrentCells.ts";
import { type Numbers, largestDifference, noise, numbers } from "./numbers.ts";

interface Case {
  readonly kind: CellKind;
  readonly reverse: boolean;
  readonly x: number[];
  readonly h0: number[];
  readonly c0: number[];
  readonly gOut: number[];
  readonly gH: number[];
  readonly gC: number[];
  readonly out: number[];
  readonly dx: number[];
  readonly dh0: number[];
  readonly dc0: number[] | null;
  readonly weights: Record<string, number[]>;
  readonly grads: Record<string, number[]>;
}

const fixture = JSON.parse(readFileSync(new URL("../../fixtures/engine/recurrent.json", import.meta.url), "utf8")) as {
  sizes: { steps: number; batch: number; inputs: number; units: number };
  cases: Case[];
};

const from = (values: readonly number[]) => numbers(values.length).set(values);

test.each(fixture.cases.map((c) => ({ ...c, biased: "bias_ih" in c.weights })))(
  "$kind (reverse $reverse, bias $biased) gives PyTorch's outputs and gradients",
  (c) => {
    const sizes = { ...fixture.sizes, kind: c.kind, reverse: c.reverse };
    const { steps, batch, units } = sizes;
    const slot = batch * units;
    const width = gateCount(c.kind) * units;
    const initial = c.reverse ? steps * slot : 0;
    const own = c.reverse ? 0 : slot;
    const state = (start: readonly number[]) => numbers((steps + 1) * slot, (i) => start[i - initial] ?? 0);
    const [hs, cs] = [state(c.h0), state(c.c0)];
    const [gates, inner] = [numbers(steps * batch * width), numbers(steps * slot)];
    const weight = (name: string) => (c.weights[name] ? from(c.weights[name]).at : 0);
    const arrays = {
      x: from(c.x).at,
      weightX: weight("weight_ih"),
      weightH: weight("weight_hh"),
      biasX: weight("bias_ih"),
      biasH: weight("bias_hh"),
      hs: hs.at,
      cs: cs.at,
      gates: gates.at,
      inner: inner.at,
    };
    recurrentForward(sizes, arrays);
    expect(largestDifference(hs.get().slice(own, own + steps * slot), c.out)).toBeLessThan(3e-6);

    const [dh, dc, dx] = [from(c.gH), from(c.gC), numbers(c.dx.length)];
    // The gradient of the state's weights is added to what is there.
    const before = (name: string): number => (name === "weight_hh" ? 0.5 : 0);
    const grad = (name: string): Numbers | undefined =>
      c.grads[name] && numbers(c.grads[name].length, () => before(name));
    const weights = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(grad);
    const [dWeightX, dWeightH, dBiasX, dBiasH] = weights.map((array) => array?.at ?? 0);
    const at = { dOut: from(c.gOut).at, dh: dh.at, dc: dc.at, dx: dx.at };
    recurrentBackward(sizes, arrays, { ...at, dWeightX, dWeightH, dBiasX, dBiasH, sumsH: 0, addX: false, addH: true });
    expect(largestDifference(dh.get(), c.dh0)).toBeLessThan(1e-5);
    if (c.dc0) expect(largestDifference(dc.get(), c.dc0)).toBeLessThan(1e-5);
    // In PyTorch's bidirectional layer x gets gradients from the direction under test only: the other was cut off.
    expect(largestDifference(dx.get(), c.dx)).toBeLessThan(1e-5);
    ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].forEach((name, i) => {
      const wanted = c.grads[name]?.map((value) => value + before(name));
      if (weights[i]) expect(largestDifference(weights[i].get(), wanted!), name).toBeLessThan(2e-5);
    });
    for (const array of [hs, cs, gates, inner, dh, dc, dx, ...weights]) if (array) expect(array.intact()).toBe(true);
  },
);

test.each(["lstm", "lstmGrad", "gru", "gruGrad", "tanhGrad", "reluGrad"] as const)(
  "one step of %s agrees with its float64 twin",
  (name) => {
    for (const [rows, units] of [
      [1, 1],
      [3, 4],
      [2, 7],
      [5, 18],
    ]) {
      const gates = (name.startsWith("lstm") ? 4 : 3) * units;
      // The arrays of each function in order: how many numbers a row.
      const rowLengths: Record<keyof Cells, number[]> = {
        lstm: [gates, units, units, units, units],
        lstmGrad: [gates, units, units, units, units, units],
        gru: [gates, gates, units, units, units],
        gruGrad: [gates, units, units, units, units, gates],
        tanhGrad: [units, units, units, units],
        reluGrad: [units, units, units, units],
      };
      const run = (kernels: Cells) => {
        const arrays = rowLengths[name].map((length, i) => noise(rows * length, 31 * i + units));
        const kernel = kernels[name] as (...args: number[]) => void;
        kernel(...arrays.map(({ at }) => at), rows, units);
        return arrays;
      };
      const [ours, exact] = [run(cells()), run(plainCells)];
      ours.forEach((array, i) => {
        expect(largestDifference(array.get(), exact[i].get()), `array ${i}, ${rows}×${units}`).toBeLessThan(1e-6);
        expect(array.intact(), `array ${i}, ${rows}×${units}`).toBe(true);
      });
    }
  },
);

describe.each([false, true])("a layer so large that its steps are done in chunks (reverse %s)", (reverse) => {
  test.each(["lstm", "gru", "tanh"] as const)("%s: a batch gives what its quarters give", (kind) => {
    const [steps, inputs, units] = [10, 5, 64];
    // Gates of a quarter of a MiB a step: four steps in a chunk, and two are left. Those of a quarter are one chunk.
    const quarter = Math.floor(2 ** 14 / (gateCount(kind) * units));
    const batch = 4 * quarter;
    const whole = layerOf(kind, { steps, batch, inputs, units, reverse });
    const part = layerOf(kind, { steps, batch: quarter, inputs, units, reverse });
    /** What of numbers in rows of [time, batch] is a quarter's. */
    const cut = (of: Numbers, row: number, q: number) =>
      Array.from({ length: of.length / (batch * row) }, (_, t) => [
        ...of.get().subarray((t * batch + q * quarter) * row, (t * batch + (q + 1) * quarter) * row),
      ]).flat();
    whole.run();
    const sums = part.weightGrads.map((grad) => Array.from({ length: grad.length }, () => 0));
    for (let q = 0; q < 4; q += 1) {
      part.x.set(cut(whole.x, inputs, q));
      part.dOut.set(cut(whole.dOut, units, q));
      part.run();
      expect(largestDifference(part.hs.get(), cut(whole.hs, units, q))).toBe(0);
      expect(largestDifference(part.dx.get(), cut(whole.dx, inputs, q))).toBe(0);
      part.weightGrads.forEach((grad, i) => grad.get().forEach((value, j) => (sums[i]![j]! += value)));
    }
    whole.weightGrads.forEach((grad, i) => {
      const size = Math.max(...sums[i]!.map(Math.abs));
      expect(size).toBeGreaterThan(0);
      expect(largestDifference(grad.get(), sums[i]!) / size).toBeLessThan(1e-5);
    });
  });
});

/** A layer whose weights are the same for any batch; `run` goes there and back. */
function layerOf(
  kind: CellKind,
  sizes: { steps: number; batch: number; inputs: number; units: number; reverse: boolean },
) {
  const { steps, batch, inputs, units } = sizes;
  const [slot, width] = [batch * units, gateCount(kind) * units];
  const weights = [width * inputs, width * units, width, width].map((count, i) => noise(count, i, 0.2));
  const [weightX, weightH, biasX, biasH] = weights.map(({ at }) => at) as [number, number, number, number];
  const [x, dOut] = [noise(steps * batch * inputs, 5), noise(steps * slot, 6)];
  const [hs, cs] = [numbers((steps + 1) * slot), numbers((steps + 1) * slot)];
  const [gates, inner, dx] = [numbers(steps * batch * width), numbers(steps * slot), numbers(x.length)];
  const [dh, dc] = [numbers(slot), numbers(slot)];
  const weightGrads = weights.map(({ length }) => numbers(length));
  const [dWeightX, dWeightH, dBiasX, dBiasH] = weightGrads.map(({ at }) => at) as [number, number, number, number];
  const arrays = { x: x.at, weightX, weightH, biasX, biasH, hs: hs.at, cs: cs.at, gates: gates.at, inner: inner.at };
  const run = (): void => {
    for (const each of [dh, dc]) each.set(new Float32Array(slot));
    recurrentForward({ kind, ...sizes }, arrays);
    const grads = { dOut: dOut.at, dh: dh.at, dc: dc.at, dx: dx.at, dWeightX, dWeightH, dBiasX, dBiasH };
    recurrentBackward({ kind, ...sizes }, arrays, { ...grads, sumsH: 0, addX: false, addH: false });
  };
  return { x, dOut, hs, dx, weightGrads, run };
}
