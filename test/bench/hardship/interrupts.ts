// Interrupts, a thousand in a row of each thing that a cell can be busy with, in one kernel; every value is kept. Where one
// takes long, the system knows how much of that the kernel's threads and ours stood in line for a processor.
import { readdirSync, readFileSync } from "node:fs";
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
} as const;

/** The same of operations that take long by themselves; a tenth as often. */
export const longer = {
  "a product of a second": "setNumThreads(1); const m = ones([2800, 2800]); for (;;) m.matmul(m)",
  "one on two threads": "setNumThreads(2); const m = ones([2800, 2800]); for (;;) m.matmul(m)",
  "a long recurrent layer on two threads":
    "setNumThreads(2); const x = ones([300, 64, 128]); const net = new nn.LSTM(128, 256);" +
    "for (;;) net.call(x).output.sum().backward()",
} as const;

/** An interrupt should take no longer, in milliseconds. */
const limit = 100;

export async function manyInterrupts(argv: readonly string[], count: number): Promise<void> {
  const client = await KernelClient.start({ argv });
  await client.execute("let survived = 0");
  console.log(`${count} interrupts in a row of each, from the request to the cell's reply:`);
  let done = 0;
  for (const [kind, code] of Object.entries({ ...endless, ...longer })) {
    const wanted = Object.hasOwn(endless, kind) ? count : Math.ceil(count / 10);
    const times: number[] = [];
    const late: string[] = [];
    for (let n = 0; n < wanted; n += 1, done += 1) {
      const waitedBefore = standing(client.process.child.pid!);
      const time = await interrupted(client, `survived++; console.log("begun"); ${code}`);
      times.push(time);
      if (time > limit)
        late.push(`${time.toFixed(0)} ms (${inLine(waitedBefore, standing(client.process.child.pid!))})`);
    }
    console.log(
      `  ${kind}: ${spread(times)}; ${late.length} over ${limit} ms${late.length > 0 ? `: ${late.join(", ")}` : ""}`,
    );
  }
  const kept = await valueOf(client, "survived");
  if (kept !== String(done)) throw new Error(`State was lost: ${kept} of ${done}.`);
  await client.shutdown();
  console.log(`  state kept through all ${done}`);
}

/** Milliseconds that threads have stood in line for a processor so far, where the system tells (Linux). */
interface Standing {
  readonly kernel: ReadonlyMap<string, number>;
  readonly client: ReadonlyMap<string, number>;
}

const standing = (pid: number): Standing => ({ kernel: threadsOf(pid), client: threadsOf(process.pid) });

function threadsOf(pid: number): ReadonlyMap<string, number> {
  try {
    return new Map(
      readdirSync(`/proc/${pid}/task`).map((thread) => {
        const [, waited = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
        return [thread, Number(waited) / 1e6];
      }),
    );
  } catch {
    return new Map();
  }
}

/** How long the thread that waited longest stood in line, on either side. */
function inLine(before: Standing, after: Standing): string {
  const longest = (old: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string =>
    Math.max(0, ...[...now].map(([thread, waited]) => waited - (old.get(thread) ?? 0))).toFixed(0);
  return `in line for a processor: kernel ${longest(before.kernel, after.kernel)}, client ${longest(before.client, after.client)}`;
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
