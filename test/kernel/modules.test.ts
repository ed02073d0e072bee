// Modules that are no packages: cells that begin with `/** @module name */`, and files beside the notebook.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileModule } from "../../kernel/cells/module.ts";
import { moduleNameOf } from "../../kernel/cells/moduleCell.ts";
import { useKernel } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-modules-"));
function file(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const { run, client } = useKernel(folder);
const value = async (code: string): Promise<string | undefined> => {
  const { result, error } = await run(code);
  expect(error?.traceback).toBeUndefined();
  return result;
};
const problem = async (code: string): Promise<string | undefined> => (await run(code)).error?.evalue;

describe("a cell with @module", () => {
  test("can be imported by later cells, with values and types; it runs when it is imported first, and once", async () => {
    const { stdout, result } = await run(
      "/** @module shapes */\nconsole.log('runs');\nexport interface Box { width: number }\nexport const area = ({ width }: Box): number => width ** 2;\nexport let made = 0;\nexport function make(width: number): Box { made += 1; return { width }; }\nexport default class Ruler { unit = 'cm' }\n",
    );
    expect([stdout, result]).toEqual(["", undefined]);
    const first = await run(
      'import Ruler, { area, make, type Box } from "./shapes";\nconst box: Box = make(3);\n[area(box), new Ruler().unit]',
    );
    expect([first.stdout, first.result]).toEqual(["runs\n", "[ 9, 'cm' ]"]);
    const second = await run('import * as shapes from "./shapes.ts";\nshapes.make(1);\nshapes.made');
    expect([second.stdout, second.result]).toEqual(["", "2"]);
    expect(await problem("area({ width: 'wide' })")).toMatch(/^TS2322/);
    expect(await problem('import { perimeter } from "./shapes"')).toMatch(/no exported member 'perimeter'/);
  });

  test("keeps its other names to itself, and sees gradbook's", async () => {
    await run("const outside = 1;\n/* first */\n");
    await run(
      "// A module may begin with a comment.\n/**\n * Sums.\n * @module sums\n */\nconst hidden = tensor([1, 2, 3]);\nexport const total = hidden.sum().item();",
    );
    expect(await value('import { total } from "./sums"; total')).toBe("6");
    expect(await problem("hidden")).toContain("Cannot find name 'hidden'");
    expect(await problem("/** @module leaning */\nexport const leaned = outside + 1;")).toContain(
      "Cannot find name 'outside'",
    );
  });

  test("that runs again replaces the module: who imports it next sees the new one, also through another module", async () => {
    await run("/** @module base */\nexport const step = 1;");
    await run(
      '/** @module derived */\nimport { step } from "./base";\nexport const twice = step + step;\nexport * from "./base";',
    );
    expect(await value('import { twice, step } from "./derived"; [twice, step]')).toBe("[ 2, 1 ]");
    await run("/** @module base */\nexport const step = 'new ';");
    expect(await value("[twice, step]")).toBe("[ 2, 1 ]");
    expect(await value('import { twice as again } from "./derived"; again.toUpperCase()')).toBe("'NEW NEW '");
    expect(await value('(await import("./base")).step.length')).toBe("4");
  });

  test("with type errors does not replace the one before", async () => {
    await run("/** @module kept */\nexport const version = 1;");
    expect(await problem("/** @module kept */\nexport const version: number = 'two';")).toMatch(/^TS2322/);
    expect(await value('import { version } from "./kept"; version')).toBe("1");
  });

  test("shows errors at the user's own line of the module's cell", async () => {
    await run("/** @module risky */\nexport function risk(): never {\n  throw new RangeError('too much');\n}");
    const { error } = await run('import { risk } from "./risky";\nrisk()');
    expect(error).toMatchObject({ ename: "RangeError", evalue: "too much" });
    expect(error?.traceback).toContain("> 3 |   throw new RangeError('too much');");
    expect(error?.traceback).not.toMatch(/dist|node:/);
    const { error: syntax } = await run("/** @module risky */\nexport const = 3;");
    expect(syntax?.traceback).toContain("> 2 | export const = 3;");
  });

  test("that fails while it runs is run again by the next import", async () => {
    await run("let ready = false;");
    await run(
      "/** @module moody */\nif (!Reflect.get(globalThis, 'calm')) throw new Error('not yet');\nexport const mood = 'good';",
    );
    expect(await problem('import { mood } from "./moody"')).toBe("not yet");
    await run("Reflect.set(globalThis, 'calm', true)");
    expect(await value('import { mood } from "./moody"; mood')).toBe("'good'");
  });

  test.for(["my module", "../outside", "a.b", "", "1st"])("named '%s' says what a name is", async (name) => {
    const { error } = await run(`/** @module ${name} */\nexport const a = 1;`);
    expect(error?.ename).toBe("ModuleNameError");
    expect(error?.evalue).toMatch(/one word of letters, digits, _ and -, as in \/\*\* @module model \*\//);
  });

  test("with an endless loop can be interrupted", async () => {
    await run("/** @module endless */\nconsole.log('begun');\nfor (;;);");
    const begun = client().heard(({ content }) => content.text === "begun\n");
    const running = run('import "./endless"');
    await begun;
    await client().interrupt();
    expect((await running).error?.ename).toBe("Interrupted");
    expect(await value("1 + 1")).toBe("2");
  });

  test("hides a file of its name, and says so; %reset gives the file back", async () => {
    file("hidden.ts", "export const from = 'file';");
    const { stderr } = await run("/** @module hidden */\nexport const from = 'cell';");
    expect(stderr).toBe("From now on './hidden' means this cell, and no longer the file hidden.ts.\n");
    expect(await value('import { from } from "./hidden"; from')).toBe("'cell'");
    await run("%reset");
    expect(await value('import { from } from "./hidden"; from')).toBe("'file'");
  });
});

describe("names imported from a file or a module of cells", () => {
  test("follow what the module makes of them, in later cells and in functions of earlier ones", async () => {
    file(
      "counter.ts",
      "export let count = 0;\nexport const up = (): number => (count += 1);\nexport { count as also };\n",
    );
    await run('import { count, up, also as again } from "./counter.ts";\nconst seen = (): number[] => [count, again];');
    expect(await value("[count, up(), count, ...seen()]")).toBe("[ 0, 1, 1, 1, 1 ]");
    expect(await value("up(); ({ count }).count")).toBe("2");
    expect(await value("((count: number) => count)(40)")).toBe("40");
    await run(
      "/** @module clock */\nexport let time = 'night';\nexport function dawn(this: unknown) { time = 'day'; return this; }",
    );
    expect(await value('import { time, dawn } from "./clock"; [dawn(), time]')).toBe("[ undefined, 'day' ]");
  });

  test("can be declared anew, and imported again", async () => {
    expect(await value("let count = 'mine'; count += '!'; count")).toBe("'mine!'");
    expect(await value("up(); count")).toBe("'mine!'");
    expect(await value('import { count } from "./counter.ts"; count')).toBe("3");
    expect(await value("up(); count")).toBe("4");
    expect(await problem("count = 7")).toMatch(/Cannot assign to 'count'/);
    expect(await value("count")).toBe("4");
  });

  test("are listed, completed and forgotten as others are", async () => {
    expect((await run("%who")).stdout).toMatch(/\bcount\b/);
    expect((await run("%who")).stdout).not.toContain("$import");
    expect((await client().complete("coun")).matches).toContain("count");
    await run("%reset");
    expect(await problem("count")).toMatch(/Cannot find name 'count'/);
    expect((await run("%types off\nagain")).error?.evalue).toBe("again is not defined");
    await run("%types error");
  });
});

test("the name behind @module is read from comments above the code only", () => {
  expect(moduleNameOf("/** @module one */ export {}")).toBe("one");
  expect(moduleNameOf("// a\n/**\n * Text.\n * @module two\n * @see three\n */\nlet a")).toBe("two");
  expect(moduleNameOf("let a = 1;\n/** @module late */")).toBeUndefined();
  expect(moduleNameOf("/* @module plain */")).toBeUndefined();
  expect(moduleNameOf("'/** @module text */'")).toBeUndefined();
  expect(moduleNameOf("/** Says @module in a sentence. */")).toBeUndefined();
});

test("every form of import and export becomes a getter or an awaited call", () => {
  const { script, imports } = compileModule(
    'import d, { b as c } from "./x"; import * as ns from "y"; export { q as r } from "w"; export * as all from "v"; export * from "z";\n' +
      "export const [one] = c`x`, two = { c }; export default class {} let own = d(); export { own as shown, c as again };",
    "In[1]",
  );
  expect(imports).toEqual(["./x", "y", "w", "v", "z"]);
  for (const part of [
    '"r": () => __import2["q"]',
    '"all": () => __import3',
    '"one": () => one',
    '"default": () => __default',
    '"shown": () => own',
    '"again": () => __import0["b"]',
    "__gradbook.exportAll(__exports, __import4)",
    '(0, __import0["b"])`x`',
    'c: __import0["b"]',
  ]) {
    expect(script).toContain(part);
  }
});

describe("a file beside the notebook", () => {
  test("may be written in all of TypeScript and import others without their endings, also in a circle", async () => {
    file(
      "lib/index.ts",
      'export { Kind } from "./kind"; export * from "./circle.js"; export const here = import.meta.filename;',
    );
    file("lib/kind.ts", "export enum Kind { A = 3, B }\nexport namespace Space { export const inside = 1; }");
    file(
      "lib/circle.ts",
      'import { even } from "./even";\nexport const odd = (n: number): boolean => n > 0 && even(n - 1);',
    );
    file(
      "lib/even.ts",
      'import { odd } from "./circle";\nexport function even(n: number): boolean { return n === 0 || odd(n - 1); }',
    );
    expect(await value('import { Kind, odd, here } from "./lib";\n[Kind.B, odd(3), here]')).toBe(
      `[ 4, true, '${join(folder, "lib/index.ts")}' ]`,
    );
  });

  test("may be CommonJS, JavaScript or JSON, and import packages from its own folder upwards", async () => {
    file("node_modules/sized/package.json", '{"name":"sized","main":"main.js","types":"main.d.ts"}');
    file("node_modules/sized/main.js", "const all = { size: 7 }; module.exports = all;");
    file("node_modules/sized/main.d.ts", "export const size: number;");
    file(
      "deep/uses.ts",
      'import { size } from "sized"; import data from "../numbers.json"; export const sum = size + data.one;',
    );
    file("numbers.json", '{ "one": 1 }');
    file("plain.cjs", "exports.kind = 'cjs';");
    file("modern.mjs", "export const kind = 'mjs'; export const where = import.meta.url;");
    expect(await value('import { sum } from "./deep/uses"; sum')).toBe("8");
    await run("%types off");
    expect(
      await value('import { kind } from "./plain.cjs"; import { kind as other } from "./modern.mjs"; [kind, other]'),
    ).toBe("[ 'cjs', 'mjs' ]");
    await run("%types error");
  });

  test("that does not compile shows the place in the file", async () => {
    file("wrong.ts", "export const fine = 1;\nexport const = 2;\n");
    await run("%types off");
    const { error } = await run('import { fine } from "./wrong"');
    await run("%types error");
    expect(error?.ename).toBe("SyntaxError");
    expect(error?.evalue).toContain("wrong.ts");
    expect(error?.evalue).toContain("export const = 2;");
  });

  test("that changes is read again, values and types; so is one that it imports", async () => {
    file("inner.ts", "export const unit = 1;");
    file(
      "outer.ts",
      'import { unit } from "./inner"; export const double = unit + unit; export const label = (n: number) => `${n}`;',
    );
    expect(await value('import { double, label } from "./outer"; label(double)')).toBe("'2'");
    file("inner.ts", "export const unit = 'ab';");
    expect(await value('import { double } from "./outer"; double.toUpperCase()')).toBe("'ABAB'");
    file("outer.ts", "export const label = (text: string) => [text];");
    expect(await problem('import { label } from "./outer"; label(1)')).toMatch(/^TS2345/);
    expect(await value('import { label } from "./outer"; label("now")[0]')).toBe("'now'");
    expect(await problem('import { double } from "./outer"; double')).toMatch(/no exported member 'double'/);
  });

  test("that is not there yet can be imported once it is", async () => {
    expect(await problem('import { born } from "./unborn"; born')).toMatch(/^TS2307/);
    file("unborn.ts", "export const born = 'later';");
    expect(await value('import { born } from "./unborn"; born')).toBe("'later'");
    expect(await problem('import { fresh } from "arriving"; fresh')).toMatch(/^TS2307/);
    file("node_modules/arriving/index.d.ts", "export const fresh: number;");
    file("node_modules/arriving/index.js", "exports.fresh = 3;");
    file("node_modules/arriving/package.json", '{"name":"arriving","main":"index.js","types":"index.d.ts"}');
    expect(await value('import { fresh } from "arriving"; fresh')).toBe("3");
    expect(await problem("fresh.length")).toMatch(/^TS2339/);
  });

  test("that has not changed stays the same module", async () => {
    file("state.ts", "export const visits: number[] = [];");
    await run('import { visits } from "./state"; visits.push(1)');
    expect(await value('(await import("./state.js")).visits')).toBe("[ 1 ]");
  });

  test("that throws shows the line of the file", async () => {
    file(
      "throws.ts",
      "interface Unused { a: number }\n\nexport function fail(): never {\n  throw new Error('in a file');\n}\n",
    );
    const { error } = await run('import { fail } from "./throws";\nfail()');
    expect(error?.traceback).toContain("> 4 |   throw new Error('in a file');");
    expect(error?.traceback).toContain(`${join(folder, "throws.ts")}:4:`);
  });
});

test("cells that wait are checked while others run, and again when what they import has come only now", async () => {
  const cells = [
    "import { writeFileSync } from 'node:fs';\nconst until = Date.now() + 300;\nwhile (Date.now() < until);\nwriteFileSync('late.ts', 'export const six = 6;\\n');",
    "import { six } from './late';\nconst answer = six * 7;",
    "answer.toFixed(1)",
    "answer.toUpperCase()",
    "'not reached'",
  ];
  const all = await Promise.all(cells.map((code) => client().execute(code)));
  expect(all.map(({ reply }) => reply.content.status)).toEqual(["ok", "ok", "ok", "error", "aborted"]);
  const { execution_count: count } = all[3]!.reply.content;
  expect(all[3]!.reply.content).toMatchObject({
    ename: "TypeCheckError",
    evalue: expect.stringMatching("toUpperCase"),
    traceback: expect.arrayContaining([expect.stringMatching(`In\\[${count}\\]`)]),
  });
});
