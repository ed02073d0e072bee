// tslab's converter.spec over the wire: its names, our own cells. Its tests of the JavaScript that comes out, of import
// clauses that are kept and of CommonJS have no counterpart: a cell's script is not seen from outside.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useKernel } from "../session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-tslab-converter-"));
const { client, run } = useKernel(folder);

const result = async (code: string): Promise<string | undefined> => {
  const { error, result: shown } = await run(code);
  return error ? `${error.ename}: ${error.evalue}` : shown;
};
const problem = async (code: string): Promise<string | undefined> => (await run(code)).error?.evalue;
const fine = async (...cells: string[]): Promise<void> => {
  for (const cell of cells) expect(await problem(cell)).toBeUndefined();
};

describe("converter valid", () => {
  test("variables", async () => {
    await fine(
      "let x = 123; const y = 'foo'; var z = true; x *= 2; let obj = { a: 10, b: 'hello' }; let { a, b: c } = obj;",
    );
    expect(await result("[x, y, z, a, c]")).toBe("[ 246, 'foo', true, 10, 'hello' ]");
    expect(await problem("a = 'text'")).toMatch(/^TS2322/);
  });

  test("functions", async () => {
    await fine(`
      function sum(x: number, y: number): number { return x + y }
      function* xrange(n: number): IterableIterator<number> { for (let i = 0; i < n; i++) yield i }
      async function sleep(ms: number) { return new Promise<void>((resolve) => { setTimeout(resolve, ms) }) }`);
    expect(await result("await sleep(1); [sum(1, 2), ...xrange(3), sum.name, sum.length]")).toBe(
      "[ 3, 0, 1, 2, 'sum', 2 ]",
    );
  });

  test("destructuring", async () => {
    await fine(
      "let [p, q = 5, ...others] = [123, undefined, 1, 2]; let { d, e: f, deep: { g = 7 } = {} } = { d: 1, e: 'x' } as any;",
    );
    expect(await result("[p, q, others, d, f, g]")).toBe("[ 123, 5, [ 1, 2 ], 1, 'x', 7 ]");
  });

  test("optional chaining and nullish coalescing", async () => {
    expect(await result("let nothing: any = null; let chained = nothing?.a?.b; chained ?? nothing ?? 'none'")).toBe(
      "'none'",
    );
  });

  test("side-effect to var", async () => {
    await fine("let counter = 0; function increment() { counter++ }", "increment(); increment()");
    expect(await result("counter")).toBe("2");
    expect(await result("counter = 10; increment(); counter")).toBe("11");
  });

  test("interfaces and classes", async () => {
    await fine(`
      interface Shape { color: string }
      interface Square extends Shape { sideLength: number }
      class SquareImpl implements Square {
        color: string; sideLength: number;
        constructor(color: string, sideLength: number) { this.color = color; this.sideLength = sideLength }
      }`);
    expect(await result("const square: Square = new SquareImpl('red', 2); square")).toBe(
      "SquareImpl { color: 'red', sideLength: 2 }",
    );
  });

  test("types", async () => {
    await fine("type mytype = number | string;", "const typed: mytype = 'a'");
    expect(await problem("const untyped: mytype = true")).toMatch(/^TS2322/);
  });

  test("generics", async () => {
    await fine("function identity<T>(arg: T): T { return arg }");
    expect(await problem("const wrong: string = identity(3)")).toMatch(/^TS2322/);
  });

  test("enum", async () => {
    await fine("enum Direction { Up = 1, Down, Left, Right }");
    expect(await result("[Direction.Down, Direction[3]]")).toBe("[ 2, 'Left' ]");
  });

  test("labeled expressions look object literals: as in Node's console they are objects", async () => {
    expect(await result("{ x: 10 }")).toBe("{ x: 10 }");
    expect(await result("{x: 3, y: 4}")).toBe("{ x: 3, y: 4 }");
    expect(await result("  { x: 3, f() { return 1 } }  ")).toBe("{ x: 3, f: [Function: f] }");
    expect(await problem("{x: 3, y: nowhere}")).toMatch(/^TS2304.*'nowhere'/);
    expect((await client().isComplete("{x: 3, y: 4}")).status).toBe("complete");
    const { stdout, result: shown } = await run("{ console.log('a block'); const inside = 1; }");
    expect([stdout, shown]).toEqual(["a block\n", undefined]);
    expect(await result("outer: for (const i of [1, 2]) { break outer }")).toBeUndefined();
  });

  test("import", async () => {
    await fine('import * as os from "os"; const os2 = os; import { CpuInfo, UserInfo } from "os"; let info: CpuInfo;');
    expect(await result("os2 === os")).toBe("true");
  });

  test("import default", async () => {
    await fine('import os from "os"; let cpu: os.CpuInfo; import * as pathlib from "path";');
    expect(await result("typeof os.cpus + pathlib.sep")).toBe("'function/'");
  });

  test("indirect import", async () => {
    await fine('import { userInfo } from "os"; let me = userInfo();');
    expect(await problem("me.nothing")).toMatch(/^TS2339.*UserInfo/);
  });

  test("dynamic import", async () => {
    await fine('const { hostname } = await import("os"); let host = hostname();');
    expect(await problem("host.nothing")).toMatch(/^TS2339.*string/);
  });

  test("interface merge", async () => {
    await fine(
      "interface Merged { abc: number } interface Merged { xyz: string } let both: Merged = { abc: 1, xyz: 'x' }",
    );
    expect(await problem("const half: Merged = { abc: 1 }")).toMatch(/^TS2741/);
  });

  test("decorators", async () => {
    await fine(`
      function sealed(constructor: Function) { Object.seal(constructor); Object.seal(constructor.prototype) }
      @sealed class Greeter {}`);
    expect(await result("[Object.isSealed(Greeter), Object.isSealed(Greeter.prototype)]")).toBe("[ true, true ]");
  });
});

describe("converter diagnostics", () => {
  test("syntax error", async () => {
    const { error } = await run("let x + 10;");
    expect(error?.ename).toBe("SyntaxError");
    expect(error?.traceback).toMatch(/1 \| let x \+ 10;\n.*\| {6}\^/);
  });

  test("type error", async () => {
    const { error } = await run("const fine = 1;\nlet x: string = 10;");
    expect(error?.evalue).toBe("TS2322: Type 'number' is not assignable to type 'string'.");
    expect(error?.traceback).toMatch(/2 \| let x: string = 10;\n.*\| {5}\^/);
  });

  test("disallow browser api", async () => {
    expect(await problem("let div = document.createElement('div');")).toMatch(/^TS2584.*'document'/);
  });

  test("redeclare variable", async () => {
    const { error } = await run("let x = 3; let x = 4;");
    expect(error?.traceback.match(/TS2451/g)).toHaveLength(2);
  });

  test("wrong implementation", async () => {
    expect(await problem("interface Sized { size: number } class Unsized implements Sized {}")).toMatch(
      /^TS2420.*\n.*Property 'size' is missing/,
    );
  });

  test("overwrite-implicit-types", async () => {
    await fine("async function gives() { return 0 } class Promise {}", "%reset");
  });

  test("top-level await", async () => {
    await fine('async function asyncHello() { return "Hello, World!" } let msg = await asyncHello();');
    expect(await result("let total = 0; for await (const n of [1, 2]) total += n; msg + total")).toBe(
      "'Hello, World!3'",
    );
  });

  test("require is reserved: not here, a cell may use the name", async () => {
    await fine("let require = 123;");
    expect(await result("require")).toBe("123");
    await fine("%reset");
    expect(await result("typeof require('node:os').cpus")).toBe("'function'");
  });

  test("lastExpressionVar", async () => {
    expect(await result("let last = 3 + 4\n;last * last;")).toBe("49");
    expect(await result("let more = 3 + 4\n;let y2 = more * more;")).toBeUndefined();
    expect(await result("class C {}")).toBeUndefined();
    expect(await result("let tsLastExpr = 10; tsLastExpr + 4")).toBe("14");
  });

  describe("non-top-level await", () => {
    test.for([
      ["function expression", "let f = function() { return await asyncHello(); }"],
      ["arrow function", "let f = () => { return await asyncHello(); }"],
      ["arrow function w/o block", "let f = () => await asyncHello()"],
      ["function declaration", "function f() { return await asyncHello(); }"],
      ["class declaration", "class Cls { f() { return await asyncHello(); } }"],
      ["namespace", "namespace ns { await asyncHello(); }"],
    ] as const)("%s", async ([, code]) => {
      const { error } = await run(`async function asyncHello() { return 'Hello' } ${code}`);
      expect(error?.evalue).toMatch(/await/);
      expect(error?.traceback).toContain("^");
    });
  });
});

describe("with prev", () => {
  test("variables", async () => {
    await fine("let px = 12;", "let py = px * px;");
    expect(await result("py")).toBe("144");
  });

  test("non variables", async () => {
    await fine(
      "import * as crypto from 'crypto'; import { createHash } from 'crypto'; class Greeting { greeting?: string } enum Color { Red, Green, Blue }",
      'crypto.createHash("sha256").update("a"); createHash("sha256"); let shown: Greeting = { greeting: "message" }; let tint = Color.Blue;',
    );
    expect(await result("[shown.greeting, tint]")).toBe("[ 'message', 2 ]");
  });

  test("assign to prev", async () => {
    await fine("let assigned: number = 3");
    expect(await result("assigned = assigned * assigned")).toBe("9");
    expect(await result("[assigned] = [4]; ({ assigned } = { assigned: 5 }); assigned++; assigned")).toBe("6");
  });

  test("assign to prev const, and to other things that stay", async () => {
    await fine(
      "const kept: number = 3; function keptToo() {} class Kept {} enum KeptAll { A } namespace Keep { export const a = 1 }",
    );
    expect(await problem("kept = kept * kept")).toBe("TS2588: Cannot assign to 'kept' because it is a constant.");
    expect(await problem("keptToo = () => {}")).toBe("TS2630: Cannot assign to 'keptToo' because it is a function.");
    expect(await problem("Kept = class {}")).toBe("TS2629: Cannot assign to 'Kept' because it is a class.");
    expect(await problem("KeptAll = 1 as any")).toBe("TS2628: Cannot assign to 'KeptAll' because it is an enum.");
    expect(await problem("Keep = 1 as any")).toBe("TS2631: Cannot assign to 'Keep' because it is a namespace.");
    expect(await problem("nn = 1 as any")).toMatch(/^TS2632: .*an import/);
  });

  test("overwrite-old-variable", async () => {
    await fine("let old0 = 1, old1 = 'a'", "let old0 = 'now text'");
    expect(await result("old0.length + old1")).toBe("'8a'");
  });

  test("overwrite prev type alias", async () => {
    await fine(
      "interface itype { x: number } type atype = itype | number;",
      "class itype { y = 'y' } let atype = 123;",
    );
    expect(await result("new itype().y + atype")).toBe("'y123'");
  });

  test("overwrite prev class with value, and with type", async () => {
    await fine("class A {} class B {}", "let A = 10;", "interface B { x: number }");
    expect(await result("const b: B = { x: A }; b")).toBe("{ x: 10 }");
  });

  test("overwrite prev enum with value, and with type", async () => {
    await fine("enum E1 { K = 1 } enum E2 { L = 2 }", "let E1 = 10;", "interface E2 { x: number }");
    expect(await result("const e: E2 = { x: E1 }; e")).toBe("{ x: 10 }");
  });

  test("overwrite imported type; merge imported type and new value", async () => {
    await fine(
      'import { CpuInfo, UserInfo } from "os";',
      "interface CpuInfo { x: number }",
      "const cpu: CpuInfo = { x: 1 }",
    );
    await fine('import { NetworkInterfaceInfo } from "os";', "let NetworkInterfaceInfo = 10;");
    expect(await result("NetworkInterfaceInfo")).toBe("10");
  });

  test("overwrite imported value; merge imported value and new type", async () => {
    await fine(
      'import { cpus, uptime } from "os";',
      "let cpus = 10",
      "type uptime = number;",
      "const up: uptime = cpus",
    );
    expect(await result("up")).toBe("10");
  });

  test("overwrite imported namespace with value; merge imported namespace with new type", async () => {
    await fine('import * as sys from "os"; import * as sys2 from "os";', "let sys = 10;", "type sys2 = string;");
    expect(await result("const named: sys2 = 'a' + sys; named")).toBe("'a10'");
  });

  test("overwrite-global", async () => {
    expect(await problem("let proc = process; proc.nothing")).toMatch(/^TS2339.*Process/);
    await fine("let process: number = 3", "let proc2: number = process");
    expect(await result("proc2 + 1")).toBe("4");
    await fine("%reset");
  });

  test("overwrite-global-interface", async () => {
    await fine(
      "interface Map { mymethod(): number } function createMap(): Map { return { mymethod: () => 1 } } let m = createMap();",
    );
    expect(await result("let n = createMap(); n.mymethod()")).toBe("1");
    await fine("%reset");
    expect(await result("new Map([[1, 2]]).size")).toBe("1");
  });

  test("fixed bug#1: call named imported functions", async () => {
    await fine('import { join } from "path";');
    expect(await result('join("a", "b")')).toBe("'a/b'");
  });

  test("reproduce bug#32: constructors are the realm's own", async () => {
    expect(await result("let literal = {}; literal.constructor === Object && [] instanceof Array")).toBe("true");
  });

  test("package tslab", async () => {
    await fine('import * as tslab from "tslab"; let shows = tslab.newDisplay();');
    expect(await problem("shows.nothing()")).toMatch(/^TS2339.*Display/);
  });
});

describe("modules", () => {
  test("updated", async () => {
    await fine('/** @module mylib */ export const abc = "ABC";');
    expect(await result('import { abc } from "./mylib"; const xyz = abc; xyz')).toBe("'ABC'");
    await fine("/** @module mylib */ export const abc = 1234;");
    expect(await result('import { abc } from "./mylib"; const xyz: number = abc; xyz')).toBe("1234");
    await fine("/** @module mylib */ export const abc = 1234;");
    expect(await result('import { abc } from "./mylib"; abc')).toBe("1234");
  });

  test("errors", async () => {
    expect(await problem('/** @module broken */ export const abc: number = "ABC";')).toMatch(/^TS2322/);
    expect(await problem('import * as broken from "./broken";')).toMatch(/^TS2307/);
  });

  test("notExternalModule: what a module does not export, no cell sees", async () => {
    await fine('/** @module inner */ const innerOnly = "ABC";');
    expect(await problem("let y = innerOnly")).toMatch(/^TS2304/);
  });
});

describe("repeated inputs", () => {
  test("expressions", async () => {
    expect([await result("'x'"), await result("'x'")]).toEqual(["'x'", "'x'"]);
  });

  test("invalid: what was fine is not, when a name has another type", async () => {
    await fine("let rep = 10", "rep++", "let rep = 'abc'");
    expect(await problem("rep++")).toMatch(/^TS2356/);
  });
});

describe("externalFiles", () => {
  test("sideOutputs, dependencies", async () => {
    mkdirSync(join(folder, "b"));
    writeFileSync(join(folder, "a.ts"), 'export const aVal: string = "AAA";');
    writeFileSync(join(folder, "b/c.ts"), 'import { aVal } from "../a";\nexport const bVal = "BBB" + aVal;');
    expect(await result('import { bVal } from "./b/c"; bVal')).toBe("'BBBAAA'");
  });

  test("errors: of the types of a file the cell that imports it is told nothing, of what it uses everything", async () => {
    writeFileSync(join(folder, "wrong.ts"), 'export const wrongVal: number = "AAA" as never;');
    expect(await problem('import { wrongVal } from "./wrong"; wrongVal.length')).toMatch(/^TS2339.*number/);
  });

  test("changed", async () => {
    writeFileSync(join(folder, "changing.ts"), "export const version = 1;");
    expect(await result('import { version } from "./changing.ts"; version')).toBe("1");
    writeFileSync(join(folder, "changing.ts"), "export const version = 'two';");
    expect(await result('import { version } from "./changing.ts"; version.length')).toBe("3");
  });
});

describe("isCompleteCode", () => {
  test("completed", async () => {
    for (const code of ["let x = 10", "f(x)", "const a = {\n b: 1 }", "// only a comment", "`a${b}`"])
      expect(await client().isComplete(code)).toEqual({ status: "complete" });
  });

  test("incompleted", async () => {
    expect(await client().isComplete("function f() {")).toMatchObject({ status: "incomplete", indent: "  " });
    for (const code of [
      "let x = ",
      "f(",
      "`unterminated ${",
      "if (a) {",
      "/* open",
      "[1,",
      "a ?",
      "class A {\n  m() {",
    ])
      expect(await client().isComplete(code)).toMatchObject({ status: "incomplete" });
  });

  test("force complete: an empty line after what is complete; what nothing can finish is invalid", async () => {
    expect((await client().isComplete("let x = 10\n\n")).status).toBe("complete");
    expect((await client().isComplete("let = = 3")).status).toBe("invalid");
  });
});
