// Failures: at the user's own lines, without the kernel's, and never the end of the kernel.
import { expect, test } from "vitest";
import { KernelClient } from "../../kernel/client/client.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { contentOf, shown, useKernel } from "./session.ts";

const { run } = useKernel();

test("an error shows the line, a mark under the place, and the calls that led there", async () => {
  await run(
    "interface Unused { a: string }\n\nfunction fail(x: number): never {\n  throw new RangeError(`bad ${x}`)\n}",
  );
  const { error, reply } = await run("const before = 1\nfail(before)");
  const { execution_count: count } = reply.content;
  expect(error).toMatchObject({ ename: "RangeError", evalue: "bad 1" });
  expect(error?.traceback).toBe(
    [
      "RangeError: bad 1",
      "",
      `In[${count - 1}]:4:9`,
      "  2 | ",
      "  3 | function fail(x: number): never {",
      "> 4 |   throw new RangeError(`bad ${x}`)",
      "    |         ^",
      "  5 | }",
      "",
      `    at fail (In[${count - 1}]:4:9)`,
      `    at In[${count}]:2:1`,
    ].join("\n"),
  );
});

test("error.stack in a cell has the same positions", async () => {
  const { result, reply } = await run("type T = number;\n\n(() => new Error('x').stack)()");
  expect(result).toContain(`In[${reply.content.execution_count}]:3:8`);
  expect(result).not.toMatch(/node:|dist\//);
});

test("syntax errors point at the place", async () => {
  const { error } = await run("const ok = 1\nlet = = 3");
  expect(error?.ename).toBe("SyntaxError");
  expect(error?.traceback).toContain("> 2 | let = = 3\n    |       ^");
});

test("causes and things that are not errors are shown", async () => {
  const { error } = await run("throw new Error('outer', { cause: new TypeError('inner') })");
  expect(error?.traceback).toMatch(/Error: outer[^]*Caused by:\nTypeError: inner/);
  expect((await run("throw { code: 3 }")).error).toMatchObject({ ename: "Uncaught", evalue: "{ code: 3 }" });
  expect((await run("throw null")).error).toMatchObject({ evalue: "null" });
});

test("a failing cell aborts the cells that wait behind it", async () => {
  const [failed, waiting] = await Promise.all([run("await 0; throw new Error('first')"), run("'second'")]);
  expect([failed.reply.content.status, waiting.reply.content.status]).toEqual(["error", "aborted"]);
  const [, goesOn] = await Promise.all([
    run("await 0; throw new Error('first')", { stop_on_error: false }),
    run("'second'"),
  ]);
  expect(goesOn.result).toBe("'second'");
});

test("rejections and errors in timers are reported under their cell, and the kernel lives", async () => {
  const { stderr } = await run(
    "Promise.reject(new Error('nobody waits')); setTimeout(() => { throw new Error('from a timer') }, 1); await new Promise((r) => setTimeout(r, 100))",
  );
  expect(stderr).toContain("nobody waits");
  expect(stderr).toContain("from a timer");
  expect((await run("1 + 1")).result).toBe("2");
});

test("stack overflow is an error like any other", async () => {
  expect((await run("const endless = (): number => 1 + endless(); endless()")).error?.ename).toBe("RangeError");
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("cells that break globals and prototypes do not break the kernel", async () => {
  await run(
    "Array.prototype.map = () => { throw 1 }; Promise.prototype.then = Promise.prototype.then; globalThis.JSON = undefined as never;",
  );
  await run("Object.prototype.toString = () => 'broken'; Symbol.for = () => { throw 2 }; console.log = console.log");
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("%lines that do not exist are refused with help", async () => {
  expect((await run("%nope")).error?.evalue).toMatch(/%help/);
});

test("NO_COLOR in the kernel's environment: no error has colours", async () => {
  const plain = await KernelClient.start({ argv: kernelSpec().argv as string[], env: { NO_COLOR: "1" } });
  try {
    for (const code of ["throw new Error('e')", "const n: number = 's'", "let = = 3", "%nothing"]) {
      const { messages } = await plain.execute(code);
      const { traceback } = contentOf(messages, "error") as { traceback: readonly string[] };
      expect(traceback.join("\n")).not.toContain("\u001b");
    }
    const { stderr } = shown(await plain.execute("%types warn\nconst n: number = 's'"));
    expect(stderr).not.toContain("\u001b");
  } finally {
    await plain.shutdown();
  }
});
