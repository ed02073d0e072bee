// Kernels side by side through the same client: from process start to the first result, a trivial cell, a completion, an
// interrupt. They take turns, so that a busy machine is unfair to none. Run by `npm run bench:kernels`.
import { setTimeout as sleep } from "node:timers/promises";
import { KernelClient } from "../../kernel/client/client.ts";

/** A kernel to measure, and what it calls things. */
export interface Peer {
  readonly name: string;
  /** As in a kernelspec. */
  readonly argv: readonly string[];
  /** How its kernelspec says it is interrupted; undefined when it survives neither. */
  readonly interrupt?: "message" | "signal";
  /** Runs before everything, once. */
  readonly prepare?: string;
  readonly loop: string;
  readonly complete: string;
}

/** Milliseconds of each time. */
export interface Times {
  readonly ready: number[];
  readonly firstResult: number[];
  readonly cell: number[];
  readonly completion: number[];
  readonly hover: number[];
  /** The same two while a loop that never ends is running; empty when they are not answered then. */
  readonly busyCompletion: number[];
  readonly busyHover: number[];
  readonly interrupt: number[];
}

interface Count {
  readonly cells: number;
  readonly interrupts: number;
}

/** A kernel that has not answered beside a running cell in this time will not before the cell has ended. */
const patience = 2000;
/** Between a kernel's start and a notebook's first cell, in milliseconds. */
const reading = 1500;
/** Between the end of one kernel and the start of the next, in milliseconds: processes that end still take the processor's time. */
const clearing = 500;
/** A kernel that has not done everything in this time has stopped to answer, as tslab does now and then. In milliseconds. */
const mostForAll = 45_000;

/** @param folder that the kernels are started in: some of them read what it says about packages and types */
export async function measureKernels(
  peers: readonly Peer[],
  folder: string,
  { rounds, ...count }: Count & { rounds: number },
): Promise<ReadonlyMap<string, Times>> {
  const all = new Map<string, Times>(peers.map(({ name }) => [name, newTimes()]));
  for (let round = 0; round < rounds; round += 1) {
    // To and fro, so that none always comes behind the same one.
    for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
      await measure(peer, folder, all.get(peer.name)!, count);
    }
  }
  return all;
}

const newTimes = (): Times => ({
  ready: [],
  firstResult: [],
  cell: [],
  completion: [],
  hover: [],
  busyCompletion: [],
  busyHover: [],
  interrupt: [],
});

async function measure(peer: Peer, folder: string, times: Times, count: Count): Promise<void> {
  await sleep(clearing);
  const begin = performance.now();
  const hasty = await started(peer, folder);
  if (hasty) await inTime(peer, hasty, measureStart(hasty, times, begin));
  await sleep(clearing);
  const calm = await started(peer, folder);
  if (calm) await inTime(peer, calm, measureUse(calm, peer, times, count));
}

async function started({ name, argv }: Peer, folder: string): Promise<KernelClient | undefined> {
  const client = await Promise.race([KernelClient.start({ argv, cwd: folder }), sleep(mostForAll)]);
  if (!client) console.error(`${name} has not started.`);
  return client ?? undefined;
}

/** Ends the kernel when the work is done, or when it has stopped to answer. */
async function inTime(peer: Peer, client: KernelClient, work: Promise<void>): Promise<void> {
  const done = work.then(() => true);
  done.catch(() => {});
  if (await Promise.race([done, sleep(mostForAll, false)])) return client.shutdown();
  console.error(`${peer.name} has stopped to answer: what it did until then counts.`);
  client.process.child.kill("SIGKILL");
}

/** Somebody is in a hurry: the first cell comes as soon as the kernel is there. */
async function measureStart(client: KernelClient, times: Times, begin: number): Promise<void> {
  times.ready.push(performance.now() - begin);
  await client.execute("40 + 2");
  times.firstResult.push(performance.now() - begin);
}

/** Somebody has opened a notebook, reads, and runs cell after cell. */
async function measureUse(client: KernelClient, peer: Peer, times: Times, count: Count): Promise<void> {
  await sleep(reading);
  await client.execute(peer.prepare ?? "40 + 2");

  for (let n = 0; n < count.cells; n += 1) times.cell.push(await took(() => client.execute(`${n} + 1`)));
  for (let n = 0; n < count.cells; n += 1) times.completion.push(await took(() => client.complete(peer.complete)));
  for (let n = 0; n < count.cells; n += 1) times.hover.push(await took(() => client.inspect(peer.complete)));
  for (let n = 0; peer.interrupt && n < count.interrupts; n += 1) {
    // After a failure tslab refuses cells for a moment.
    await sleep(400);
    const running = client.execute(peer.loop);
    // Some compile for long before the loop begins, and none can be asked whether it has begun.
    await sleep(500);
    if (n === 0) await measureBeside(client, peer, times, count.cells);
    const stop = peer.interrupt;
    times.interrupt.push(
      await took(async () => {
        if (stop === "message") void client.interrupt();
        else client.process.child.kill("SIGINT");
        await running;
      }),
    );
  }
}

/** Completion and hover beside a running cell, until one is not answered. */
async function measureBeside(client: KernelClient, peer: Peer, times: Times, cells: number): Promise<void> {
  const questions = [
    [times.busyCompletion, () => client.complete(peer.complete)],
    [times.busyHover, () => client.inspect(peer.complete)],
  ] as const;
  for (const [list, ask] of questions) {
    for (let n = 0; n < cells; n += 1) {
      const answered = took(ask);
      answered.catch(() => {});
      const time = await Promise.race([answered, sleep(patience)]);
      if (time === undefined) return;
      list.push(time);
    }
  }
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
