// Curves: series and their axes, runs beside one another, and figures that grow while a training runs.
import { describe, expect, test } from "vitest";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { axesFor, onAxis } from "../../extension/figures/curves/axes.ts";
import {
  type CurvesChoices,
  curvesScene,
  defaultCurvesChoices,
  isSmoothed,
  styleIn,
} from "../../extension/figures/curves/scene.ts";
import { type CurvesPayload, readCurves } from "../../extension/figures/payload/curves.ts";
import { train, zeros } from "../../engine/index.ts";
import { BucketedSeries } from "../../kernel/figures/bucketedSeries.ts";
import * as figures from "../../kernel/figures/index.ts";
import { startLive } from "../../kernel/figures/live.ts";
import { setDisplayChannel } from "../../kernel/display/bundle.ts";

describe("curves", () => {
  test("a long series stays small and loses no extreme", () => {
    const series = new BucketedSeries("loss", "lower");
    for (let i = 0; i < 100_000; i += 1) series.add(i, i === 54_321 ? -7 : i === 777 ? 99 : Math.sin(i));
    expect(series.x.length).toBeLessThanOrEqual(1000);
    expect([Math.min(...series.low), Math.max(...series.high), series.total]).toEqual([-7, 99, 100_000]);
    expect(series.best).toEqual({ x: 54_321, y: -7 });
  });

  test("buckets hold exactly what was added: fractions, clocks that are set back, points without a time", () => {
    const halves = new BucketedSeries("loss", "lower");
    for (let i = 0; i < 5001; i += 1) halves.add(i / 2, i % 7, i === 3000 ? 0 : i);
    const { size, x, y, low, high, time } = halves;
    expect([size, x.length, halves.whole, halves.timed]).toEqual([8, 626, false, true]);
    // Bucket k ends with point 8k + 7, the last with point 5000.
    const ends = Array.from(x.keys(), (k) => Math.min(8 * k + 7, 5000));
    expect([...x]).toEqual(ends.map((end) => end / 2));
    expect([...y]).toEqual(ends.map((end) => end % 7));
    expect([...time]).toEqual(ends);
    expect([low.at(-1), high.at(-1), low[0], high[0]]).toEqual([2, 2, 0, 6]);
    const steps = new BucketedSeries("loss", "lower");
    for (let i = 0; i < 3; i += 1) steps.add(i, i, i === 1 ? undefined : i);
    expect([steps.whole, steps.timed]).toEqual([true, false]);
    steps.add(2 ** 32, 0);
    expect(steps.whole).toBe(false);
  });

  test("steps become epochs and seconds, with everything that has a place on the axis", () => {
    const run = train.recorder();
    for (let step = 0; step < 100; step += 1) run.log(step, { loss: step === 70 ? -1 : 1, lr: 0.1 });
    const times = run.series.get("loss")!.times as number[];
    const start = times[0]!;
    times.forEach((_, i) => (times[i] = start + i / 4));
    const data = readCurves(figures.curves(run, { stepsPerEpoch: 20 }).payload);
    expect(axesFor(data)).toEqual(["step", "epoch", "time"]);
    expect(data.series.map(({ second }) => second)).toEqual([false, true]);
    const epochs = onAxis(data, "epoch");
    expect([epochs.series[0]!.best, epochs.marks.map(({ x }) => x)]).toEqual([{ x: 3.5, y: -1 }, [1, 2, 3, 4]]);
    const seconds = onAxis(data, "time");
    expect([seconds.series[0]!.best!.x, seconds.series[0]!.x.at(-1), seconds.xLabel]).toEqual([17.5, 24.75, "seconds"]);
    expect(onAxis(data, "step").marks[0]).toEqual({ x: 20, label: "epoch 1" });
  });

  test("runs are compared: a colour for each run, a pattern for each of its numbers", () => {
    const run = (slope: number) => {
      const one = train.recorder();
      for (let step = 0; step < 9; step += 1) one.log(step, { loss: slope * step, accuracy: step });
      return one;
    };
    const data = readCurves(figures.curves({ adam: run(1), sgd: run(2) }).payload);
    expect(data.series.map(({ name }) => name)).toEqual(["adam loss", "adam accuracy", "sgd loss", "sgd accuracy"]);
    const styles = data.series.map((_, i) => styleIn(data, i, lightTheme));
    expect([styles[0]!.color === styles[1]!.color, styles[0]!.color === styles[2]!.color]).toEqual([true, false]);
    expect([styles[0]!.dash, styles[1]!.dash]).toEqual([styles[2]!.dash, styles[3]!.dash]);
  });

  test("smoothing leaves schedules and series of a few points as they are", () => {
    const values = Array.from({ length: 100 }, (_, i) => Math.sin(i));
    const source = { loss: values, lr: values, valid: values.slice(0, 10) };
    const data = readCurves(figures.curves(source, { smoothing: 0.9 }).payload);
    const choices = defaultCurvesChoices(data);
    expect(data.series.map((one) => isSmoothed(one, choices))).toEqual([true, false, false]);
  });

  test("live: at most five messages a second, no point lost, the picture in the last", () => {
    let now = 0;
    let end = () => {};
    const sent: { how: string; data: Record<string, unknown> }[] = [];
    const channel = (how: string) => (message: { data: Record<string, unknown> }) =>
      void sent.push({ how, ...message });
    setDisplayChannel({ show: channel("show"), update: channel("update"), clear() {} } as never);
    const run = train.recorder();
    startLive(run, { total: 2000 }, { now: () => now, onCellEnd: (callback) => void (end = callback) });
    for (let step = 0; step < 2000; step += 1) {
      now += 1;
      run.log(step, { loss: 1 / (1 + step) });
    }
    expect(sent.length).toBeLessThanOrEqual(1 + 2 * 5);
    end();
    const last = sent.at(-1)!;
    expect([sent[0]!.how, last.how]).toEqual(["show", "update"]);
    expect(last.data["image/png"]).toBeDefined();
    expect(sent.slice(1, -1).every(({ data }) => data["image/png"] === undefined)).toBe(true);
    const { series, state } = readCurves(last.data["application/vnd.gradbook.curves.v1+json"]);
    expect([series[0]!.total, state]).toEqual([2000, "done"]);
    setDisplayChannel(undefined as never);
  });

  test("live: what is between the first output and the last is marked as passing, and tells whose state it is", () => {
    let now = 0;
    const sent: { live?: string; displayId: string; data: Record<string, unknown> }[] = [];
    const note = (message: (typeof sent)[number]) => void sent.push(message);
    setDisplayChannel({ show: note, update: note, clear() {} } as never);
    const run = train.recorder();
    let end = () => {};
    const live = startLive(run, {}, { now: () => now, onCellEnd: (callback) => void (end = callback) });
    for (let step = 0; step < 30; step += 1) {
      now += 100;
      run.log(step, { loss: 1 / (1 + step), lr: 0.1 });
    }
    live.stop();
    run.log(30, { loss: 7, lr: 7 });
    end();
    expect([...new Set(sent.map((message) => message.live))]).toEqual([undefined, "passing", "last"]);
    expect(sent.filter((message) => message.live !== "passing")).toHaveLength(2);
    const payloads = sent.map(({ data }) => data["application/vnd.gradbook.curves.v1+json"] as CurvesPayload);
    const id = sent[0]!.displayId;
    expect(payloads.slice(0, -1).map((one) => one.live)).toEqual(sent.slice(1).map((_, i) => ({ id, state: i + 1 })));
    // What is saved does not change with every run.
    expect(payloads.at(-1)!.live).toBeUndefined();
    // Recorded together, shown together, and the steps written once; nothing comes after the stop.
    for (const { series } of payloads.slice(1)) {
      expect(series.map(({ x, total }) => [x, total])).toEqual(series.map(() => ["x0", series[0]!.total]));
    }
    expect(readCurves(payloads.at(-1)).series.map(({ total, last }) => [total, last])).toEqual([
      [30, { x: 29, y: 1 / 30 }],
      [30, { x: 29, y: 0.1 }],
    ]);
    setDisplayChannel(undefined as never);
  });

  test("live: follows its recorder when the training goes on in a later cell, and times only the training", () => {
    let now = 0;
    let end = () => {};
    const sent: { how: string; displayId: string; data: Record<string, unknown> }[] = [];
    const channel = (how: string) => (message: { displayId: string; data: Record<string, unknown> }) =>
      void sent.push({ how, ...message });
    setDisplayChannel({ show: channel("show"), update: channel("update"), clear() {} } as never);
    const run = train.recorder();
    const cell = (from: number, to: number) => {
      for (let step = from; step < to; step += 1) {
        now += 10;
        run.log(step, { loss: 1 / (1 + step) });
      }
      end();
    };
    startLive(run, { total: 200 }, { now: () => now, onCellEnd: (callback) => void (end = callback) });
    cell(0, 100);
    const first = sent.length;
    now += 3_600_000;
    cell(100, 200);
    const curves = sent.map(({ data }) => readCurves(data["application/vnd.gradbook.curves.v1+json"]));
    expect(new Set(sent.map(({ displayId }) => displayId)).size).toBe(1);
    expect(sent.slice(first).every(({ how }) => how === "update")).toBe(true);
    expect(curves.slice(first, -1).map(({ state }) => state)).not.toContain("done");
    expect(curves.slice(first, -1).every(({ progress }) => progress!.eta! < 2)).toBe(true);
    expect([curves.at(-1)!.state, curves.at(-1)!.series[0]!.total]).toEqual(["done", 200]);
    setDisplayChannel(undefined as never);
  });
});

describe("curves", () => {
  const scene = (values: number[], change: Partial<CurvesChoices>) => {
    const data = readCurves(figures.curves({ loss: values }).payload);
    const { pen } = svgSheet(600, 300);
    return curvesScene(
      pen,
      data,
      lightTheme,
      { ...defaultCurvesChoices(data), ...change },
      { width: 600, height: 300 },
    );
  };

  test("outliers can be left out of the scale, and stay in the data", () => {
    const values = Array.from({ length: 200 }, (_, i) => (i === 3 ? 1e6 : 1 + (i % 10) / 10));
    const highest = (change: Partial<CurvesChoices>) => {
      const { y, plot } = scene(values, change);
      return y.invert(plot.top);
    };
    expect(highest({})).toBeGreaterThan(1e6);
    expect(highest({ trim: true })).toBeLessThan(2.2);
    expect(highest({ trim: true, logY: true })).toBeLessThan(2.2);
    expect(scene(values, { trim: true }).data.series[0]!.y[3]).toBe(1e6);
  });

  test("an empty figure says so", () => {
    expect(figures.curves({ loss: [] }).toSvg()).toContain("nothing recorded yet");
    expect(figures.curves({ loss: [1] }).toSvg()).not.toContain("nothing recorded yet");
    expect(figures.tensor(zeros([0, 3])).toSvg()).toContain("nothing to draw");
  });
});
