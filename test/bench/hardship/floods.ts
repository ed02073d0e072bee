// Output in masses: complete, in order, in bounded memory, while the heart goes on beating.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { KernelClient } from "../../../kernel/client/client.ts";
import { endpoint } from "../../../kernel/protocol/connection.ts";
import { residentMegabytes, spread } from "./kernel.ts";

const lines = 200_000;
const characters = 200_000_000;

export async function floods(argv: readonly string[]): Promise<void> {
  const client = await KernelClient.start({ argv });
  let next = 0;
  let rest = "";
  const printed = await flood(client, `for (let i = 0; i < ${lines}; i++) console.log(i)`, (text) => {
    const whole = (rest + text).split("\n");
    rest = whole.pop()!;
    for (const line of whole) {
      if (line !== String(next)) throw new Error(`Line ${next} came as '${line.slice(0, 40)}'.`);
      next += 1;
    }
  });
  if (next !== lines) throw new Error(`${next} of ${lines} lines arrived.`);
  console.log(`${lines} printed lines, complete and in order, in ${printed}`);

  let length = 0;
  const wrote = await flood(
    client,
    `process.stdout.write("x".repeat(${characters}))`,
    (text) => (length += text.length),
  );
  if (length !== characters) throw new Error(`${length} of ${characters} characters arrived.`);
  console.log(`${characters / 1e6} MB in one string, complete, in ${wrote}`);

  const busy = await flood(client, "const end = Date.now() + 5000; while (Date.now() < end);", () => {});
  console.log(`a loop without output, ${busy}`);
  await client.shutdown();
}

/** Runs a cell, gives its text away piece by piece, and tells time, memory and heartbeats. */
async function flood(client: KernelClient, code: string, onText: (text: string) => void): Promise<string> {
  const beats: number[] = [];
  const heart = new Worker(new URL("beats.js", import.meta.url), {
    workerData: endpoint(client.process.connection, "hb"),
  });
  heart.on("message", (milliseconds: number) => beats.push(milliseconds));
  const start = performance.now();
  const unsubscribe = client.onBroadcast(({ header, content }) => {
    if (header.msg_type === "stream") onText(String(content.text));
  });
  await client.execute(code, { store_history: false });
  unsubscribe();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  heart.postMessage("enough");
  await once(heart, "exit");
  if (beats.includes(-1)) throw new Error("The heart stood still for five seconds.");
  const memory = residentMegabytes(client.process.child.pid!, "VmHWM");
  return `${seconds} s; the kernel held ${memory} MB at most; ${beats.length} heartbeats: ${spread(beats)}`;
}
