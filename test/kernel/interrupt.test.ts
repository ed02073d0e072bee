// Any cell can be stopped, and loses nothing by it; the kernel answers while a cell runs.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { endless, longer } from "../bench/hardship/interrupts.ts";
import { useKernel } from "./session.ts";

const { client, run } = useKernel();

async function interrupted(code: string): Promise<void> {
  const begun = client().heard(({ content }) => content.text === "begun\n");
  const running = run(`console.log("begun"); ${code}`);
  // A cell that ends before it has begun to be busy ends the waiting, too.
  await Promise.race([begun, running]);
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

test.runIf(process.platform === "linux")(
  "a program that a cell waits for is stopped, with what it has started",
  async () => {
    await run("import { execSync, spawn } from 'node:child_process'; const beside = spawn('sleep', ['60'])");
    for (const code of [
      "execSync('sleep 61; sleep 62')",
      "execSync('trap \"\" INT; sleep 63', { stdio: 'inherit' })",
    ]) {
      await interrupted(code);
      expect((await run("execSync('ps -eo args').toString().match(/^sleep 6[123]$/m)")).result).toBe("null");
    }
    // What runs beside the cells goes on.
    expect((await run("beside.kill(0) && beside.exitCode === null")).result).toBe("true");
    await run("beside.kill()");
  },
);

test("a loop in a timer that outlived its cell is stopped", async () => {
  await run("setTimeout(() => { while (true); }, 20)");
  await sleep(200);
  await client().interrupt();
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("32 interrupts in a row, of a loop, a timer, a wait, a stream and the engine by turns, keep every value", async () => {
  await run("let survived = 0");
  const codes = Object.values({ ...endless, ...longer });
  for (let n = 0; n < 32; n += 1) await interrupted(`survived++; ${codes[n % codes.length]!}`);
  expect((await run("survived")).result).toBe("32");
  // What was going on on the other thread has ended, and disturbs nothing.
  await run("setNumThreads(2); const side = ones([300, 300])");
  expect((await run("side.matmul(side).sum().item()")).result).toBe("27000000");
});

// V8 runs no `finally` of code that it stops.
test("what the engine holds only while code runs is put back", async () => {
  await interrupted("noGrad(() => { for (;;); })");
  expect((await run("ones([2]).requiresGrad_().mul(2).requiresGrad")).result).toBe("true");

  const step = "let calls = 0; const step = compile((x: Tensor) => { calls++; while (calls > 1); return x.add(1) });";
  await interrupted(`${step} step(ones([2])); step(ones([2]))`);
  expect((await run("ones([3]).sum().item()")).result).toBe("3");

  await run("const net = new nn.Linear(2, 1); const weights = net.weight.toArray(); const x = ones([1, 2])");
  await interrupted("landscape.line(net.parameters(), () => { for (;;) net.call(x).sum().item(); }, ones([3]))");
  expect((await run("JSON.stringify(net.weight.toArray()) === JSON.stringify(weights)")).result).toBe("true");
  expect((await run("net.call(x).sum().backward(); net.weight.grad !== undefined")).result).toBe("true");
});

// The kernel waits 20 ms before it stops a thread by force: that must not hit what comes behind the cell.
test.for([
  ["synchronously", ""],
  ["after an await", "await null;"],
])("an interrupt as a cell ends %s: it ends, one way or the other, and the next one runs", async ([, before]) => {
  for (let n = 0; n < 24; n += 1) {
    const shown = client().heard(({ header }) => header.msg_type === "display_data");
    const length = 17 + n / 4;
    const running = run(
      `display(${n}); ${before} { const end = performance.now() + ${length}; while (performance.now() < end); } 'ended'`,
    );
    await shown;
    await client().interrupt();
    const { result, error } = await running;
    expect(result === "'ended'" || error?.ename === "Interrupted").toBe(true);
  }
  expect((await run("'alive'")).result).toBe("'alive'");
});

test("memory of what was interrupted comes back", async () => {
  await run("setNumThreads(1); memory.collect(); const before = memory.usage().used");
  for (let n = 0; n < 12; n += 1) await interrupted("const m = ones([1200, 1200]); for (;;) m.matmul(m)");
  await run("memory.collect()");
  // One of them is still a name of the notebook's.
  expect((await run("(memory.usage().used - before) / 2 ** 20 < 3 * 8")).result).toBe("true");
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
