// Names for the indices of a tensor's axes: which axis a key means, where the names are written, and what is refused.
import { expect, test } from "vitest";
import { readTensor } from "../../extension/figures/payload/tensor.ts";
import { indexText } from "../../extension/figures/tensor/describe.ts";
import { arrange } from "../../extension/figures/tensor/grid.ts";
import { defaultChoices, tensorScene, tensorStill } from "../../extension/figures/tensor/still.ts";
import { tensorCsv, tensorTable } from "../../extension/figures/tensor/table.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { arange, ones, zeros } from "../../engine/index.ts";
import * as figures from "../../kernel/figures/index.ts";

const words = ["elephants", "never", "forget"];
const letters = [..."abcd"];

test("names are found by the axis' name or by where it goes, also after JSON", () => {
  const grid = arange(24).reshape([2, 3, 4]);
  for (const figure of [
    figures.tensor(grid, { labels: { rows: words, columns: letters } }),
    figures.tensor(grid, { axes: ["head", "word", "letter"], labels: { word: words, letter: letters } }),
    figures.tensor(grid, { roles: ["facets", "columns", "rows"], labels: { rows: letters, columns: words } }),
  ]) {
    const data = readTensor(JSON.parse(JSON.stringify(figure.payload)));
    expect([indexText(data, 0, 1), indexText(data, 1, 1), indexText(data, 2, 3)]).toEqual(["1", "1 (never)", "3 (d)"]);
  }
});

test("only the names of what is shown travel, and they stay with their rows", () => {
  const names = Array.from({ length: 5000 }, (_, i) => `row${i}`);
  const { payload } = figures.tensor(zeros([5000, 100]), { labels: { rows: names } });
  const data = readTensor(payload);
  expect(data.labels[0]!.size).toBe(data.values.shape[0]);
  expect(indexText(data, 0, 4999)).toBe("4999 (row4999)");
  const grid = arrange(data, defaultChoices(data).roles, [0, 0]);
  expect(grid.word("rows", grid.rows - 1)).toBe("row4999");
});

test("they stand in the picture, in the table, and in the CSV; words that are too wide for a column rise", () => {
  const { payload } = figures.tensor(arange(9).reshape([3, 3]), { labels: { rows: words, columns: words } });
  const data = readTensor(payload);
  const draw = (width: number) => {
    const still = tensorStill(data, lightTheme, { ...defaultChoices(data), zoom: width });
    const sheet = svgSheet(still.width, still.height);
    still.paint(sheet);
    return sheet.toString();
  };
  for (const word of words) expect(draw(40).split(`>${word}</text>`).length - 1).toBe(2);
  expect(draw(40)).toContain("rotate(-60 ");
  expect(draw(90)).not.toContain("rotate(");
  const { grid } = tensorScene(data, lightTheme, defaultChoices(data), { width: 600, height: 400 });
  const table = tensorTable(data, grid, defaultChoices(data));
  expect(table.head).toEqual(["", ...words]);
  expect(table.rows[1]![0]).toBe("[1 (never)]");
  expect(tensorCsv(data).split("\r\n")[2]).toBe("0,1,elephants,never,1");
});

test.each<[Record<string, readonly string[]>, RegExp]>([
  [{ rows: ["one"] }, /`labels.rows` needs 3 names, one for each index of axis 1 of \[2, 3, 4\], but got 1/],
  [{ word: words }, /`labels.word` means no axis. Keys are "head", rows, columns, facets, slider/],
  [{ columns: "abcd" as never }, /needs 4 names.*but got string/],
])("labels %j are refused: %s", (labels, message) => {
  expect(() => figures.tensor(zeros([2, 3, 4]), { axes: ["head", "", ""], labels })).toThrow(message);
});

test("two axes on one side need their names; a megabyte of names is too much", () => {
  expect(() => figures.tensor(zeros([3, 3]), { roles: ["rows", "rows"], labels: { rows: words } })).toThrow(
    /could mean the axes 0 and 1/,
  );
  const long = Array.from({ length: 10_000 }, (_, i) => `a rather long name of a row ${i}`);
  expect(() => figures.tensor(zeros([10_000, 2]), { labels: { rows: long } })).toThrow(/at most 250000 can be shown/);
});

test("titles of facets too small for names of axes are their indices", () => {
  const axes = ["batch", "layer", "head", "row", "column"];
  const svg = figures.tensor(zeros([2, 3, 4, 10, 14]), { axes }).toSvg();
  expect(svg).toContain(">[1, 2, 3, :, :]<");
  expect(svg).not.toContain("…");
  expect(figures.tensor(zeros([2, 10, 14]), { axes: axes.slice(2) }).toSvg()).toContain(">head 1<");
});

test("a difference is coloured about zero, also where all of it has one sign", () => {
  const after = zeros([2, 2]);
  const legend = figures.tensor(after, { minus: ones([2, 2]) }).toSvg();
  expect(legend).toContain(">1<");
  expect(legend).toContain(">−1<");
});
