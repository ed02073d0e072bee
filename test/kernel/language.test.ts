// Types across cells, as a notebook's writer meets them.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isComplete } from "../../kernel/language/completeness.ts";
import { LanguageService } from "../../kernel/language/languageService.ts";
import { withoutColor } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-types-"));
mkdirSync(join(folder, "node_modules/untyped"), { recursive: true });
writeFileSync(join(folder, "node_modules/untyped/package.json"), '{"name":"untyped","main":"main.js"}');
writeFileSync(join(folder, "node_modules/untyped/main.js"), "module.exports = 1");
writeFileSync(
  join(folder, "tsconfig.json"),
  '{ // comments are allowed\n "compilerOptions": { "noUncheckedIndexedAccess": true, }, }',
);
const gradbook = join(folder, "gradbook.d.ts");
writeFileSync(
  gradbook,
  `/** A matrix of numbers.\n * @param data rows of numbers */\nexport declare function tensor(data: number[][]): Tensor;
   export declare class Tensor { /** Sizes of the axes. */ shape: number[]; sum(options?: { dim?: number; keepdim?: boolean }): Tensor }
   export declare namespace nn { class Linear { constructor(inputs: number, outputs: number) } }
   export interface Options { lr: number }`,
);

let service: LanguageService;
beforeAll(async () => {
  service = await LanguageService.start({ folder, gradbook });
});
afterAll(() => service.close());

async function errors(source: string): Promise<string | undefined> {
  const found = await service.check(source, "In[1]");
  return found && withoutColor(found.traceback.join("\n"));
}

/** Runs a cell that must be right. */
async function cell(source: string): Promise<void> {
  expect(await errors(source)).toBeUndefined();
  await service.commit(source);
}

async function completions(source: string): Promise<string[]> {
  const { matches } = await service.complete(source.replace("|", ""), source.indexOf("|"));
  return matches.map(({ text }) => text);
}

describe("type errors", () => {
  test("show the line, a mark as wide as the mistake, and TypeScript's number", async () => {
    expect(await errors("const fine = 1\nconst wrong: string = fine")).toBe(
      [
        "TypeCheckError: this cell was not run, as its types do not fit.",
        "",
        "TS2322: Type 'number' is not assignable to type 'string'.",
        "In[1]:2:7",
        "  1 | const fine = 1",
        "> 2 | const wrong: string = fine",
        "    |       ^^^^^",
      ].join("\n"),
    );
  });

  test("types flow from cell to cell, with inference", async () => {
    await cell("const rows = [{ name: 'a', size: 1 }]; interface Row { name: string; size: number }");
    await cell("const names = rows.map((row) => row.name); const typed: Row[] = rows");
    expect(await errors("names[0].toFixed()")).toMatch(/'toFixed' does not exist|possibly 'undefined'/);
    expect(await errors("const n: number[] = names")).toContain("TS2322");
  });

  test("names can be declared again with another type; older cells keep theirs", async () => {
    await cell("const value = 1; const double = () => value * 2");
    await cell("const value = 'text'");
    await cell("value.toUpperCase(); const still: number = double()");
    await cell("class value { field = 1 }; interface double { a: string }");
    await cell("new value().field; const d: double = { a: '' }");
  });

  test("a let keeps its declared type and can be assigned in later cells; a const cannot", async () => {
    await cell("let best: number | undefined; const fixed = 1");
    await cell("best = 3");
    await cell("best = undefined");
    expect(await errors("best = 'x'")).toContain("TS2322");
    expect(await errors("fixed = 2")).toMatch(/Cannot assign to 'fixed'/);
  });

  test("gradbook's names are in scope as values and types, until a cell declares them", async () => {
    await cell(
      "const t: Tensor = tensor([[1]]); const layer: nn.Linear = new nn.Linear(1, 2); const o: Options = { lr: 1 }",
    );
    expect(await errors("tensor('no')")).toContain("TS2345");
    await cell("const tensor = 'mine'");
    await cell("tensor.length");
    await cell("import { tensor as theirs } from 'gradbook'; theirs([[1]]).shape");
  });

  test("names of Node can be declared without a quarrel", async () => {
    await cell("const URL = 3; const name = 'n'; const process = { env: 1 }");
    await cell("URL + process.env");
  });

  test("top-level await, Node's modules, packages without types and JSON are fine", async () => {
    await cell("const waited = await Promise.resolve(1); import { readFileSync } from 'node:fs'; waited.toFixed()");
    await cell("import whatever from 'untyped'; whatever.anything");
    await cell("readFileSync('x').byteLength; console.log(process)");
  });

  test("enums, namespaces, generics across cells", async () => {
    await cell("enum Color { Red, Green } namespace Space { export const inside = 1 } type Pair<T> = [T, T]");
    await cell("const c: Color = Color.Red; const p: Pair<number> = [Space.inside, 2]");
  });

  test("tsconfig.json beside the notebook is honoured", async () => {
    await cell("const list = [1, 2, 3]");
    expect(await errors("const first: number = list[0]")).toContain("undefined");
  });

  test("an unknown name and an unknown package are errors", async () => {
    expect(await errors("notThere + 1")).toContain("Cannot find name 'notThere'");
    expect(await errors("import x from 'no-such-package-at-all'")).toContain("TS2307");
  });
});

describe("completion", () => {
  test("members, with their kinds", async () => {
    const { matches, start, end } = await service.complete("[1].ma", 6);
    expect([start, end]).toEqual([4, 6]);
    expect(matches).toMatchObject([{ text: "map", type: "method", documentation: expect.stringMatching(/callback/) }]);
  });

  test("names of cells come first, then gradbook's", async () => {
    await cell("const nnCounter = 1");
    expect((await completions("nn|")).slice(0, 2)).toEqual(["nnCounter", "nn"]);
  });

  test("property names of an options object", async () => {
    await cell("import { tensor as make } from 'gradbook'");
    expect(await completions("make([[1]]).sum({ | })")).toEqual(["dim", "keepdim"]);
  });

  test("members of gradbook's namespaces and of string unions", async () => {
    expect(await completions("nn.|")).toContain("Linear");
    await cell("declare function mode(m: 'train' | 'eval'): void");
    expect(await completions("mode('|')")).toEqual(["eval", "train"]);
  });

  test("nothing fits", async () => {
    expect(await completions("zzzzzz|")).toEqual([]);
  });
});

describe("documentation", () => {
  test("signature and comment, at the name and inside its arguments", async () => {
    const source = "import { tensor as t2 } from 'gradbook'; t2([[1]])";
    for (const offset of [source.indexOf("t2(") + 1, source.length - 3]) {
      const hover = await service.inspect(source, offset);
      expect(hover?.plain).toBe(
        "function t2(data: number[][]): Tensor\n\nA matrix of numbers.\n\n@param data rows of numbers",
      );
      expect(hover?.markdown).toContain("```typescript\nfunction t2(data: number[][]): Tensor\n```");
    }
  });

  test("variables of earlier cells have their inferred type", async () => {
    await cell("const inferred = [1, 2].map(String)");
    expect((await service.inspect("inferred", 3))?.plain).toBe("const inferred: string[]");
  });

  test("nothing is there", async () => {
    expect(await service.inspect("  ", 1)).toBeUndefined();
  });
});

describe("is it complete?", () => {
  test.for([
    "1",
    "const x = 1",
    "function f(x: number) { return x }",
    "const r = /[(]/",
    "`${1}`",
    "const e = <b>x</b>",
    "await x",
  ])("%s is", (source) => expect(isComplete(source)).toEqual({ status: "complete" }));
  test.for(["const x = {", "f(`a", "if (x) {\n  y(", "[1,", "/* comment", "class A {", "x.map((a) =>"])(
    "%s is not",
    (source) => expect(isComplete(source).status).toBe("incomplete"),
  );
  test.for(["let = = 3", "const 3 = x", "return }"])("%s never will be", (source) =>
    expect(isComplete(source).status).toBe("invalid"),
  );
  test("the next line is indented inside brackets", () => {
    expect(isComplete("  if (x) {")).toEqual({ status: "incomplete", indent: "    " });
  });
});
