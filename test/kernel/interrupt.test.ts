// Any cell can be stopped, and loses nothing by it; the kernel answers while a cell runs.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { endless } from "../bench/hardship/interrupts.ts";
import { useKernel } from "./session.ts";

const { client, run } = useKernel();

async function interrupted(code: string): Promise<void> {
  const begun = client().heard(({ content }) => content.text === "begun\n");
  const running = run(`console.log("begun"); ${code}`);
  await begun;
  await client().interrupt();
  const { error } = await running;
  expect(error?.ename, error?.evalue).toBe("Interrupted");
}

test("an endless loop is stopped and variables are kept", async () => {
  await run("let steps = 0; const model = { weights: [1, 2] }");
  await interrupted("while (true) { steps++ }");
  expect((await run("steps > 1000 && model.weights")).result).toBe("[ 1, 2 ]");
});

test.for([
  ["a cell that waits for ever", "await new Promise(() => {})"],
  ["a loop after an await", "await 0; while (true);"],
  ["a loop after a timer", "await new Promise((r) => setTimeout(r, 1)); while (true);"],
  ["a chain of microtasks", "while (true) await 0"],
  ["a loop that catches everything", "while (true) { try { while (true); } catch {} finally {} }"],
])("%s is stopped", async ([, code]) => {
  await interrupted(code!);
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("a loop in a timer that outlived its cell is stopped", async () => {
  await run("setTimeout(() => { while (true); }, 20)");
  await sleep(200);
  await client().interrupt();
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("32 interrupts in a row, of a loop, a timer, a wait, a stream and the engine by turns, keep every value", async () => {
  await run("let survived = 0");
  const codes = Object.values(endless);
  for (let n = 0; n < 32; n += 1) await interrupted(`survived++; ${codes[n % codes.length]!}`);
  expect((await run("survived")).result).toBe("32");
  // What was going on on the other thread has ended, and disturbs nothing.
  await run("setNumThreads(2); const side = ones([300, 300])");
  expect((await run("side.matmul(side).sum().item()")).result).toBe("27000000");
});

test("an interrupt of nothing does nothing", async () => {
  await client().interrupt();
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("a question that nobody answers can be interrupted", async () => {
  const running = run("prompt('?')", { onInput: () => new Promise<string>(() => {}) });
  await sleep(200);
  await client().interrupt();
  await running;
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("heart, information, history and completeness are answered while a loop runs", async () => {
  const running = run("const end = Date.now() + 1500; while (Date.now() < end); 'done'");
  await sleep(100);
  let over = false;
  void running.then(() => (over = true));
  expect(await client().isAlive()).toBe(true);
  const info = await client().request("shell", "kernel_info_request");
  const control = await client().request("control", "kernel_info_request");
  expect(info.content).toMatchObject({ status: "ok", language_info: { name: "typescript" } });
  expect(control.content).toEqual(info.content);
  expect((await client().isComplete("const x = {")).status).toBe("incomplete");
  expect(over).toBe(false);
  expect((await running).result).toBe("'done'");
});
