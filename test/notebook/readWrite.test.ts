// Notebooks on disk: what is read is what nbformat reads, what is written is what nbformat writes.
import { readFileSync } from "node:fs";
import { chmod, lstat, mkdtemp, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseNotebook, readNotebook } from "../../kernel/notebook/read.ts";
import { formatNotebook, replaceFile, writeNotebook } from "../../kernel/notebook/write.ts";

const fixtures = join(import.meta.dirname, "../fixtures/notebooks");
const messy = readFileSync(join(fixtures, "messy.ipynb"), "utf8");

test("a notebook is written with exactly the bytes that nbformat writes", () => {
  const notebook = parseNotebook(messy);
  // nbformat's side was made without the upgrade, whose ids are random there.
  const ours = formatNotebook(notebook).replace(/^ {3}"id": ".*",\n/gm, "");
  const theirs = readFileSync(join(fixtures, "messy.nbformat.ipynb"), "utf8");
  expect(ours.replace('"nbformat_minor": 5', '"nbformat_minor": 2')).toBe(theirs);
});

test("reading and writing again changes nothing, numbers included", () => {
  const once = formatNotebook(parseNotebook(messy));
  expect(formatNotebook(parseNotebook(once))).toBe(once);
});

test("a changed number is written with its new value, not with its old text", () => {
  const notebook = parseNotebook(messy);
  (notebook.cells[2]!.metadata.n as number[])[0] = 2.5;
  (notebook.cells[2]!.metadata.n as number[])[1] = 7;
  expect(formatNotebook(notebook)).toMatch(/"n": \[\s+2\.5,\s+7,\s+-0\.0,\s+1e-07,/);
});

test("lines are joined in memory, and JSON payloads are left alone", () => {
  const [markdown, raw, code] = parseNotebook(messy).cells;
  expect(markdown!.source).toBe("one\ntwo\u2028three\fend\r\nlast");
  expect(raw!.source).toBe("");
  expect(code).toMatchObject({
    source: "a = 1\nb",
    outputs: [
      { text: "l1\nl2\u001b[31m\u0007\u007f" },
      { data: { "application/json": ["a", "b"], "text/html": '<b>"q"\\</b>' } },
      {},
      {},
    ],
  });
});

test("cells without ids get unique ones, the same at every reading", () => {
  const cell = { cell_type: "code", metadata: {}, source: "x", outputs: [], execution_count: null };
  const text = JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [cell, cell, cell] });
  const ids = parseNotebook(text).cells.map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  expect(ids.every((id) => /^[0-9a-f]{8}$/.test(id))).toBe(true);
  expect(parseNotebook(text).cells.map(({ id }) => id)).toEqual(ids);
});

test("an id that two cells share stays with the first", () => {
  const cell = { cell_type: "markdown", id: "same", metadata: {}, source: "" };
  const text = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell, cell] });
  const [first, second] = parseNotebook(text).cells;
  expect(first!.id).toBe("same");
  expect(second!.id).not.toBe("same");
});

test("missing outputs, counts and metadata are filled in", () => {
  const text = '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}]}';
  expect(parseNotebook(text)).toMatchObject({
    metadata: {},
    nbformat_minor: 5,
    cells: [{ outputs: [], execution_count: null, metadata: {} }],
  });
});

test("a byte order mark and a newer minor version do no harm", () => {
  const notebook = parseNotebook('\uFEFF{"nbformat": 4, "nbformat_minor": 7, "metadata": {"new": 1}, "cells": []}');
  expect(notebook).toEqual({ nbformat: 4, nbformat_minor: 7, metadata: { new: 1 }, cells: [] });
});

test("saving keeps permissions and symbolic links, and leaves no other file behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook ü "));
  const path = join(folder, "a.ipynb");
  const link = join(folder, "link.ipynb");
  await writeNotebook(path, parseNotebook(messy));
  await chmod(path, 0o600);
  await symlink(path, link);
  await writeNotebook(link, await readNotebook(link));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(path, "utf8")).toBe(formatNotebook(parseNotebook(messy)));
  expect((await readdir(folder)).toSorted()).toEqual(["a.ipynb", "link.ipynb"]);
});

test("a save that fails says why and leaves the old file and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook-"));
  await expect(replaceFile(join(folder, "none", "a.ipynb"), "x")).rejects.toThrow("its folder does not exist");
  await expect(replaceFile(folder, "x")).rejects.toThrow(`${folder} cannot be written`);
  expect(await readdir(folder)).toEqual([]);
});

test("an output of 200 MB is read and written whole", { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook-"));
  const path = join(folder, "large.ipynb");
  const line = `${"x".repeat(99)}\\n`;
  const head = '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","id":"a","metadata":{},';
  const output = `"source":"","execution_count":1,"outputs":[{"output_type":"stream","name":"stdout","text":"`;
  await writeFile(path, [head, output, line.repeat(2_000_000), '"}]}]}'].join(""));
  const notebook = await readNotebook(path);
  await writeNotebook(path, notebook);
  const [cell] = (await readNotebook(path)).cells;
  expect(cell).toMatchObject({ cell_type: "code" });
  const text = cell?.cell_type === "code" && cell.outputs[0]?.output_type === "stream" ? cell.outputs[0].text : "";
  expect(text.length).toBe(200_000_000);
});
