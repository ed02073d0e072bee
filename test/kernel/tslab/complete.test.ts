// tslab's complete.spec over the wire: its names, our own cells. `¦` is the cursor. What stands behind the cursor is kept
// here, where tslab replaces the whole word: so does ipykernel.
import { describe, expect, test } from "vitest";
import { useKernel } from "../session.ts";

const { client, run } = useKernel();

interface Completed {
  readonly matches: readonly string[];
  /** What would be replaced. */
  readonly replaced: string;
}

async function complete(marked: string): Promise<Completed> {
  const at = marked.indexOf("¦");
  const code = marked.replace("¦", "");
  const { matches, cursor_start, cursor_end } = await client().complete(code, at);
  return { matches, replaced: code.slice(cursor_start, cursor_end) };
}

describe("complete", () => {
  test("members", async () => {
    expect(await complete("let v = { abc: 'hello', xyz: 10 }; v.¦")).toEqual({ matches: ["abc", "xyz"], replaced: "" });
  });

  test("members with prefix", async () => {
    expect(await complete("let v = { abc: 'hello', xyz: 10 }; v.ab¦")).toEqual({ matches: ["abc"], replaced: "ab" });
  });

  test("members with suffix", async () => {
    const { matches, replaced } = await complete("let v = { abc: 'hello', xyz: 10 }; v.¦ab");
    expect(matches).toEqual(["abc", "xyz"]);
    expect(replaced).toBe("");
  });

  test("members with surrounding id", async () => {
    expect(await complete("let v = { abc: 'hello', xyz: 10 }; v.a¦b")).toEqual({ matches: ["abc"], replaced: "a" });
  });

  test("members mismatch", async () => {
    expect((await complete("let v = { abc: 'hello', xyz: 10 }; v.qwerty¦")).matches).toEqual([]);
  });

  test("members of any", async () => {
    expect((await complete("let x: any = 10; x.¦")).matches).toEqual([]);
    expect((await complete("let x: any = 10; x.abc¦")).matches).toEqual([]);
  });

  test("members in object literal", async () => {
    expect((await complete("let v: { alpha: string, beta: number } = {¦};")).matches).toEqual(["alpha", "beta"]);
  });

  test("missing members in object literal", async () => {
    const { matches } = await complete("let v: { alpha: string, beta: number } = { alpha: 'hello', ¦ }");
    expect(matches).toEqual(["beta"]);
  });

  test("members in object literal with prefix, with suffix, with surrounding", async () => {
    const typed = "let v: { alpha: string, beta: number } = ";
    expect(await complete(`${typed}{ al¦ }`)).toEqual({ matches: ["alpha"], replaced: "al" });
    expect((await complete(`${typed}{ ¦al }`)).matches).toContain("alpha");
    expect(await complete(`${typed}{ a¦l }`)).toEqual({ matches: ["alpha"], replaced: "a" });
  });

  test("imported module members", async () => {
    const { matches } = await complete("import * as vm from 'node:vm'; vm.¦");
    expect(matches).toEqual(expect.arrayContaining(["Script", "createContext", "isContext", "runInThisContext"]));
  });

  test("sort candidates: letters as they were typed come first", async () => {
    const { matches } = await complete("let v = { bxy: 1, axy: 2, dXY: 3, xyz: 4, XYZ: 5 }; v.XY¦");
    expect(matches).toEqual(["XYZ", "xyz"]);
  });

  test("globals", async () => {
    const { matches } = await complete("¦");
    expect(matches).toEqual(expect.arrayContaining(["const", "tensor"]));
    expect((await complete("__dir¦")).matches).toEqual(["__dirname"]);
  });

  test("globals with prev: names of cells come first, the newest at the top", async () => {
    await run("let oldValue = 10");
    await run("let olderNot = 11");
    expect((await complete("let oldest = 1; old¦")).matches.slice(0, 2)).toEqual(["olderNot", "oldValue"]);
  });

  test("globals with prefix, with suffix, with surrounding", async () => {
    expect((await complete("setT¦")).matches).toEqual(["setTimeout"]);
    expect((await complete("¦setT")).matches).toContain("setTimeout");
    const { matches, replaced } = await complete("set¦I");
    expect(matches).toEqual(expect.arrayContaining(["setImmediate", "setInterval"]));
    expect(replaced).toBe("set");
  });

  test("string literal: inside its quotes", async () => {
    expect((await complete("type Version = 'cupcake' | 'donut'; let v: Version = 'cu¦'")).matches).toContain("cupcake");
  });

  test("locals", async () => {
    const { matches } = await complete("function fn(abc: number, abd: string) { ab¦ }");
    expect(matches.slice(0, 2)).toEqual(["abc", "abd"]);
  });

  test("inside string literal, unclosed or not", async () => {
    expect((await complete("let v = '¦'")).matches).toEqual([]);
    expect((await complete("let v = '¦")).matches).toEqual([]);
  });

  test("inside comment", async () => {
    expect((await complete("/* sha¦ */")).matches).toEqual([]);
    expect((await complete("// sha¦")).matches).toEqual([]);
  });

  test("docstring attributes", async () => {
    expect((await complete("/** @par¦ */ function f(xyz: number, abc: string): void {}")).matches).toContain("param");
  });

  test("docstring parameter", async () => {
    const { matches } = await complete("/** @param ¦ */ function f(xyz: number, abc: string): void {}");
    expect(matches).toEqual(expect.arrayContaining(["abc", "xyz"]));
  });
});

describe("kinds, signatures and documentation", () => {
  const described = async (code: string): Promise<readonly Record<string, unknown>[]> =>
    (await client().complete(code)).metadata._jupyter_types_experimental as never;

  test("of what cells declare", async () => {
    await run(`
      /** Adds up. */ function addAll(a: number, b = 2): (x: string) => void { return () => {} }
      class Adder {
        /** The sum. */
        sum(...terms: number[]) { return terms.length } size = 3 }
      const adder = new Adder(); enum Added { No } namespace Adding { export const x = 1 } interface Addition { a: 1 }`);
    const found = Object.fromEntries((await described("add")).map(({ text, ...rest }) => [text, rest]));
    expect(found).toMatchObject({
      addAll: {
        type: "function",
        signature: "(a: number, b?: number): (x: string) => void",
        documentation: "Adds up.",
      },
      adder: { type: "variable", signature: "Adder" },
      Adder: { type: "class" },
      Added: { type: "enum" },
      Adding: { type: "module" },
      Addition: { type: "interface" },
    });
    expect(await described("adder.s")).toMatchObject([
      { text: "size", type: "property", signature: "number" },
      { text: "sum", type: "method", signature: "(...terms: number[]): number", documentation: "The sum." },
    ]);
  });

  test("of the engine and of packages", async () => {
    expect(await described("nn.LayerN")).toMatchObject([
      { text: "LayerNorm", type: "class", documentation: expect.stringMatching(/./) },
    ]);
    expect(await described("Math.flo")).toMatchObject([
      {
        text: "floor",
        type: "method",
        signature: "(x: number): number",
        documentation: expect.stringMatching(/integer/),
      },
    ]);
  });

  test("while a cell computes", async () => {
    const running = run("const end = Date.now() + 700; while (Date.now() < end); 'over'");
    let over = false;
    void running.then(() => (over = true));
    expect(await described("adder.su")).toMatchObject([{ text: "sum", documentation: "The sum." }]);
    expect(over).toBe(false);
    expect((await running).result).toBe("'over'");
  });
});
