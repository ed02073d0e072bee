// Files that are not notebooks: each kind of mistake gets one message that says what and where.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NotebookError } from "../../kernel/notebook/error.ts";
import { parseNotebook, readNotebook } from "../../kernel/notebook/read.ts";

function message(text: string): string {
  try {
    parseNotebook(text, "a.ipynb");
  } catch (error) {
    expect(error).toBeInstanceOf(NotebookError);
    return (error as Error).message;
  }
  throw new Error(`accepted: ${text}`);
}

const cell = (fields: object) => JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [fields] });
const code = (output: object) => cell({ cell_type: "code", metadata: {}, source: "", outputs: [output] });

describe("broken JSON is told with line, column and the line itself", () => {
  test.each([
    ['{\n "cells": [1 2]\n}', `expected ',' or ']' after a value, found "2" (line 2, column 14)`],
    ['{"a": 1,}', 'expected a key in double quotes, found "}" (line 1, column 9)'],
    ['{"a" 1}', `expected ':' after the key "a", found "1" (line 1, column 6)`],
    ['{"a": "open', "a string without its closing quote (line 1, column 7)"],
    ['{"a": "tab\there"}', "a string with a raw control character or an unknown escape (line 1, column 7)"],
    ['{"a": "\\x41"}', "unknown escape (line 1, column 7)"],
    ['{"a": 01}', `expected ',' or '}' after a value, found "1" (line 1, column 8)`],
    ['{"a": undefined}', 'expected a value, found "u" (line 1, column 7)'],
    ['{"a": 1', "found the end of the file (line 1, column 8)"],
    ['{"cells": []} extra', '"e" after the end of the notebook (line 1, column 15)'],
    ["<<<<<<< HEAD\n{}", 'expected a value, found "<" (line 1, column 1)'],
  ])("%j", (text, expected) => {
    expect(message(text)).toContain(`a.ipynb is not valid JSON: `);
    expect(message(text)).toContain(expected);
  });

  test("the caret stands under the place, also in a very long line", () => {
    const lines = message(`{"a": "${"x".repeat(100_000)}" "b"}`).split("\n");
    expect(lines.join("").length).toBeLessThan(500);
    expect(lines[2]![lines[3]!.indexOf("^")]).toBe('"');
    expect(lines[2]).toContain('x" "b"}');
  });

  test("nesting that would exhaust the stack is refused", () => {
    expect(message("[".repeat(100_000))).toContain("more than 400 levels of nesting");
  });
});

test.each([
  ["", "is empty"],
  ["[]", "`the file` must be an object, but is a list"],
  ['{"name": "gradbook"}', "is it another kind of JSON file"],
  ['{"nbformat": 3, "worksheets": []}', "nbformat 3, and gradbook reads nbformat 4. Convert it"],
  ['{"nbformat": 5, "cells": []}', "nbformat 5, and gradbook reads nbformat 4. Save it"],
  ['{"nbformat": "4", "cells": []}', '`nbformat` must be the number 4, but is "4"'],
  ['{"nbformat": 4}', "has no `cells`"],
  ['{"nbformat": 4, "cells": {}}', "`cells` must be a list, but is an object"],
  [cell({ cell_type: "sql", source: "" }), '`cells[0].cell_type` must be `code`, `markdown` or `raw`, but is "sql"'],
  [cell({ cell_type: "raw" }), "cells[0] has no `source`"],
  [cell({ cell_type: "raw", source: ["a", 1] }), "`cells[0].source[1]` must be a string, but is 1"],
  [cell({ cell_type: "raw", source: "", id: "a b" }), "`cells[0].id` must be 1 to 64 letters"],
  [cell({ cell_type: "raw", source: "", metadata: { tags: "x" } }), "`cells[0].metadata.tags` must be a list"],
  [code({ output_type: "stream", text: 1 }), "`cells[0].outputs[0].text` must be a string or a list of strings"],
  [code({ output_type: "display_data", data: [] }), "`cells[0].outputs[0].data` must be an object, but is a list"],
  [code({ output_type: "error", ename: "E", evalue: "" }), "cells[0].outputs[0] has no `traceback`"],
  [code({ output_type: "pyout" }), "`cells[0].outputs[0].output_type` must be `stream`"],
])("%s", (text, expected) => {
  expect(message(text)).toContain(expected);
});

test("files that cannot be read say why", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook-"));
  await expect(readNotebook(join(folder, "none.ipynb"))).rejects.toThrow("there is no such file");
  await expect(readNotebook(folder)).rejects.toThrow("it is a folder");
  await writeFile(join(folder, "binary.ipynb"), new Uint8Array([0x7b, 0xff, 0xfe]));
  await expect(readNotebook(join(folder, "binary.ipynb"))).rejects.toThrow("is not UTF-8 text");
});

test("a key named __proto__ is data like any other", () => {
  const notebook = parseNotebook('{"nbformat": 4, "cells": [], "metadata": {"__proto__": {"polluted": 1}}}');
  expect(Object.hasOwn(notebook.metadata, "__proto__")).toBe(true);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
