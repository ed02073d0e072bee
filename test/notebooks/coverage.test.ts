// The course covers the lecture: its index says where each line is taken up, and what the index names exists.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Notebook } from "../../kernel/notebook/format.ts";
import { readNotebook } from "../../kernel/notebook/read.ts";
import { root } from "../house/sources.ts";

const folder = join(root, "notebooks");
const chapters = readdirSync(folder).filter((name) => /^\d\d-.*\.ipynb$/.test(name));
const tables = readFileSync(join(folder, "index.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
/** Rows of the map: lines, what they say, where, cells. */
const byLine = tables.filter(([lines, , , cells]) => /^\d+(, \d+)*$/.test(lines!) && cells!.includes("`"));

/** The lines of the lecture that say something; the others are empty or only break a line. */
const lecture = `
  1 3 5 7 9 12 15 19 21 24 26 28 30 32 33 35 37 39 41 43 45 47 49 51 53 55 57 61 63 67 71 75 79 81 83 85
  87 89 91 93 95 97 99 101 103 105 106 108 110 112 114 116 118 120 122 124 126 128 130 132 134 136 138 140
  142 144 146 148 150 152 154 156 158 160 162 164 166`
  .trim()
  .split(/\s+/)
  .map(Number);

const sourceOf = ({ source }: Notebook["cells"][number]): string => [source].flat().join("");
const notebooks = new Map<string, Promise<Notebook>>(chapters.map((name) => [name, readNotebook(join(folder, name))]));

test("every line of the lecture has its place in the index", () => {
  const covered = new Set(byLine.flatMap(([lines]) => lines!.split(",").map(Number)));
  expect(lecture.filter((line) => !covered.has(line))).toEqual([]);
});

test.each(byLine.map(([lines, says, where, cells]) => [`${lines}: ${says}`, where!, cells!] as const))(
  "line %s: chapter, section and cells exist",
  async (_, where, cells) => {
    const [, file, section] = /\]\(([^#)]+)#([^)]+)\)$/.exec(where) ?? [];
    const notebook = await notebooks.get(file ?? "");
    expect(notebook, `${file} is not a chapter`).toBeDefined();
    const headings = notebook!.cells.flatMap((cell) => sourceOf(cell).match(/^#+ .+$/gm) ?? []);
    const anchors = headings.map((heading) => heading.replace(/^#+ /, "").replaceAll(" ", "-"));
    expect(anchors).toContain(section);
    const ids = notebook!.cells.map(({ id }) => id);
    const named = [...cells.matchAll(/`([^`]+)`/g)].map(([, id]) => id);
    expect(named.length).toBeGreaterThan(0);
    for (const id of named) expect(ids).toContain(id);
  },
);

test("the index lists every chapter, in order, by its own title", async () => {
  const listed = tables.flatMap(([number, chapter]) => {
    const [, title, file] = /^\[(.+)\]\((\d\d-[^#]+)\)$/.exec(chapter ?? "") ?? [];
    return file ? [{ number: Number(number), title, file }] : [];
  });
  expect(listed.map(({ file }) => file)).toEqual(chapters);
  for (const { number, title, file } of listed) {
    const { metadata } = (await notebooks.get(file))!;
    expect(metadata).toMatchObject({ title, gradbook: { order: number } });
  }
});
