// What JavaScript has, read from the one file that the build makes of TypeScript's eighty: nobody may notice.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../kernel/commands/package.ts";
import { LanguageService } from "../../kernel/language/languageService.ts";
import { withoutColor } from "./session.ts";

const types = join(packageRoot, "dist/types");

/** A service over the built declarations, in a folder of its own. */
function serviceIn(folder: string): Promise<LanguageService> {
  return LanguageService.start({
    folder,
    gradbook: join(types, "whole/index.d.ts"),
    charts: join(types, "whole/charts.d.ts"),
    typeRoot: join(types, "roots"),
    library: join(types, "whole/lib.d.ts"),
  });
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "gradbook-libraries-"));
}

async function errors(service: LanguageService, source: string): Promise<string | undefined> {
  const found = await service.check(source, "In[1]");
  return found && withoutColor(found.traceback.join("\n"));
}

describe("without a tsconfig.json", () => {
  const folder = newFolder();
  let service: LanguageService;
  beforeAll(async () => {
    const browser = join(folder, "node_modules/browser");
    mkdirSync(browser, { recursive: true });
    writeFileSync(join(browser, "package.json"), '{ "name": "browser", "types": "index.d.ts" }');
    const declared = "export declare function find(name: string): HTMLElement;";
    writeFileSync(join(browser, "index.d.ts"), `/// <reference lib="dom" />\n${declared}\n`);
    service = await serviceIn(folder);
  });
  afterAll(() => service.close());

  test.for([
    "const r: number[] = [1, 2].map((x) => x * 2).toSorted()",
    "const g: string[] = Iterator.from(['a']).filter((x) => x.length > 0).toArray()",
    "const m: Map<string, number> = new Map(Object.entries({ a: 1 }))",
    "function* f() { const x: number = yield 'a'; } f().next(1)",
    "const h = new Float16Array(2); using d = { [Symbol.dispose]() {} }; await Promise.try(() => h[0])",
    "class A { @logged m() {} } function logged(f: Function, c: ClassMethodDecoratorContext) { return f as never }",
    "import * as path from 'path'; const p: string = path.posix.join('a')",
    "process.stdout.write(Buffer.from('x').toString('hex')); structuredClone(1); setTimeout(() => {}, 1)",
  ])("%s", async (source) => expect(await errors(service, source)).toBeUndefined());

  test.for([
    ["const s: string = [1].at(0)!", "TS2322"],
    ["[1].mapp((x) => x)", "Did you mean 'map'?"],
    ["document.title", "Cannot find name 'document'"],
  ])("%s is wrong: %s", async ([source, what]) => expect(await errors(service, source!)).toContain(what));

  test("its documentation is there", async () => {
    const source = "[1].map";
    expect((await service.inspect(source, source.length))?.plain).toContain("Calls a defined callback function");
  });

  test("a package may ask for what browsers have", async () => {
    expect(
      await errors(service, "import { find } from 'browser'; const t: string = find('a').innerText;"),
    ).toBeUndefined();
    expect(await errors(service, "import { find } from 'browser'; const t: number = find('a').innerText;")).toContain(
      "TS2322",
    );
  });
});

test("a tsconfig.json that chooses its libraries gets these", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, "tsconfig.json"), '{ "compilerOptions": { "lib": ["es2015", "dom"] } }');
  const service = await serviceIn(folder);
  try {
    expect(await errors(service, "const t: string = document.title; [1].find((x) => x > 0)")).toBeUndefined();
    expect(await errors(service, "Iterator.from([1])")).toContain("Iterator");
  } finally {
    service.close();
  }
});

describe("a first cell, for which TypeScript has read neither Node's declarations nor those of charts", () => {
  /** What the first check of a new service says, and that of the next cell. */
  async function first(source: string, next = ""): Promise<readonly (string | undefined)[]> {
    const service = await serviceIn(newFolder());
    try {
      const found = await errors(service, source);
      await service.commit(source);
      return [found, await errors(service, next)];
    } finally {
      service.close();
    }
  }

  test.concurrent.each([
    ["const id = process.pid", "id.toFixed()"],
    ["const b = Buffer.from('a')", "b.toString('hex')"],
    ["import { join } from 'node:path'", "join('a').length"],
    ["const x = randn([2, 3])", "console.log(x.shape, process.argv.length)"],
    ["const x = randn([2, 3])", "figures.chart({ data: { values: [] }, mark: 'bar' })"],
    [
      "const s: figures.ChartSpec = { data: { values: [] }, mark: 'bar', encoding: { x: { field: 'a' } } }",
      "figures.chart(s)",
    ],
    ["const drawn = figures.chart({ data: { values: [] }, mark: { type: 'line', point: true } })", "drawn.toSvg()"],
    ["const { chart: draw } = figures", "draw({ data: { values: [] }, mark: 'point' })"],
  ])("%s is right, and so is %s behind it", async (source, next) => {
    expect(await first(source, next)).toEqual([undefined, undefined]);
  });

  test.concurrent.each([
    ["process.pidd", "Did you mean 'pid'?"],
    ["const s: string = Buffer.from('a')", "not assignable to type 'string'"],
    ["import { existsSync } from 'node:fs'; existsSync()", "Expected 1 arguments"],
    ["const n: string = randn([2]).shape[0]", "not assignable to type 'string'"],
    ["figures.chart({ data: { values: [] }, mark: 'barr' })", "is not assignable"],
    ["const s: figures.ChartSpec = { data: { values: [] }, mark: 'bar', encodingg: {} }", "'encodingg' does not exist"],
    ["const all = figures; all['chart']({ mark: 5 })", "is not assignable"],
  ])("%s is wrong: %s", async (source, what) => expect((await first(source))[0]).toContain(what));

  test("what it gives the cells behind it is known to the end", async () => {
    expect((await first("const { chart: draw } = figures", "draw({ data: {}, mark: 5 })"))[1]).toContain(
      "is not assignable",
    );
    expect((await first("const make = () => figures", "make().chart({ mark: 5 })"))[1]).toContain("is not assignable");
  });

  test("a specification is completed at once, with what is said of it", async () => {
    const service = await serviceIn(newFolder());
    const begun = "figures.chart({ data: { values: [] }, mark: { type: 'bar', cornerRadius } })";
    const { matches } = await service.complete(begun, begun.indexOf("cornerRadius") + "cornerRadius".length);
    service.close();
    expect(matches.map(({ text }) => text)).toContain("cornerRadiusTopLeft");
    expect(matches[0]?.documentation).toMatch(/radius in pixels/i);
  });

  test("its type is explained at once", async () => {
    const service = await serviceIn(newFolder());
    const source = "const given: figures.ChartSpec = { data: { values: [] }, mark: 'bar' }; given.mark";
    const hover = await service.inspect(source, source.length);
    service.close();
    expect(hover?.plain).toMatch(/AnyMark|MarkDef|"bar"/);
  });

  test("what is behind it is completed at once", async () => {
    const service = await serviceIn(newFolder());
    const { matches } = await service.complete("process.pi", "process.pi".length);
    service.close();
    expect(matches.map(({ text }) => text)).toContain("pid");
  });
});
