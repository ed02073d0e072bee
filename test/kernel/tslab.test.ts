// What tslab's specs pin down (converter, executor, complete, inspect, jupyter), asked of our kernel over the wire. The
// groups are its spec files; the cells are our own. Where the two differ on purpose, the test's name says what ours does.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useKernel } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-tslab-"));
writeFileSync(join(folder, "values.ts"), "export const answer = 42; export default 'by default';");
mkdirSync(join(folder, "node_modules", "old"), { recursive: true });
writeFileSync(join(folder, "node_modules", "old", "index.js"), "exports.a = 1; exports.b = 2;");

const { client, run } = useKernel(folder);
const result = async (code: string): Promise<string | undefined> => (await run(code)).result;
const problem = async (code: string): Promise<string | undefined> => (await run(code)).error?.evalue;

describe("converter", () => {
  test("declarations are carried over, with inferred types", async () => {
    await run("const point = { x: 1, label: 'a' }; function norm(p: typeof point) { return p.x }");
    expect(await result("norm(point)")).toBe("1");
    expect(await problem("norm({ x: 'no' })")).toMatch(/^TS2322|^TS2345/);
  });

  test("destructuring, default values and optional chaining", async () => {
    await run("const { first, rest: { deep = 7 } = {}, ...others } = { first: 1, second: 2, third: 3 } as any");
    expect(await result("[first, deep, others?.second, others.none?.more]")).toBe("[ 1, 7, 2, undefined ]");
  });

  test("classes, generics, interfaces and enums are usable in later cells", async () => {
    await run(`
      interface Named { name: string }
      enum Color { Red, Green }
      class Box<T extends Named> { constructor(readonly item: T, readonly color: Color) {} get name() { return this.item.name } }`);
    expect(await result("new Box({ name: 'box' }, Color.Green).name + Color[Color.Green]")).toBe("'boxGreen'");
    expect(await problem("new Box({ nome: 'box' }, Color.Red)")).toMatch(/^TS/);
  });

  test("redeclare: const, let, var, function and class in any order", async () => {
    for (const declaration of [
      "const same = 1",
      "let same = '2'",
      "var same = [3]",
      "function same() {}",
      "class same {}",
    ]) {
      expect((await run(declaration)).reply.content.status).toBe("ok");
    }
    expect(await result("typeof same")).toBe("'function'");
  });

  test("a type overwrites a value of its name, and a value a type", async () => {
    await run("const Thing = 1");
    await run("type Thing = string");
    expect(await result("const thing: Thing = 'typed'; thing")).toBe("'typed'");
    await run("const Thing = 2");
    expect(await result("Thing + 1")).toBe("3");
  });

  test("imports: default, star, named and under another name; overwritten by a later declaration", async () => {
    expect(
      await result(`import byDefault, { answer as renamed } from "./values.ts"; import * as all from "./values.ts";
        [byDefault, renamed, all.answer]`),
    ).toBe("[ 'by default', 42, 42 ]");
    expect(await result("renamed + 1")).toBe("43");
    await run("const renamed = 'mine'");
    expect(await result("renamed")).toBe("'mine'");
  });

  test("imports: dynamic, CommonJS, and a name that is not there", async () => {
    expect(await result("(await import('./values.ts')).answer")).toBe("42");
    expect(await result('import { a, b } from "old"; a + b')).toBe("3");
    expect(await problem('import { nothing } from "./values.ts"; nothing')).toMatch(/^TS(2305|2614|2724)/);
  });

  test("an object literal at the end is a value; a label is a label", async () => {
    expect(await result("({ a: 1 })")).toBe("{ a: 1 }");
    expect(await result("outer: for (const i of [1, 2]) { break outer }")).toBeUndefined();
  });

  test("diagnostics have positions: the line and a mark under the place", async () => {
    const { error } = await run("const fine = 1;\nconst wrong: number = 'text';");
    expect(error?.evalue).toMatch(/^TS2322/);
    expect(error?.traceback).toMatch(/2 \|.*const wrong: number = 'text';\n.*\^/);
  });

  test("syntax errors are told before anything runs", async () => {
    await run("let touched = false");
    expect((await run("touched = true; let = = 3")).error?.ename).toBe("SyntaxError");
    expect(await result("touched")).toBe("false");
  });

  test("top-level await: in expressions, loops and initializers; not in a function that is not async", async () => {
    expect(
      await result(
        "const awaited = await Promise.resolve(5); let sum = 0; for await (const n of [1, 2]) sum += n; awaited + sum",
      ),
    ).toBe("8");
    expect((await run("function plain() { await 1 }")).reply.content.status).toBe("error");
  });

  test("isCompleteCode: complete, incomplete with an indent, invalid", async () => {
    expect((await client().isComplete("let x = 10")).status).toBe("complete");
    expect(await client().isComplete("function f() {")).toMatchObject({ status: "incomplete", indent: "  " });
    expect((await client().isComplete("`unterminated ${")).status).toBe("incomplete");
    expect((await client().isComplete("let = = 3")).status).toBe("invalid");
  });
});

describe("executor", () => {
  test("recursion, and functions that call each other across cells", async () => {
    await run(
      "function even(n: number): boolean { return n === 0 || odd(n - 1) }\nfunction odd(n: number): boolean { return n > 0 && even(n - 1) }",
    );
    expect(await result("[even(10), odd(10)]")).toBe("[ true, false ]");
  });

  test("an exception: name, message and the user's own line; the kernel goes on", async () => {
    const { error } = await run("\nfunction thrower(): never { throw new RangeError('too far') }\nthrower()");
    expect(error).toMatchObject({ ename: "RangeError", evalue: "too far" });
    expect(error?.traceback).toMatch(/In\[\d+\]:2:/);
    expect(error?.traceback).not.toMatch(/kernel\.js|node:/);
    expect(await result("'alive'")).toBe("'alive'");
  });

  test("a promise that rejects at the top level fails its cell", async () => {
    expect((await run("await Promise.reject(new Error('rejected'))")).error?.evalue).toBe("rejected");
  });

  test("the last expression is the result; undefined shows nothing", async () => {
    expect(await result("const kept = 1; kept + 1")).toBe("2");
    expect(await result("void 0")).toBeUndefined();
  });

  test("a pending await is interrupted, and what was done stays", async () => {
    const running = run("let reached = 'before'; console.log('begun'); await new Promise(() => {}); reached = 'after'");
    await client().heard(({ content }) => content.text === "begun\n");
    await client().interrupt();
    expect((await running).error?.ename).toBe("Interrupted");
    expect(await result("reached")).toBe("'before'");
  });

  test("an external file that changes is read again", async () => {
    writeFileSync(join(folder, "changing.ts"), "export const version = 1;");
    expect(await result('import { version } from "./changing.ts"; version')).toBe("1");
    writeFileSync(join(folder, "changing.ts"), "export const version = 2;");
    expect(await result('import { version } from "./changing.ts"; version')).toBe("2");
  });
});

describe("complete", () => {
  const matches = async (code: string, position?: number): Promise<readonly string[]> =>
    (await client().complete(code, position)).matches;

  test("members by prefix, and what stands around the cursor", async () => {
    await run("const shape = { width: 1, wide: true, height: 2 }");
    expect(await matches("shape.wi")).toEqual(["wide", "width"]);
    const reply = await client().complete("shape.wi + 1", 8);
    expect(reply).toMatchObject({ cursor_start: 6, cursor_end: 8 });
  });

  test("names of earlier cells come first", async () => {
    await run("const completeMe = 1");
    expect((await matches("compl"))[0]).toBe("completeMe");
  });

  test("properties of an object literal by its type", async () => {
    await run("interface Options { learningRate: number; momentum?: number } function train(options: Options) {}");
    expect(await matches("train({ lear")).toContain("learningRate");
  });

  test("nothing inside a comment", async () => {
    expect(await matches("// sha")).toEqual([]);
  });
});

describe("inspect", () => {
  test.for([
    ["const", "const seen = 10", "seen", "const seen: 10"],
    ["let", "let changing = 'a'", "changing", "changing: string"],
    ["function", "/** Doubles. */ function twice(n: number) { return 2 * n }", "twice", "twice(n: number): number"],
    ["class", "class Animal { speak(): string { return '' } }", "Animal", "class Animal"],
    ["interface", "interface Shape2 { area: number }", "let s: Shape2", "interface Shape2"],
    ["enum", "enum Level { Low, High }", "Level", "enum Level"],
  ] as const)("quick information of a %s", async ([, code, name, shown]) => {
    await run(code);
    const { found, data } = await client().inspect(name);
    expect(found).toBe(true);
    expect(data["text/plain"]).toContain(shown);
  });

  test("documentation comes with the signature", async () => {
    await run("/** Halves a number. */ function halve(n: number) { return n / 2 }");
    expect((await client().inspect("halve(")).data["text/plain"]).toContain("Halves a number.");
  });
});
