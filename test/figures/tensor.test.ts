// A tensor's figure: what it counts and says, its scale, and its legend.
import { describe, expect, test } from "vitest";
import { colorScale } from "../../extension/figures/tensor/colorScale.ts";
import { legendHeight, paintLegend } from "../../extension/figures/tensor/paintLegend.ts";
import { defaultChoices, tensorScene } from "../../extension/figures/tensor/still.ts";
import { valueSentence } from "../../extension/figures/tensor/describe.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { readTensor } from "../../extension/figures/payload/tensor.ts";
import { arange, tensor, zeros } from "../../engine/index.ts";
import * as figures from "../../kernel/figures/index.ts";

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
