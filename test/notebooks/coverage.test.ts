// The course covers the lecture: cells carry the tag of the line that they take up (`lecture-7`), and the index says the
// same for readers.
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
  1 3 5 7 9 12 15 19 21 24 26 28 30 32 33 35 37 39 41 43 45 47 49 51 53 55 57 59 61 63 65 67 69 71 73 75
  77 79 81 83 85 87 89 91 93 95 97 99 101 103 105 106 108 110 112 114 116 118 120 122 124 126 128 130 132
  134 136 138 140 142 144 146 148 150 152 154 156 158 160 162 164 166`
  .trim()
  .split(/\s+/)
  .map(Number);

const sourceOf = ({ source }: Notebook["cells"][number]): string => [source].flat().join("");
const notebooks = new Map<string, Promise<Notebook>>(chapters.map((name) => [name, readNotebook(join(folder, name))]));

const linesOf = ({ metadata }: Notebook["cells"][number]): number[] =>
  ((metadata as { tags?: string[] }).tags ?? []).flatMap((tag) => {
    const [, line] = /^lecture-(\d+)$/.exec(tag) ?? [];
    return line ? [Number(line)] : [];
  });

test("every line of the lecture is the tag of a cell", async () => {
  const tagged = new Set<number>();
  for (const notebook of notebooks.values()) {
    for (const line of (await notebook).cells.flatMap(linesOf)) tagged.add(line);
  }
  expect(lecture.filter((line) => !tagged.has(line))).toEqual([]);
  expect([...tagged].filter((line) => !lecture.includes(line))).toEqual([]);
});

test.each(byLine.map(([lines, says, where, cells]) => [`${lines}: ${says}`, lines!, where!, cells!] as const))(
  "line %s: chapter, section and cells exist, and the cells carry its tag",
  async (_, lines, where, cells) => {
    const [, file, section] = /\]\(([^#)]+)#([^)]+)\)$/.exec(where) ?? [];
    const notebook = await notebooks.get(file ?? "");
    expect(notebook, `${file} is not a chapter`).toBeDefined();
    const headings = notebook!.cells.flatMap((cell) => sourceOf(cell).match(/^#+ .+$/gm) ?? []);
    const anchors = headings.map((heading) => heading.replace(/^#+ /, "").replaceAll(" ", "-"));
    expect(anchors).toContain(section);
    const named = [...cells.matchAll(/`([^`]+)`/g)].map(([, id]) => id);
    expect(named.length).toBeGreaterThan(0);
    for (const id of named) {
      const cell = notebook!.cells.find((each) => each.id === id);
      expect(cell, `there is no cell ${id}`).toBeDefined();
      expect(linesOf(cell!), `tags of ${id}`).toEqual(expect.arrayContaining(lines.split(",").map(Number)));
    }
  },
);

test("every chapter has a parameters cell, for gradbook run --param and papermill", async () => {
  for (const [name, notebook] of notebooks) {
    const tagged = (await notebook).cells.filter(({ metadata }) =>
      (metadata as { tags?: string[] }).tags?.includes("parameters"),
    );
    expect(
      tagged.map(({ cell_type: kind }) => kind),
      name,
    ).toEqual(["code"]);
  }
});

test("every chapter has three exercises, each followed by a solution that is collapsed in JupyterLab", async () => {
  for (const [name, notebook] of notebooks) {
    const { cells } = await notebook;
    const tagsOf = (cell: Notebook["cells"][number] | undefined): readonly string[] =>
      (cell?.metadata as { tags?: string[] } | undefined)?.tags ?? [];
    const exercises = cells.filter((cell) => tagsOf(cell).includes("exercise"));
    expect(exercises.length, name).toBe(3);
    for (const exercise of exercises) {
      expect(tagsOf(cells[cells.indexOf(exercise) + 1]), `${name}: ${sourceOf(exercise)}`).toContain("solution");
    }
    for (const { id, metadata, cell_type: kind } of cells.filter((cell) => tagsOf(cell).includes("solution"))) {
      const hidden = { source_hidden: true, ...(kind === "code" && { outputs_hidden: true }) };
      expect((metadata as { jupyter?: object }).jupyter, `${name}: ${id}`).toEqual(hidden);
    }
  }
});

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
