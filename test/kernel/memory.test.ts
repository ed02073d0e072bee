// A cell that fills the memory is stopped with a message before V8 ends the process.
import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient } from "../../kernel/client/client.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { shown, type Shown } from "./session.ts";

let client: KernelClient;
const run = async (code: string): Promise<Shown> => shown(await client.execute(code));

beforeAll(async () => {
  const [node, ...args] = kernelSpec().argv as string[];
  client = await KernelClient.start({ argv: [node!, "--max-old-space-size=300", ...args], cwd: import.meta.dirname });
});
afterAll(() => client.shutdown());

test("an allocation loop ends with what to do; its variables are there, and letting go of them gives the memory back", async () => {
  await run("let kept: object[] = [];");
  const { error, reply } = await run("while (true) kept.push({ n: kept.length, text: `${kept.length}` });");
  expect(error?.ename).toBe("OutOfMemory");
  expect(error?.evalue).toMatch(/nearly full: [\d,]+ MiB of [\d,]+ MiB .*kept|let go/);
  expect(reply.content.status).toBe("error");
  expect(Number((await run("kept.length")).result)).toBeGreaterThan(100_000);
  await run("kept = []");
  expect((await run("for (let i = 0; i < 1e5; i++) kept.push({ n: i }); kept.length")).result).toBe("100000");
});

test("so is one that fills it between its awaits", async () => {
  await run("kept = [];");
  const loop = "while (true) { for (let i = 0; i < 1e4; i++) kept.push({ n: i }); await new Promise(setImmediate); }";
  expect((await run(loop)).error?.ename).toBe("OutOfMemory");
  await run("kept = []");
});

test("garbage by the gigabyte stops nobody", async () => {
  const code = "let sum = 0; for (let i = 0; i < 3e7; i++) sum += [i, i + 1, { i }].length; sum";
  expect((await run(code)).result).toBe("90000000");
});

test("stack overflow is an error, in plain calls and in what awaits", async () => {
  expect((await run("const f = (n: number): number => f(n + 1) + 1; f(0)")).error?.ename).toBe("RangeError");
  expect(
    (await run("const g = async (n: number): Promise<number> => (await g(n + 1)) + 1; await g(0)")).error?.ename,
  ).toBe("RangeError");
  expect((await run("1 + 1")).result).toBe("2");
});
