// Interrupts, hundreds in a row in one kernel, of everything that a cell can be busy with; every value is kept.
import { setTimeout as sleep } from "node:timers/promises";
import { KernelClient } from "../../../kernel/client/client.ts";
import { spread, valueOf } from "./kernel.ts";

/** What must be stopped, by what it is. Each is endless. */
export const endless = {
  "a synchronous loop": "while (true) {}",
  "a busy timer callback": "setTimeout(() => { while (true); }, 0); await new Promise(() => {})",
  "a pending await": "await new Promise(() => {})",
  "a busy for await": "for await (const n of (async function* () { while (true) yield 1; })()) void n;",
  "a long engine operation": "const m = randn([600, 600]); for (;;) m.matmul(m)",
  "a product of a second": "setNumThreads(1); const m = ones([2800, 2800]); for (;;) m.matmul(m)",
  "one on two threads": "setNumThreads(2); const m = ones([2800, 2800]); for (;;) m.matmul(m)",
  "a long recurrent layer on two threads":
    "setNumThreads(2); const x = ones([300, 64, 128]); const net = new nn.LSTM(128, 256);" +
    "for (;;) net.call(x).output.sum().backward()",
} as const;

export async function manyInterrupts(argv: readonly string[], count: number): Promise<void> {
  const client = await KernelClient.start({ argv });
  await client.execute("let survived = 0");
  const times = new Map<string, number[]>(Object.keys(endless).map((kind) => [kind, []]));
  const kinds = Object.entries(endless);
  for (let n = 0; n < count; n += 1) {
    const [kind, code] = kinds[n % kinds.length]!;
    times.get(kind)!.push(await interrupted(client, `survived++; console.log("begun"); ${code}`));
  }
  const kept = await valueOf(client, "survived");
  if (kept !== String(count)) throw new Error(`State was lost: ${kept} of ${count}.`);
  await client.shutdown();
  console.log(`${count} interrupts in a row, state kept; from the request to the cell's reply:`);
  for (const [kind, list] of times) console.log(`  ${kind}: ${spread(list)}`);
}

/** Milliseconds from the request to the reply of the cell, which says "begun" when it is busy. */
async function interrupted(client: KernelClient, code: string): Promise<number> {
  const begun = client.heard(({ content }) => content.text === "begun\n");
  const running = client.execute(code);
  await begun;
  await sleep(5);
  const start = performance.now();
  await client.interrupt();
  const { content } = (await running).reply;
  if (content.status !== "error" || content.ename !== "Interrupted") {
    throw new Error(`The interrupt was not one: ${JSON.stringify(content)}`);
  }
  return performance.now() - start;
}
