// What a cell may say, and what later cells see of it.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useKernel } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-cells-"));
function file(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}
file("node_modules/esm-only/package.json", '{"name":"esm-only","type":"module","exports":{"import":"./main.js"}}');
file("node_modules/esm-only/main.js", "export const here = 'esm'; export default class Thing {}");
file("node_modules/common/package.json", '{"name":"common","main":"main.js"}');
file("node_modules/common/main.js", "const hidden = { here: 'cjs' }; module.exports = hidden;");
file("data.json", '{"answer": 42}');

const { run } = useKernel(folder);
const value = async (code: string): Promise<string | undefined> => {
  const { result, error } = await run(code);
  expect(error?.traceback).toBeUndefined();
  return result;
};

describe("names live on", () => {
  test("const, let, var, functions, classes and destructured names are there in the next cell", async () => {
    await run(
      "const a = 1; let b = 2; var c = 3; function d() { return 4 } class E { f = 5 }; const { g, h: [i] } = { g: 6, h: [7] };",
    );
    expect(await value("[a, b, c, d(), new E().f, g, i]")).toBe("[\n  1, 2, 3, 4,\n  5, 6, 7\n]");
  });

  test("any of them can be declared again, as anything", async () => {
    await run("const again = 1");
    expect(await value("class again {}; typeof again")).toBe("'function'");
    expect(await value("let again = 'text'; again")).toBe("'text'");
    expect(await value("function again() { return 3 } again()")).toBe("3");
  });

  test("a let can be assigned from a later cell", async () => {
    await run("let counter = 0; const increase = () => ++counter");
    await run("counter = 10");
    expect(await value("increase()")).toBe("11");
  });

  test("older functions see a redefinition", async () => {
    await run("function scale(x: number) { return 2 * x } function use(x: number) { return scale(x) }");
    await run("function scale(x: number) { return 100 * x }");
    expect(await value("use(3)")).toBe("300");
  });

  test("functions can be called before the line that makes them", async () => {
    expect(await value("const early = later(); function later() { return 'hoisted' } early")).toBe("'hoisted'");
  });

  test("a name that Node uses keeps its meaning for everybody else", async () => {
    expect(await value("const document = 'mine'; const URL = 3; document + URL")).toBe("'mine3'");
    expect(await value("({ document, URL })")).toBe("{ document: 'mine', URL: 3 }");
    expect(
      await value(
        "[typeof (globalThis as { document?: unknown }).document, typeof globalThis.URL, new (await import('node:url')).URL('a:b').href]",
      ),
    ).toBe("[ 'undefined', 'function', 'a:b' ]");
    expect(await value("(() => { const document = 'local'; return document })()")).toBe("'local'");
  });

  test("a cell that fails half-way keeps what it had done", async () => {
    await run("let kept = 1");
    await run("kept = 2; throw new Error('stop')");
    expect(await value("kept")).toBe("2");
  });
});

describe("the last expression is the result", () => {
  test.for([
    ["1 + 2", "3"],
    ["'text'", "'text'"],
    ["({ a: 1 })", "{ a: 1 }"],
    ["const x1 = 5; x1;", "5"],
    ["1; 2 // comment", "2"],
    ["null", "null"],
    ["[1, 2].map((x) => x * 2)", "[ 2, 4 ]"],
    ["`a\nb`", "'a\\nb'"],
  ])("%s", async ([code, expected]) => expect(await value(code!)).toBe(expected));

  test.for(["undefined", "const y1 = 1", "if (true) { 3 }", "", "// only a comment", "interface I1 { a: number }"])(
    "%s has none",
    async (code) => expect(await value(code)).toBeUndefined(),
  );
});

describe("TypeScript", () => {
  test("enums, namespaces, parameter properties, generics, satisfies", async () => {
    expect(await value("enum Color { Red, Green = 5 } Color.Green")).toBe("5");
    expect(await value("enum Color { Blue } Object.keys(Color)")).toBe("[ '0', 'Blue' ]");
    expect(await value("namespace Space { export const inside = 3 } Space.inside")).toBe("3");
    expect(await value("class Point { constructor(public x: number, readonly y = 2) {} } new Point(1)")).toBe(
      "Point { x: 1, y: 2 }",
    );
    expect(await value("const first = <T,>(xs: T[]): T => xs[0]!; first([9]) satisfies number")).toBe("9");
  });
});

describe("await and import", () => {
  test("await at the top level, also in loops", async () => {
    expect(await value("const waited = await Promise.resolve(3); waited")).toBe("3");
    expect(await value("let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; sum")).toBe("3");
  });

  test("packages are found from the notebook's folder: ESM-only, CommonJS, JSON, Node's own", async () => {
    await run("%types off");
    expect(await value("import Thing, { here } from 'esm-only'; [here, Thing.name]")).toBe("[ 'esm', 'Thing' ]");
    expect(await value("import { here as there } from 'common'; import whole from 'common'; [there, whole.here]")).toBe(
      "[ 'cjs', 'cjs' ]",
    );
    expect(await value("import data from './data.json' with { type: 'json' }; data.answer")).toBe("42");
    expect(await value("import * as path from 'node:path'; path.basename('/a/b')")).toBe("'b'");
    expect(await value("(await import('esm-only')).here")).toBe("'esm'");
    expect(await value("require('common').here")).toBe("'cjs'");
    await run("%types error");
  });

  test("an imported name is there in the next cell", async () => {
    await run("import { join as glue } from 'node:path'");
    expect(await value("glue('a', 'b')")).toBe("'a/b'");
  });

  test("a package that is not there says so", async () => {
    await run("%types off");
    const { error } = await run("import nothing from 'no-such-package'");
    await run("%types error");
    expect(error?.evalue).toMatch(/Cannot find package 'no-such-package'/);
  });

  test("a local file that changed is read again", async () => {
    await run("%types off");
    file("local.mjs", "export const version = 1");
    expect(await value("import { version } from './local.mjs'; version")).toBe("1");
    await new Promise((resolve) => setTimeout(resolve, 20));
    file("local.mjs", "export const version = 2");
    expect(await value("import { version } from './local.mjs'; version")).toBe("2");
    await run("%types error");
  });
});

describe("gradbook's own names", () => {
  test("are globals, the same objects as the package's, and can be declared again", async () => {
    expect(await value("import { display as imported } from 'gradbook'; imported === display")).toBe("true");
    expect(await value("const display = 5; display")).toBe("5");
    expect(await value("(await import('gradbook')).display.name")).toBe("'display'");
  });
});
