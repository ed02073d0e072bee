// `--to script`: modules that Node runs, with the notebook's results.
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseNotebook } from "../../kernel/notebook/read.ts";
import { chapterOf } from "../../kernel/commands/export/chapter.ts";
import { renderScript } from "../../kernel/commands/export/script/script.ts";
import { code, markdown, notebookText, run, tagged, temporaryFolder } from "./page.ts";

function script(cells: object[], globals: string[] = []): { text: string; warnings: string[] } {
  const warnings: string[] = [];
  const chapter = chapterOf("a.ipynb", parseNotebook(notebookText(cells)), { hideCode: false, hideSolutions: false });
  return { text: renderScript(chapter, new Set(globals), (problem) => warnings.push(problem)), warnings };
}

/** Runs a module with Node's own type stripping. */
async function output(text: string): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules/gradbook"), { recursive: true });
  await writeFile(
    join(folder, "node_modules/gradbook/package.json"),
    '{"name":"gradbook","type":"module","main":"i.js"}',
  );
  await writeFile(join(folder, "node_modules/gradbook/i.js"), "export const tensor = (x) => `tensor ${x}`;");
  const path = join(folder, "a.mts");
  await writeFile(path, text);
  return execFileSync(process.execPath, ["--no-warnings", path], { encoding: "utf8" });
}

// Node 20 does not strip types.
const strips = Number(process.versions.node.split(".")[0]) >= 24;

test("prose becomes comments, imports move up, globals are imported, last values are logged", () => {
  const { text } = script(
    [
      markdown("# Title\n\nText."),
      code('import { join } from "node:path";\nconst a: number = 1;\na'),
      code('import { join } from "node:path";\njoin("x", tensor(a));'),
      code("console.log(a)"),
      code("gone()", [], tagged("remove-cell")),
    ],
    ["tensor", "nn"],
  );
  expect(text).toBe(
    [
      'import { tensor } from "gradbook";\nimport { join } from "node:path";',
      "// # Title\n//\n// Text.",
      "const a: number = 1;\nconsole.log(a)",
      'console.log(join("x", tensor(a)));',
      "console.log(a)\n",
    ].join("\n\n"),
  );
});

test("names that the notebook declares itself are not imported", () => {
  expect(script([code("const tensor = 1;\ntensor")], ["tensor"]).text).not.toContain("import");
});

test.runIf(strips)("a name declared in several cells keeps its latest value, whatever declares it", async () => {
  const { text, warnings } = script(
    [
      code("const x: number = 1;\nfunction f(): number { return x; }\nclass C { v = 1 }\nf()"),
      code("const x: string = 'two';\nconst { y, z = 5 } = { y: 3 };\nf()"),
      code("let [y, w] = [4, 6];\nfunction f() { return `new ${x}`; }\nclass C { v = 2 }"),
      code("export const z = 7;\nlet w;"),
      code("[f(), y, z, w, new C().v].join()"),
      code("await Promise.resolve(tensor(8))"),
    ],
    ["tensor"],
  );
  expect(warnings).toEqual([]);
  expect(await output(text)).toBe("1\ntwo\nnew two,4,7,,2\ntensor 8\n");
});

test("a cell that is not TypeScript becomes a comment, with a warning", () => {
  const { text, warnings } = script([code("const = 3"), code("1 + 1")]);
  expect(text).toBe("// const = 3\n\nconsole.log(1 + 1)\n");
  expect(warnings).toEqual(["a cell is not TypeScript and became a comment: const = 3"]);
});

test("lines for the kernel become comments, the code around them stays", () => {
  const { text, warnings } = script([code("%types off\n1 + 1"), code("%%sh\nls"), code("%time 2 + 2")]);
  expect(text).toBe("// %types off\n\nconsole.log(1 + 1)\n\n// %%sh\n// ls\n\nconsole.log(2 + 2)\n");
  expect(warnings).toEqual([]);
});

test("the command writes the file beside the notebook", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "a.ipynb"), notebookText([code("1 + 1")]));
  const { out } = await run(join(folder, "a.ipynb"), "--to", "script");
  expect(out).toBe(join(folder, "a.ts"));
  expect(await readFile(out, "utf8")).toBe("console.log(1 + 1)\n");
});

test.runIf(strips)(
  "written to another folder, it still finds what the notebook imports from beside itself",
  async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "my data"));
    await writeFile(join(folder, "my data", "sizes.mts"), "export const side = 5;\n");
    const source = [
      'import { side } from "./my data/sizes.mts";',
      'export * from "./my data/sizes.mts";',
      'const again = (await import("./my data/sizes.mts")).side;',
      '[side, again, "./my data/sizes.mts"].join()',
    ].join("\n");
    await writeFile(join(folder, "a.ipynb"), notebookText([code(source)]));
    const { out } = await run(join(folder, "a.ipynb"), "--to", "script", "-o", join(folder, "out", "deep"));
    expect(out).toBe(join(folder, "out", "deep", "a.ts"));
    const printed = execFileSync(process.execPath, ["--no-warnings", out], { encoding: "utf8" });
    expect(printed).toBe("5,5,./my data/sizes.mts\n");
  },
);
