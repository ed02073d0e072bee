// What a kernel must bear in large numbers: bad messages, interrupts, and being started and stopped. Each figure is
// printed; what goes wrong ends the script. Run by `npm run bench:kernels -- --hardship`.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { KernelClient } from "../../kernel/client/client.ts";
import { fuzz, trace, traces } from "../kernel/fuzz.ts";

export interface HardshipOptions {
  readonly argv: readonly string[];
  readonly messages: number;
  readonly interrupts: number;
  readonly lifetimes: number;
  readonly seed: number;
}

export async function hardship({ argv, messages, interrupts, lifetimes, seed }: HardshipOptions): Promise<void> {
  await badMessages(argv, messages, seed);
  await manyInterrupts(argv, interrupts);
  await manyLifetimes(argv, lifetimes);
}

async function badMessages(argv: readonly string[], count: number, seed: number): Promise<void> {
  const client = await KernelClient.start({ argv });
  const sent = await fuzz(client.process.connection, count, seed);
  // The first of the overheard messages was honest.
  if ((await valueOf(client, traces)) !== "1") throw new Error(`Seed ${seed}: a bad message was obeyed.`);
  await client.execute(trace);
  if ((await valueOf(client, traces)) !== "2") throw new Error(`Seed ${seed}: the next cell did not run.`);
  await client.shutdown();
  console.log(`${count} bad messages (seed ${seed}): none obeyed, none fatal. ${JSON.stringify(sent)}`);
}

const loops = [
  "while (true);",
  "await new Promise(() => {})",
  "await new Promise((r) => setTimeout(r, 1)); while (true);",
  "for await (const n of (async function* () { while (true) yield 1; })()) void n;",
  "for (;;) randn([200, 200]).matmul(randn([200, 200]))",
];

async function manyInterrupts(argv: readonly string[], count: number): Promise<void> {
  const client = await KernelClient.start({ argv });
  await client.execute("let survived = 0");
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const begun = client.heard(({ content }) => content.text === "begun\n");
    const running = client.execute(`survived++; console.log("begun"); ${loops[n % loops.length]!}`);
    await begun;
    await sleep(5);
    const start = performance.now();
    void client.interrupt();
    const { content } = (await running).reply;
    times.push(performance.now() - start);
    if (content.status !== "error" || content.ename !== "Interrupted") {
      throw new Error(`Interrupt ${n} was not one: ${JSON.stringify(content)}`);
    }
  }
  const kept = await valueOf(client, "survived");
  if (kept !== String(count)) throw new Error(`State was lost: ${kept} of ${count}.`);
  await client.shutdown();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${sorted[Math.ceil(share * count) - 1]!.toFixed(1)} ms`;
  console.log(`${count} interrupts, state kept: median ${at(0.5)}, 99 of 100 within ${at(0.99)}, longest ${at(1)}`);
}

async function manyLifetimes(argv: readonly string[], count: number): Promise<void> {
  const memory: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const client = await KernelClient.start({ argv });
    if ((await valueOf(client, "1 + 1")) !== "2") throw new Error(`Start ${n} gave no result.`);
    memory.push(residentMegabytes(client.process.child.pid!));
    await client.shutdown();
    if ((await client.process.ended) !== 0) throw new Error(`End ${n} was not clean: ${client.process.printed()}`);
  }
  const [first, last] = [memory.slice(0, 5), memory.slice(-5)].map((some) => Math.max(...some));
  console.log(
    `${count} times started and stopped cleanly; memory of the first five ${first} MB, of the last ${last} MB`,
  );
}

async function valueOf(client: KernelClient, code: string): Promise<string | undefined> {
  const { messages } = await client.execute(code);
  const result = messages.find(({ header }) => header.msg_type === "execute_result");
  return (result?.content.data as Record<string, string> | undefined)?.["text/plain"];
}

/** Of a process, where the system tells (Linux); else 0. */
function residentMegabytes(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024);
  } catch {
    return 0;
  }
}
