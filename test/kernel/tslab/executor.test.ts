// tslab's executor.spec, bundle.spec, javascript.spec and jupyter.spec over the wire: their names, our own cells. How fast
// cells run is for the benchmarks.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useKernel } from "../session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-tslab-executor-"));
mkdirSync(join(folder, "node_modules", "old"), { recursive: true });
writeFileSync(join(folder, "node_modules", "old", "index.js"), "exports.a = 1; exports.b = process.env.NODE_ENV;");

const { client, run } = useKernel(folder);
const result = async (code: string): Promise<string | undefined> => {
  const { error, result: shown } = await run(code);
  return error ? `${error.ename}: ${error.evalue}` : shown;
};

describe("execute", () => {
  test("immediate: what does not wait has run before anything else can", async () => {
    expect(await result("let at = 10; queueMicrotask(() => { at = 0 }); at + 4;")).toBe("14");
  });

  test("calculate numbers", async () => {
    await run("let x = 3, y = 4;");
    await run("let z = x * y; z -= 2;");
    expect(await result("y = x * z;")).toBe("30");
    expect(await result("x = Math.max(z, y)")).toBe("30");
    expect(await result("[x, y, z]")).toBe("[ 30, 30, 10 ]");
  });

  test("recursion", async () => {
    expect(await result("function fib(n: number): number { return n > 1 ? fib(n - 1) + fib(n - 2) : 1 } fib(20)")).toBe(
      "10946",
    );
    await run(
      "function even(n: number): boolean { return n === 0 || odd(n - 1) }\nfunction odd(n: number): boolean { return n > 0 && even(n - 1) }",
    );
    expect(await result("[even(10), odd(10)]")).toBe("[ true, false ]");
  });

  test("node globals", async () => {
    expect(await result("[process.version.startsWith('v'), typeof Buffer, typeof setTimeout, typeof URL]")).toBe(
      "[ true, 'function', 'function', 'function' ]",
    );
    expect(await result("[__dirname === process.cwd(), __filename.startsWith(__dirname), typeof require]")).toBe(
      "[ true, true, 'function' ]",
    );
  });

  test("redeclare const, let, var, function and class in any order", async () => {
    for (const declaration of [
      "const same = 3",
      "const same = '4'",
      "let same = [5]",
      "var same = 6",
      "function same() {}",
      "class same {}",
      "enum same { A }",
      "import same from 'node:os'",
      "const same = 7",
    ])
      expect((await run(declaration)).reply.content.status).toBe("ok");
    expect(await result("same")).toBe("7");
  });

  test("class", async () => {
    await run(
      "class Person { constructor(readonly name: string, private age: number) {} toString() { return `Person(${this.name}, ${this.age})` } }",
    );
    expect(await result("String(new Person('alice', 123))")).toBe("'Person(alice, 123)'");
  });

  test.for([
    ["import star", 'import * as crypto from "crypto";', "crypto.createHash"],
    ["import default", 'import crypto from "crypto";', "crypto.createHash"],
    ["dynamic import", 'const crypto = await import("crypto")', "crypto.createHash"],
    ["named import", 'import { createHash } from "crypto";', "createHash"],
  ] as const)("%s, then the name for something else", async ([, importing, call]) => {
    await run(importing);
    const hash = createHash("sha256").update("Hello").digest("hex");
    expect(await result(`${call}("sha256").update("Hello").digest("hex")`)).toBe(`'${hash}'`);
    const [name] = call.split(".");
    expect(await result(`let ${name} = 'mine'; ${name}`)).toBe("'mine'");
  });

  test("enum", async () => {
    await run("enum Direction { Up = 1, Down, Left, Right }");
    expect(await result("[Direction.Down, Direction[2]]")).toBe("[ 2, 'Down' ]");
    expect(await result("let Direction = null; Direction")).toBe("null");
  });

  test("exports defineProperty: a global may be defined again and again", async () => {
    const define = (value: string) =>
      `Object.defineProperty(globalThis, "myprop", { value: "${value}", configurable: true }); (globalThis as any).myprop`;
    expect([await result(define("p0")), await result(define("p1"))]).toEqual(["'p0'", "'p1'"]);
  });

  test("syntax error, before anything runs", async () => {
    await run("let touched = false");
    expect((await run("touched = true; let x + y;")).error?.ename).toBe("SyntaxError");
    expect(await result("touched")).toBe("false");
  });

  test("exception: name, message and the user's own line; the kernel goes on", async () => {
    const { error } = await run("\nfunction thrower(): never { throw new RangeError('too far') }\nthrower()");
    expect(error).toMatchObject({ ename: "RangeError", evalue: "too far" });
    expect(error?.traceback).toMatch(/In\[\d+\]:2:/);
    expect(error?.traceback).not.toMatch(/kernel\.js|node:/);
    expect(await result("'alive'")).toBe("'alive'");
  });

  test("exception with more to say than its message", async () => {
    const { error } = await run("throw Object.assign(new Error('no'), { code: 'ENOTHING', details: { tries: 3 } })");
    expect(error?.traceback).toContain("{ code: 'ENOTHING', details: { tries: 3 } }");
    expect((await run("throw new Error('plain')")).error?.traceback).not.toContain("{ ");
  });

  test("await promise resolved, rejected; await async resolved, rejected", async () => {
    expect(await result("await new Promise((resolve) => resolve('Hello Promise'))")).toBe("'Hello Promise'");
    expect(await result("await new Promise((_, reject) => reject('Good Bye Promise'))")).toBe(
      "Uncaught: 'Good Bye Promise'",
    );
    expect(await result("async function says(msg: string) { return 'Hello ' + msg } await says('async')")).toBe(
      "'Hello async'",
    );
    expect(await result("async function fails() { throw new Error('Good Bye') } await fails()")).toBe(
      "Error: Good Bye",
    );
  });

  test("assign top-level await", async () => {
    await run("let msg = await (async () => 'Hello, World!')()");
    expect(await result("msg")).toBe("'Hello, World!'");
  });

  test("promise rejected immediately: the cell ends well, and the error is shown below it", async () => {
    const running = run("const rejected = new Promise(() => { throw new Error('rejected immediately') }); rejected");
    const told = client().heard(({ content }) => String(content.text).includes("rejected immediately"));
    const { reply, id } = await running;
    expect(reply.content.status).toBe("ok");
    expect(((await told).parent_header as { msg_id: string }).msg_id).toBe(id);
  });

  test("package tslab", async () => {
    expect(await result('import * as tslab from "tslab"; Object.keys(tslab.display).sort().join()')).toBe(
      "'gif,html,javascript,jpeg,latex,markdown,pdf,png,raw,svg,text'",
    );
  });

  test("fixed bug#32, check bug#42", async () => {
    expect(await result("({}).constructor === Object")).toBe("true");
    expect(await result("let person: any = new Object(); person['name'] = 'yunabe'; person")).toBe(
      "{ name: 'yunabe' }",
    );
  });
});

describe("interrupt", () => {
  test("interrupt without execute", async () => {
    await client().interrupt();
    expect(await result("1")).toBe("1");
  });

  test("interrupt", async () => {
    const running = run("let reached = 'before'; console.log('begun'); await new Promise(() => {}); reached = 'after'");
    await client().heard(({ content }) => content.text === "begun\n");
    await client().interrupt();
    expect((await running).error?.ename).toBe("Interrupted");
    expect(await result("reached")).toBe("'before'");
  });
});

describe("modules", () => {
  test("jsx, and metadata among other words", async () => {
    await run(
      "/**\n * Parts.\n * @jsx h\n * @module parts\n */ export const h = (tag: string) => ({ tag }); export const part = <div></div>;",
    );
    expect(await result('import { part } from "./parts"; part')).toBe("{ tag: 'div' }");
  });
});

describe("externalFiles", () => {
  test("cache module", async () => {
    writeFileSync(
      join(folder, "rand.ts"),
      'import { randomBytes } from "crypto"; export const uid = randomBytes(8).toString("hex");',
    );
    const importing = 'import { uid } from "./rand"; uid';
    expect(await result(importing)).toBe(await result(importing));
  });

  test("errors: at the file's own line", async () => {
    writeFileSync(join(folder, "throws.ts"), "export const before = 1;\nthrow new Error('in the file');");
    expect((await run('import { before } from "./throws"')).error?.traceback).toMatch(/throws\.ts:2:/);
  });
});

describe("bundle", () => {
  test("import, import default, NODE_ENV switch", async () => {
    expect(await result('import { a } from "old"; import old from "old"; [a, old.a]')).toBe("[ 1, 1 ]");
    await run("%env NODE_ENV=production");
    expect(await result("process.env.NODE_ENV")).toBe("'production'");
  });
});

describe("JavaScript", () => {
  test("variables, functions and jsdoc type: with types off, plain JavaScript runs", async () => {
    await run("%types off");
    expect(
      await result(
        "function add(x, y) { return x + y } /** @type {any} */ let loose = 10; loose = 'text'; add(loose, 1)",
      ),
    ).toBe("'text1'");
    await run("%types error");
  });
});

describe("JupyterHandlerImpl", () => {
  test("handleKernel", async () => {
    const { content } = await client().request("shell", "kernel_info_request");
    expect(content).toMatchObject({
      protocol_version: "5.5",
      language_info: { name: "typescript", codemirror_mode: "typescript" },
    });
  });

  test("handleInspect", async () => {
    await run("/** a great variable */ let xyz = 10");
    expect(await client().inspect("xyz")).toMatchObject({
      status: "ok",
      found: true,
      data: { "text/plain": "let xyz: number\n\na great variable" },
      metadata: {},
    });
  });

  test("handleExecute: counts, and what waits behind an error is aborted", async () => {
    const failing = run("await new Promise((r) => setTimeout(r, 50)); throw new Error('no')");
    const behind = run("1");
    const { reply } = await failing;
    expect(reply.content).toMatchObject({ status: "error", execution_count: expect.any(Number) });
    expect((await behind).reply.content).toMatchObject({ status: "aborted" });
  });
});
