// What every chapter promises its reader, checked cell by cell: goals before work, predictions before measurements, an
// equation beside the code, short typed cells, pictures with words, a check, and nothing from the network.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Cell, CodeCell, Notebook } from "../../kernel/notebook/format.ts";
import { root } from "../house/sources.ts";

const folder = join(root, "notebooks");
const chapters = readdirSync(folder).filter((name) => /^\d\d-.*\.ipynb$/.test(name));

const textOf = (text: string | readonly string[] | undefined): string => [text ?? ""].flat().join("");
const tagsOf = (cell: Cell): readonly string[] => cell.metadata.tags ?? [];
const isCode = (cell: Cell): cell is CodeCell => cell.cell_type === "code";

test("there are thirteen, numbered from 00 to 12", () => {
  expect(chapters.map((name) => name.slice(0, 2))).toEqual(
    Array.from({ length: 13 }, (_, i) => `${i}`.padStart(2, "0")),
  );
});

describe.each(chapters)("%s", (name) => {
  const { cells } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Notebook;
  const code = cells.filter(isCode);
  const prose = cells.filter((cell) => !isCode(cell)).map(({ source }) => textOf(source));

  test("says first what the reader will be able to do, what it needs, and how long it takes", () => {
    const [opening = ""] = prose;
    expect(opening).toMatch(/^# /);
    expect(opening).toMatch(/\*\*After this chapter you can\*\*\n\n(- .+\n?){3,}/);
    for (const word of ["*You need:*", "*Time:*", "*Runs in:*"]) expect(opening).toContain(word);
  });

  test("asks for predictions, shows equations, and ends with references", () => {
    expect(prose.filter((text) => /\*\*[^*]*[Pp]redict[^*]*\*\*/.test(text)).length).toBeGreaterThan(0);
    expect(prose.filter((text) => /\$\$[\s\S]+\$\$|\$[^$\n]{8,}\$/.test(text)).length).toBeGreaterThan(1);
    expect(prose.at(-1)).toMatch(/^## References\n\n(- .+\n?){2,}/);
  });

  test("no cell is longer than thirty lines or speaks of any", () => {
    const long = cells.filter(({ source }) => textOf(source).split("\n").length > 30);
    expect(long.map(({ id }) => id)).toEqual([]);
    expect(code.filter(({ source }) => /(:|<|as|\|)\s*any\b/.test(textOf(source))).map(({ id }) => id)).toEqual([]);
  });

  test("brings nothing from the network", () => {
    const loading = /\bfetch\(|from "https?:|import\("https?:|npm:|"url":|\burl:/;
    expect(code.filter(({ source }) => loading.test(textOf(source))).map(({ id }) => id)).toEqual([]);
  });

  test("its charts carry rows that pages may read: comma-separated ones are compiled to code, which pages forbid", () => {
    expect(code.filter(({ source }) => /type: "(csv|tsv|dsv)"/.test(textOf(source))).map(({ id }) => id)).toEqual([]);
  });

  test("is committed as it was executed, without errors, and checks something", () => {
    const runs = code.map(({ execution_count: count }) => count);
    expect(runs).toEqual(code.map((_, i) => i + 1));
    const outputs = code.flatMap((cell) => cell.outputs);
    expect(outputs.filter(({ output_type: type }) => type === "error")).toEqual([]);
    const checked = code.filter((cell) => tagsOf(cell).includes("check")).flatMap((cell) => cell.outputs);
    const lines = checked.map((output) => ("text" in output ? textOf(output.text as string) : "")).join("");
    expect(lines).toMatch(/^(✔ .+ \(.+\)\n)+$/);
  });

  test("the study over seeds begins with what its checks print", () => {
    const study = readFileSync(join(folder, "seeds.md"), "utf8");
    const [, section = ""] = study.split(`## ${name}\n`);
    const rows = (section.split("\n## ")[0] ?? "").match(/^\| .+ \|$/gm)?.slice(2) ?? [];
    const printed = code
      .filter((cell) => tagsOf(cell).includes("check"))
      .flatMap((cell) => cell.outputs)
      .map((output) => ("text" in output ? textOf(output.text as string) : ""))
      .join("");
    const claims = rows.map((row) => row.split("|").map((field) => field.trim()));
    const lines = claims.map(([, what, expected, asItIs]) => `✔ ${what}: ${asItIs} (${expected})`);
    expect(lines.filter((line) => !printed.split("\n").includes(line))).toEqual([]);
    expect(rows.length > 0 || section.includes("Nothing in the checks is random.")).toBe(true);
  });

  test("has figures that can be touched, each with a picture and words, within three megabytes", () => {
    const figures = code
      .flatMap((cell) => cell.outputs)
      .flatMap((output) => ("data" in output ? [output.data as Record<string, string | string[]>] : []))
      .filter((data) => Object.keys(data).some((type) => type.startsWith("application/vnd.gradbook")));
    expect(figures.length).toBeGreaterThan(3);
    for (const data of figures) {
      expect(data["image/png"]).toBeDefined();
      expect(textOf(data["text/plain"]).length).toBeGreaterThan(20);
    }
    expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(3_000_000);
  });

  test("solutions have run", () => {
    const solutions = code.filter((cell) => tagsOf(cell).includes("solution"));
    expect(solutions.length).toBeGreaterThanOrEqual(3);
    expect(solutions.filter(({ outputs, execution_count: count }) => count === null && outputs.length === 0)).toEqual(
      [],
    );
  });
});
