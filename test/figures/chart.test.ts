// Charts: any Vega-Lite specification, drawn without a network and without running anything of it.
import { expect, test } from "vitest";
import { chartLibrary } from "../../extension/figures/chart/vega.ts";
import { chartSvg } from "../../extension/figures/chart/library.ts";
import { chartCsv, chartTable, datumSentence } from "../../extension/figures/chart/describe.ts";
import { darkTheme } from "../../extension/figures/draw/theme.ts";
import { readChart } from "../../extension/figures/payload/chart.ts";
import { figures } from "../../kernel/api.ts";
import { messageSymbol } from "../../kernel/display/bundle.ts";

const rows = [..."abcde"].map((letter, i) => ({ letter, count: (i * 7) % 5 }));
const bars = () =>
  figures.chart(
    {
      data: { values: rows },
      mark: "bar",
      encoding: { x: { field: "letter", type: "nominal" }, y: { field: "count", type: "quantitative" } },
    },
    { title: "Letters" },
  );

test("a bundle of our data, version 5 for others, a small PNG and a sentence", async () => {
  const { data, metadata } = await bars()[messageSymbol]();
  expect(Object.keys(data).toSorted()).toEqual([
    "application/vnd.gradbook.chart.v1+json",
    "application/vnd.vegalite.v5+json",
    "image/png",
    "text/plain",
  ]);
  expect(data["application/vnd.vegalite.v5+json"]).toMatchObject({
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: "Letters",
    mark: "bar",
  });
  expect(data["text/plain"]).toBe("Letters. Bar chart with x letter, y count; 5 rows.");
  expect(Buffer.from(data["image/png"] as string, "base64").length).toBeLessThan(60_000);
  expect(metadata["image/png"]).toMatchObject({ needs_background: "light" });
});

test("the drawing takes the theme's colours", async () => {
  const { svg, width } = await chartSvg(chartLibrary, readChart(bars().payload), darkTheme, 600);
  expect(svg).toContain(`fill="${darkTheme.background}"`);
  expect(width).toBeGreaterThan(100);
  expect(await bars().toSvg()).toContain("Letters");
});

test("expressions work, though nothing is compiled to code", async () => {
  const chart = figures.chart({
    data: { values: rows },
    transform: [{ calculate: "datum.count * 2 + ' times'", as: "said" }],
    mark: "text",
    encoding: { y: { field: "letter", type: "nominal" }, text: { field: "said" } },
  });
  const before = globalThis.Function;
  let compiled = 0;
  globalThis.Function = new Proxy(before, { construct: (...args) => ((compiled += 1), Reflect.construct(...args)) });
  const svg = await chart.toSvg().finally(() => (globalThis.Function = before));
  expect([svg.includes("4 times"), compiled]).toEqual([true, 0]);
});

test("rows become a table and a CSV file, and a row a sentence", () => {
  const data = readChart(bars().payload);
  expect(chartTable(data).head).toEqual(["letter", "count"]);
  expect(chartCsv(data).split("\r\n").slice(0, 2)).toEqual(["letter,count", "a,0"]);
  expect(datumSentence(rows[1])).toBe("letter: b, count: 2");
});

test("too many rows are sampled, and the chart says so", () => {
  const values = Array.from({ length: 60_000 }, (_, i) => ({ x: i, y: Math.sin(i) }));
  const { payload } = figures.chart({ data: { values }, mark: "point", encoding: { x: { field: "x" } } });
  expect(JSON.stringify(payload).length).toBeLessThan(500_000);
  expect(payload.note).toMatch(/^A sample: every \d+th of 60000 rows\.$/);
});

const values = rows;
test.each<[string, object, RegExp]>([
  [
    "rows as comma-separated text",
    { data: { values: "a,b\n1,2", format: { type: "csv" } }, mark: "bar" },
    /format\.type should be absent \(rows are a list of objects in data\.values\), but is "csv"/,
  ],
  ["data from an address", { data: { url: "https://example.org/a.csv" }, mark: "bar" }, /data\.values/],
  ["a picture of a kilometre", { data: { values }, mark: "bar", width: 1e9 }, /width should be at most 8000/],
  ["endless data", { data: { sequence: { start: 0, stop: 1e12 } }, mark: "bar" }, /sequence of at most/],
  [
    "endless lists in expressions",
    { data: { values }, transform: [{ calculate: "sequence(1e9)", as: "x" }], mark: "bar" },
    /makes no long lists/,
  ],
  [
    "a small chart for each of many values",
    {
      data: { values: Array.from({ length: 500 }, (_, x) => ({ x })) },
      mark: "bar",
      encoding: { row: { field: "x", type: "nominal" } },
    },
    /at most 200 values/,
  ],
  ["something else", [1, 2] as never, /expected a Vega-Lite specification, but got a list/],
])("%s: refused with the reason", (_, spec, message) => {
  expect(() => figures.chart(spec as never)).toThrow(message);
});

test("a specification that Vega-Lite does not understand becomes a sentence", async () => {
  await expect(figures.chart({ data: { values } } as never).toPng()).rejects.toThrow(
    /figures\.chart: Vega-Lite cannot draw/,
  );
});

test("a column that is named like a size is data", () => {
  const data = { values: [{ width: 1e9, sequence: 1e12, url: "https://example.org" }] };
  expect(() => figures.chart({ data, mark: "bar", encoding: { x: { field: "width" } } })).not.toThrow();
});

test("names that reach into prototypes are dropped", () => {
  const spec = JSON.parse(
    `{"data":{"values":[]},"mark":"bar","config":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`,
  );
  expect(JSON.stringify(readChart({ v: 1, spec }).spec)).not.toContain("polluted");
});
