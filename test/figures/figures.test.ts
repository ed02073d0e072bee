// Figures as notebooks send them: our own data, a picture, a sentence; and what they refuse.
// Over 400 lines: what one kind of figure does after another, with the same few helpers.
import { describe, expect, test } from "vitest";
import { colorScale } from "../../extension/figures/tensor/colorScale.ts";
import { legendHeight, paintLegend } from "../../extension/figures/tensor/paintLegend.ts";
import { defaultChoices, tensorScene } from "../../extension/figures/tensor/still.ts";
import { valueSentence } from "../../extension/figures/tensor/describe.ts";
import { categories } from "../../extension/figures/draw/color.ts";
import { darkTheme, lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { attentionStill } from "../../extension/figures/attention/still.ts";
import { alignmentOf, headSentence } from "../../extension/figures/attention/describe.ts";
import { placeAttention, underPoint } from "../../extension/figures/attention/places.ts";
import {
  type AttentionChoices,
  defaultAttention,
  everyHead,
  headWeights,
  keysLookedAt,
  meanHead,
} from "../../extension/figures/attention/head.ts";
import { readAttention } from "../../extension/figures/payload/attention.ts";
import { encodeBuffer } from "../../extension/figures/payload/buffers.ts";
import { axesFor, onAxis } from "../../extension/figures/curves/axes.ts";
import {
  type CurvesChoices,
  curvesScene,
  defaultCurvesChoices,
  isSmoothed,
  styleIn,
} from "../../extension/figures/curves/scene.ts";
import { type CurvesPayload, readCurves } from "../../extension/figures/payload/curves.ts";
import { readTensor } from "../../extension/figures/payload/tensor.ts";
import { arange, full, randn, tensor, train, zeros } from "../../engine/index.ts";
import { messageSymbol } from "../../kernel/display/bundle.ts";
import { BucketedSeries } from "../../kernel/figures/bucketedSeries.ts";
import * as figures from "../../kernel/figures/index.ts";
import { startLive } from "../../kernel/figures/live.ts";
import { setDisplayChannel } from "../../kernel/display/bundle.ts";

const bundle = (figure: figures.Figure) => figure[messageSymbol]();

const some = {
  tensor: () => figures.tensor(randn([3, 40, 40]), { title: "weights", axes: ["head", "row", "column"] }),
  curves: () => figures.curves({ loss: [3, 2, 1.5], accuracy: { x: [0, 2], y: [0.2, 0.9] } }, { title: "run" }),
  attention: () =>
    figures.attention(randn([2, 3, 4]).softmax(), { queries: ["a", "b", "c"], keys: ["w", "x", "y", "z"] }),
};

test.each(Object.entries(some))("%s: own data, an opaque PNG of at most 60 KB, one sentence", (kind, make) => {
  const { data, metadata } = bundle(make());
  expect(Object.keys(data)).toEqual([`application/vnd.gradbook.${kind}.v1+json`, "text/plain", "image/png"]);
  const png = Buffer.from(data["image/png"] as string, "base64");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeLessThanOrEqual(60_000);
  expect(metadata["image/png"]).toMatchObject({ width: expect.any(Number), needs_background: "light" });
  expect(data["text/plain"]).toMatch(/^[^\n]+\.$/);
  expect(JSON.stringify(data).length).toBeLessThan(1_000_000);
});

test.each(Object.entries(some))("%s: survives JSON, and is drawn in both themes", (kind, make) => {
  const payload = JSON.parse(JSON.stringify(make().payload));
  const read = { tensor: readTensor, curves: readCurves, attention: readAttention }[kind]!;
  expect(() => read(payload)).not.toThrow();
  expect(make().toSvg()).toMatch(/^<svg[^>]*role="img"/);
  if (kind !== "attention") return;
  for (const theme of [lightTheme, darkTheme]) {
    const still = attentionStill(readAttention(payload), theme, { layer: 0, head: 1, mode: "lines" });
    const sheet = svgSheet(still.width, still.height, { background: theme.background, alt: "" });
    still.paint(sheet);
    expect(sheet.toString()).toContain("<path");
  }
});

describe("a tensor's figure", () => {
  test("counts every element and says when not all are drawn", () => {
    const large = arange(1_000_000).reshape([1000, 1000]);
    const { payload } = figures.tensor(large) as unknown as { payload: Parameters<typeof readTensor>[0] };
    const data = readTensor(payload);
    expect(data.stats).toMatchObject({ count: 1_000_000, min: 0, max: 999_999 });
    expect(data.values.values.length).toBeLessThanOrEqual(65_536);
    // The edges of each axis are kept.
    expect([data.kept[0]![0], data.kept[0]!.at(-1)]).toEqual([0, 999]);
  });

  test("marks what is not finite", () => {
    const { stats } = readTensor(figures.tensor(tensor([1, NaN, Infinity, -Infinity, 0])).payload);
    expect(stats).toMatchObject({ nan: 1, posInf: 1, negInf: 1, zeros: 1, min: 0, max: 1 });
  });

  test("has a scale balanced about zero for signed numbers, and no far outlier bleaches it", () => {
    const values = [-1, 0.5, 1, -0.5];
    const of = (numbers: number[]) => {
      const { stats } = readTensor(figures.tensor(numbers).payload);
      return colorScale(stats, numbers, { dark: false });
    };
    expect(of(values)).toMatchObject({ kind: "diverging", low: -1, high: 1 });
    const usual = Array.from({ length: 400 }, (_, i) => Math.sin(i));
    const scale = of([...usual, 1000]);
    expect(scale.high).toBeLessThan(5);
    expect(scale.clipped(1000)).toBe(1);
  });
});

describe("a tensor's figure, beyond plain numbers", () => {
  const numbers = Array.from({ length: 12 }, (_, i) => i - 3);

  test("masked elements count nowhere, and are said to be masked", () => {
    const mask = numbers.map((value) => value < 0);
    const figure = figures.tensor(numbers, { mask });
    const data = readTensor(figure.payload);
    expect(data.stats).toMatchObject({ masked: 3, min: 0, max: 8, count: 12, mean: 4 });
    expect([valueSentence(data, 0), valueSentence(data, 3)]).toEqual(["masked", "0"]);
    expect(figure.payload.alt).toContain("3 masked");
  });

  test("the difference of two tensors: exact statistics, and both sides under the pointer", () => {
    const other = numbers.map((value) => value * 0.5);
    const data = readTensor(figures.tensor(numbers, { minus: other }).payload);
    expect(data.stats).toMatchObject({ min: -1.5, max: 4 });
    expect(valueSentence(data, 11)).toBe("8 − 4 = 4");
    expect(() => figures.tensor(numbers, { minus: [1] })).toThrow(/`minus` must have the shape \[12\], but has \[1\]/);
  });

  test.each<[number[], string[]]>([
    [
      [3, 4, 5],
      ["channels", "rows", "columns"],
    ],
    [
      [4, 5, 3],
      ["rows", "columns", "channels"],
    ],
    [
      [2, 3, 4, 5],
      ["facets", "channels", "rows", "columns"],
    ],
    [
      [4, 5],
      ["rows", "columns"],
    ],
  ])("a picture of shape %j has its colours found", (shape, roles) => {
    const length = shape.reduce((a, b) => a * b);
    const data = readTensor(
      figures.tensor({ shape, dtype: "float32", data: new Float32Array(length) }, { image: true }).payload,
    );
    expect(data.view.roles).toEqual(roles);
  });

  test("a large picture is thinned evenly and stays below a megabyte", () => {
    const image = zeros([3, 1200, 800]);
    const { payload } = figures.tensor(image, { image: true });
    const data = readTensor(payload);
    expect(data.kept[1]!.slice(0, 3)).toEqual([0, 4, 8]);
    expect(JSON.stringify(payload).length).toBeLessThan(1_000_000);
  });

  test("logarithmic colours: equal steps for equal factors, symmetric about zero when both signs occur", () => {
    const of = (values: number[]) => colorScale(readTensor(figures.tensor(values).payload).stats, values, { kind: "log", dark: false }); // prettier-ignore
    const positive = of([1, 10, 100]);
    expect([1, 10, 100].map(positive.part)).toEqual([0, expect.closeTo(0.5, 9), 1]);
    const both = of([-100, 1, 100]);
    expect([both.part(0), both.part(-5) + both.part(5)]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(1, 9)]);
    expect(of([0, 0, 5]).part(0)).toBe(0);
  });
});

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

describe("a tensor's legend", () => {
  test("tells what is on no scale at every width, each on a place of its own", () => {
    const values = Float32Array.from({ length: 24 }, (_, i) => [NaN, Infinity, -Infinity, 9, -9][i] ?? i / 24);
    const mask = values.map((_, i) => (i === 20 ? 1 : 0));
    const data = readTensor(figures.tensor(values, { mask, range: [-1, 1] }).payload);
    for (const width of [200, 330, 420, 600, 900]) {
      const scene = tensorScene(data, lightTheme, defaultChoices(data), { width, height: 400 });
      const sheet = svgSheet(width, 400);
      paintLegend(sheet, scene, data.stats, width);
      const svg = sheet.toString();
      for (const text of ["NaN 1", "+∞ 1", "−∞ 1", "masked 1", "above the scale 1", "below the scale 1"]) {
        expect(svg, `${width}`).toContain(`>${text}</text>`);
      }
      const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>[^<]* 1<\/text>/g)];
      expect(new Set(places.map(([, x, y]) => `${x} ${y}`)).size).toBe(6);
      expect(Math.max(...places.map(([, x]) => Number(x)))).toBeLessThan(width - 30);
      expect(Math.max(...places.map(([, , y]) => Number(y)))).toBeLessThan(legendHeight(scene, data.stats, width));
    }
  });

  test("gives what lies beyond the scale a bar of its own", () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => (i === 7 ? 500 : Math.sin(i)));
    const svg = figures.tensor(values).toSvg();
    expect(svg).toContain(">500</text>");
    expect(svg).toContain("above the scale 1");
    // The scale itself ends near the others.
    expect(svg).toMatch(/>1\.\d+<\/text>/);
  });
});

describe("attention", () => {
  test("says how many keys a query looks at: one for a hard mask, all for an even one", () => {
    expect(keysLookedAt(Float32Array.of(1, 0, 0, 0, 1, 0), 3)).toBeCloseTo(1, 6);
    expect(keysLookedAt(new Float32Array(8).fill(0.25), 4)).toBeCloseTo(4, 5);
  });

  test("tells the entropy of a head, and in the alignment view who looks at whom most", () => {
    const weights = tensor([[0.5, 0.5, 0], [0.1, 0.1, 0.8]]); // prettier-ignore
    const figure = figures.attention(weights, { queries: ["a", "b"], keys: ["x", "y", "z"], mode: "alignment" });
    const data = readAttention(figure.payload);
    const choices = defaultAttention(data);
    const entropy = (Math.log(2) - 0.2 * Math.log(0.1) - 0.8 * Math.log(0.8)) / 2;
    expect(headSentence(data, choices)).toContain(`entropy ${entropy.toFixed(2)}`);
    const aligned = [0, 1].map((query) => alignmentOf(headWeights(data, 0, 0), 3, query).map(({ key }) => key));
    expect(aligned).toEqual([[0, 1], [2]]);
    const places = placeAttention(data, choices, 600);
    const { stage } = places;
    const under = (x: number, y: number) => underPoint(data, choices, places, stage.x + x, stage.y + y);
    expect([under(stage.width - 5, 10), under(5, stage.height - 5)]).toEqual([{ key: 2 }, { query: 0 }]);
    expect(figure.toSvg()).toContain("<path");
  });

  test("over a long text every weight is small, and none is lost", () => {
    const even = (keys: number, heads: number) =>
      readAttention(figures.attention(full([heads, 4, keys], 1 / keys)).payload);
    // A thousand keys alike, in both ways that weights travel: each head looks at all of them.
    for (const data of [even(1000, 1), even(1000, 100)]) {
      expect(keysLookedAt(headWeights(data, 0, 0), 1000)).toBeCloseTo(1000, -1);
    }
    expect(JSON.stringify(figures.attention(full([100, 4, 1000], 0.001)).payload).length).toBeLessThan(1_000_000);
  });

  test("draws all heads over one another, each in its colour, and numbers in cells with room", () => {
    const data = readAttention(figures.attention(randn([3, 5, 5]).softmax(-1), { queries: [..."abcde"] }).payload);
    const draw = (choices: AttentionChoices) => {
      const still = attentionStill(data, lightTheme, choices);
      const sheet = svgSheet(still.width, still.height);
      still.paint(sheet);
      return sheet.toString();
    };
    const colours = (svg: string) => categories.light.filter((color) => svg.includes(`stroke="${color}"`)).length;
    const lines = { layer: 0, head: everyHead, mode: "lines" } as const;
    expect([colours(draw(lines)), colours(draw({ ...lines, head: meanHead }))]).toEqual([3, 0]);
    const shown = headWeights(data, 0, 1).filter((weight) => weight >= 0.005);
    const matrix = draw({ layer: 0, head: 1, mode: "matrix" });
    for (const weight of shown) expect(matrix).toContain(`>${weight.toFixed(2)}</text>`);
  });

  test("finds out by itself that nobody looks ahead", () => {
    const causal = (weights: number[][]) => readAttention(figures.attention(tensor(weights)).payload).causal;
    expect([
      causal([
        [1, 0],
        [0.5, 0.5],
      ]),
      causal([
        [0.9, 0.1],
        [0.5, 0.5],
      ]),
    ]).toEqual([true, false]);
  });
});

describe("data that is damaged or hostile becomes a sentence, not a picture", () => {
  const good = () => JSON.parse(JSON.stringify(some.tensor().payload));
  test.each<[string, (payload: Record<string, never>) => void, RegExp]>([
    ["another version", (p) => Object.assign(p, { v: 2 }), /tensor\.v/],
    ["text for numbers", (p) => Object.assign(p, { shape: ["<script>"] }), /tensor\.shape\[0\]/],
    [
      "a buffer that is too short",
      (p) => Object.assign(p, { buffers: { values: encodeBuffer(Float32Array.of(1), [1]) } }),
      /tensor/,
    ],
    ["a shape without end", (p) => Object.assign(p, { shape: Array.from({ length: 100 }, () => 1) }), /at most 12/],
  ])("%s", (_, damage, message) => {
    const payload = good();
    damage(payload);
    expect(() => readTensor(payload)).toThrow(message);
  });
});

test.each<[string, () => unknown, RegExp]>([
  [
    "numbers that do not fill the shape",
    () => figures.tensor({ shape: [2, 2], dtype: "float32", data: [1] }),
    /needs 4 elements/,
  ],
  ["names for other axes", () => figures.tensor(zeros([2, 2]), { axes: ["a"] }), /all 2 axes/],
  ["curves of words", () => figures.curves({ loss: ["a"] as unknown as number[] }), /not two numbers/],
  ["x values that fall", () => figures.curves({ loss: { x: [2, 1], y: [0, 0] } }), /fall from 2 to 1/],
  ["weights that are none", () => figures.attention(tensor([[2, -1]])), /weight 0 is 2/],
  ["words for other weights", () => figures.attention(zeros([2, 3]), { queries: ["a"] }), /1 queries for 2/],
  [
    "a head that is not there",
    () => figures.attention(zeros([2, 3, 3]), { head: 5 }),
    /2 heads, so no layer 0, head 5/,
  ],
  ["a live figure of numbers", () => figures.live([1, 2] as never), /expected a recorder/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
