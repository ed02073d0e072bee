// Every construct of TypeScript and JSX that needs more than taking types out.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileCell } from "../../kernel/cells/compile.ts";
import { Names } from "../../kernel/cells/names.ts";
import { shown, startKernel, useKernel } from "./session.ts";

const { run } = useKernel(mkdtempSync(join(tmpdir(), "gradbook-syntax-")));
async function value(code: string): Promise<string | undefined> {
  const { result, error } = await run(code);
  expect(error?.traceback).toBeUndefined();
  return result;
}

describe("decorators", () => {
  test("of methods, fields, accessors and classes, as the standard has them", async () => {
    await run(
      "const log: string[] = [];\n" +
        "function twice(_: undefined, context: ClassFieldDecoratorContext) { log.push(String(context.name)); return (x: number) => 2 * x; }\n" +
        "function loud<T extends (...a: never[]) => string>(method: T, _: ClassMethodDecoratorContext) { return function (this: unknown) { return `${method.call(this)}!`; }; }\n" +
        "function named(_: new () => object, { name }: ClassDecoratorContext) { log.push(String(name)); }",
    );
    expect(
      await value(
        "@named class Bell { @twice size = 4; accessor tone = 'a'; @loud ring() { return this.tone; } }\n[new Bell().size, new Bell().ring(), log.join()]",
      ),
    ).toBe("[ 8, 'a!', 'size,Bell' ]");
    expect(await value("new Bell().size")).toBe("8");
  });

  test("an error in a decorated class is at the user's line", async () => {
    const { error } = await run(
      "const plain = (m: () => never, _: ClassMethodDecoratorContext) => m;\nclass Broken {\n  @plain fail(): never {\n    throw new Error('inside');\n  }\n}\nnew Broken().fail()",
    );
    expect(error?.traceback).toContain("> 4 |     throw new Error('inside');");
  });

  test("as they were before, where tsconfig.json says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gradbook-legacy-"));
    writeFileSync(join(folder, "tsconfig.json"), '{"compilerOptions":{"experimentalDecorators":true}}');
    const client = await startKernel(folder);
    try {
      const cell = shown(
        await client.execute(
          "const keys: string[] = [];\nfunction note(_: object, key: string) { keys.push(key); }\nfunction spot(_: object, key: string | undefined, index: number) { keys.push(`${key}${index}`); }\nclass Old { @note go(@spot x: number) { return x; } }\nkeys",
        ),
      );
      expect(cell.error).toBeUndefined();
      expect(cell.result).toBe("[ 'go0', 'go' ]");
      expect(shown(await client.execute("%who")).stdout).not.toContain("__");
    } finally {
      await client.shutdown();
    }
  });
});

describe("using", () => {
  const resource =
    "const resource = (name: string) => ({ name, [Symbol.dispose]() { console.log(`${name} closed`); } });";

  test("in a block ends with the block, at the top level with the cell", async () => {
    await run(resource);
    expect((await run("{ using a = resource('a'); console.log('in'); }\nconsole.log('out')")).stdout).toBe(
      "in\na closed\nout\n",
    );
    const cell = await run("using b = resource('b');\nb.name");
    expect([cell.result, cell.stdout]).toEqual(["'b'", "b closed\n"]);
    const awaited = await run("await using c = { async [Symbol.asyncDispose]() { console.log('c closed'); } };\n1");
    expect([awaited.result, awaited.stdout]).toEqual(["1", "c closed\n"]);
  });
});

describe("namespaces, enums and imports", () => {
  test("namespaces with variables, nested and dotted", async () => {
    expect(await value("namespace Outer.Inner { export let count = 3; export class Kind {} }\nOuter.Inner.count")).toBe(
      "3",
    );
    expect(await value("Outer.Inner.count += 1; Outer.Inner.count")).toBe("4");
  });

  test("what one block of a namespace exports, another block sees", async () => {
    expect(
      await value("namespace Two.Deep { export const v = 1 }\nnamespace Two { export const w = Deep.v + 1 }\nTwo.w"),
    ).toBe("2");
  });

  test("const enums, and import = require()", async () => {
    expect(await value("const enum Bits { One = 1, Two = One << 1 }\nBits.Two")).toBe("2");
    expect(await value("import files = require('node:fs');\ntypeof files.readFileSync")).toBe("'function'");
  });

  test("names that are exported again are not declared twice", async () => {
    expect(
      await value(
        "import type { Stats } from 'node:fs';\nexport type { Stats };\nconst seven = 7;\nexport { seven };\nseven",
      ),
    ).toBe("7");
    expect(await value("export default class Given { a = 1 }\nnew Given().a")).toBe("1");
  });

  test("var in blocks and loops belongs to the cell", async () => {
    await run(
      "if (true) { var inside = 5; }\nfor (var i = 0, end = 3; i < end; i++) { var last = i; }\nfor (var letter of 'xyz');",
    );
    expect(await value("[inside, i, last, letter]")).toBe("[ 5, 3, 2, 'z' ]");
  });
});

describe("JSX", () => {
  test("with a function of the notebook's own", async () => {
    await run("const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, props, children });");
    expect(await value('/** @jsx h */\nconst box = <div id="x">hi {1 + 1}</div>;\nbox')).toBe(
      "{ tag: 'div', props: { id: 'x' }, children: [ 'hi ', 2 ] }",
    );
    expect(await value("box.tag")).toBe("'div'");
  });

  test("what looks like JSX and is TypeScript stays TypeScript", async () => {
    expect(await value("const same = <T>(x: T): T => x; <number>same(3) + '</b>'.length")).toBe("7");
  });
});

test("a function without a name has none as a value; with one, its own", async () => {
  expect(await value("() => 5")).toBe("[Function (anonymous)]");
  expect(await value("(class {})")).toBe("[class (anonymous)]");
  expect(await value("const own = () => 5; own")).toBe("[Function: own]");
});

test("what only V8 refuses, and declarations without a name, are errors of the cell without a line of the kernel", async () => {
  const strict = await run("if (1) function inner() { return 1 }");
  expect(strict.error?.ename).toBe("SyntaxError");
  expect(strict.error?.traceback).not.toMatch(/evalmachine|kernel\.js|gradbook/);
  expect((await run("class {}")).error).toMatchObject({ ename: "SyntaxError", evalue: expect.stringMatching(/name/) });
  expect((await run("function () {}")).error?.ename).toBe("SyntaxError");
});

test("a module that is its own address can be imported", async () => {
  expect(await value("(await import('data:text/javascript,export default 42')).default")).toBe("42");
});

test("a trace says what it traces, at the user's line", async () => {
  expect((await run("const a = 1;\nconsole.trace('here')")).stderr).toMatch(/^Trace: here\n {4}at In\[[\d.]+\]:2:9\n$/);
});

test("a cell has a source map for each step that it needs: taking types out, rewriting, helping V8", () => {
  const mapsOf = (source: string): number => compileCell(source, "In[1]", new Names([])).maps.length;
  expect(mapsOf("const a = 'user@host'; a")).toBe(1);
  expect(mapsOf("const a: string = 'user@host'; a")).toBe(2);
  expect(mapsOf("class A { accessor b: number = 1 }")).toBe(3);
});

test("cells that are JavaScript already mean what they mean in TypeScript", async () => {
  // Compares in JavaScript.
  await run("function same<T>(x: T): T { return x }");
  expect(await value("same<number>(3)")).toBe("3");
  expect(await value("function text() { /* here */ return text.toString() }\ntext()")).toContain("/* here */");
  await run("for (let i = 0; i < 3; i += 1) if (i > 1) var kept = i");
  expect(await value("kept")).toBe("2");
  expect(await value("if (true) { var left\n(() => {})() }\n'went on'")).toBe("'went on'");
});

test("lines that end without a semicolon end where they did, whatever was taken out between them", async () => {
  expect(await value("const f = () => 'called'\nfunction between() {}\n(f)()")).toBe("'called'");
  expect(await value("const g = [1]\ng\nimport { join as unused } from 'node:path'\n(3)\ng.length")).toBe("1");
  expect(await value("let h = 1\nexport { h }\n;[h] = [2]\nh")).toBe("2");
  expect(await value("const one = 1\nexport default function () {}\n`${one}`")).toBe("'1'");
  expect(await value("class K { static s = 7 }\n;[K.s]")).toBe("[ 7 ]");
  expect(await value("const r = () => 5\nfunction between() {}\n/5/.test('5')")).toBe("true");
});

test("a tsconfig.json that cannot be read is told of once, and cells run without it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-broken-"));
  writeFileSync(join(folder, "tsconfig.json"), '{"compilerOptions": {"strict": }');
  const client = await startKernel(folder);
  try {
    const first = shown(await client.execute("1 + 1"));
    expect(first.stderr).toMatch(
      /^tsconfig\.json cannot be read \(.+\); it is ignored\. Mend it and restart the kernel\.\n$/,
    );
    expect(first.result).toBe("2");
    expect(shown(await client.execute("2")).stderr).toBe("");
  } finally {
    await client.shutdown();
  }
});
