// Nothing that a cell shows is lost, late, out of order or under another cell.
import { expect, test } from "vitest";
import { contentOf, useKernel } from "./session.ts";

const { client, run } = useKernel();

test("the messages of a cell come in the protocol's order", async () => {
  const { types, reply, result } = await run("console.log('one'); display('two'); 3");
  expect(types).toEqual(["status", "execute_input", "stream", "display_data", "execute_result", "status"]);
  expect(reply.content.status).toBe("ok");
  expect(result).toBe("3");
});

test("20,000 printed lines arrive complete and in order", async () => {
  const { stdout } = await run("for (let i = 0; i < 20_000; i++) console.log(`line ${i}`)");
  expect(stdout).toBe(Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(""));
});

test("a flood of 40 MB arrives whole", async () => {
  const { stdout } = await run("const row = 'x'.repeat(9_999); for (let i = 0; i < 4_000; i++) console.log(row)");
  expect(stdout.length).toBe(40_000_000);
});

test("a million characters past ASCII in one string arrive whole, in pieces, while the heart beats", async () => {
  const running = run("process.stdout.write('🧠'.repeat(500_001))");
  expect(await client().isAlive()).toBe(true);
  const { stdout, messages } = await running;
  expect(stdout).toBe("🧠".repeat(500_001));
  const longest = Math.max(...messages.map(({ content }) => String(content.text ?? "").length));
  expect(longest).toBeLessThan(600_000);
});

test("output of a synchronous loop is visible while it runs", async () => {
  let seenBeforeEnd = false;
  const code = "console.log('first'); const until = Date.now() + 700; while (Date.now() < until); console.log('last')";
  await run(code, {
    onMessage: ({ header, content }) => {
      if (header.msg_type === "stream" && content.text === "first\n") seenBeforeEnd = true;
      if (header.msg_type === "stream" && String(content.text).includes("last")) expect(seenBeforeEnd).toBe(true);
    },
  });
  expect(seenBeforeEnd).toBe(true);
});

test("stdout and stderr, console and streams, keep their order", async () => {
  const { messages } = await run(
    "console.log('a'); console.error('b'); process.stdout.write('c'); process.stderr.write('d')",
  );
  const streams = messages
    .filter(({ header }) => header.msg_type === "stream")
    .map(({ content }) => [content.name, content.text]);
  expect(streams).toEqual([
    ["stdout", "a\n"],
    ["stderr", "b\n"],
    ["stdout", "c"],
    ["stderr", "d"],
  ]);
});

test("a timer prints under the cell that set it", async () => {
  const late = client().heard(({ content }) => content.text === "late\n");
  const first = await run("setTimeout(() => console.log('late'), 150)");
  await run("await new Promise((resolve) => setTimeout(resolve, 400))");
  expect((await late).parent_header).toMatchObject({ msg_id: first.id });
});

test("display, update and clear", async () => {
  const { messages } = await run(
    "const shown = display(html`<b>1</b>`); shown.update(markdown('*2*')); clearOutput({ wait: true })",
  );
  const first = contentOf(messages, "display_data") as { data: object; transient: { display_id: string } };
  const update = contentOf(messages, "update_display_data") as { data: object; transient: { display_id: string } };
  expect(first.data).toEqual({ "text/html": "<b>1</b>", "text/plain": "<b>1</b>" });
  expect(update.data).toMatchObject({ "text/markdown": "*2*" });
  expect(update.transient.display_id).toBe(first.transient.display_id);
  expect(contentOf(messages, "clear_output")).toEqual({ wait: true });
});

test("console.clear clears what the cell has shown", async () => {
  expect((await run("console.log('gone'); console.clear(); console.log('there')")).types).toEqual([
    "status",
    "execute_input",
    "stream",
    "clear_output",
    "stream",
    "status",
  ]);
});

test("objects show themselves by the Jupyter.display convention, also asynchronously", async () => {
  const { messages } = await run(
    "({ async [Symbol.for('Jupyter.display')]() { return { 'text/html': '<i>me</i>' } } })",
  );
  expect(contentOf(messages, "execute_result")?.data).toMatchObject({ "text/html": "<i>me</i>" });
});

test("what shows itself asynchronously is below its cell before the cell ends", async () => {
  const { types } = await run(
    "display({ [Symbol.for('Jupyter.display')]: () => new Promise((done) => setTimeout(done, 50, { 'text/html': 'late' })) }); 1",
  );
  const outputs = types.filter((type) => type !== "status");
  expect(outputs).toEqual(["execute_input", "display_data", "execute_result"]);
}); // prettier-ignore

test("a bundle that is not data says what a bundle is", async () => {
  const { error } = await run("display(raw({ 'text/html': () => 1 }))");
  expect(error?.evalue).toMatch(/A bundle maps MIME types/);
});

test("silent cells show nothing and count nothing; store_history: false counts nothing", async () => {
  const before = await run("1");
  const silent = await run("console.log('x'); 5", { silent: true });
  expect(silent.types).toEqual(["status", "status"]);
  const unstored = await run("5", { store_history: false });
  const after = await run("2");
  const count = ({ reply }: typeof before): number => reply.content.execution_count;
  expect([count(silent), count(unstored), count(after)]).toEqual([count(before), count(before), count(before) + 1]);
});

test("user expressions are evaluated after the cell, each for itself", async () => {
  const { reply } = await run("const base = 20", { user_expressions: { good: "base + 1", bad: "base.nope.x" } });
  expect(reply.content).toMatchObject({
    user_expressions: {
      good: { status: "ok", data: { "text/plain": "21" } },
      bad: { status: "error", ename: "TypeError" },
    },
  });
});

test("prompt asks the client that sent the cell; without input it fails at once", async () => {
  const asked: string[] = [];
  const { result } = await run("prompt('Name?')", {
    onInput: (question, password) => {
      asked.push(`${question}${password}`);
      return "Ada 🧠";
    },
  });
  expect([result, asked]).toEqual(["'Ada 🧠'", ["Name? false"]]);
  expect((await run("prompt('Name?')")).error?.evalue).toMatch(/without input/);
});

test("what is written past the streams, by number or for debugging, is the cell's, in order", async () => {
  const { stdout, stderr, result } = await run(
    "import { writeSync } from 'node:fs';\nconsole.log('first');\nconst counts = [writeSync(1, 'é\\n'), writeSync(1, Buffer.from('abcdef'), 1, 2), require('node:fs').writeSync(2, new Uint8Array([104, 105]))];\n(process as unknown as { _rawDebug(text: string): void })._rawDebug('raw');\ncounts",
  );
  expect([stdout, stderr, result]).toEqual(["first\né\nbc", "hiraw\n", "[ 3, 2, 2 ]"]);
});
