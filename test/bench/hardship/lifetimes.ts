// Kernels started, used and stopped, and one kernel restarted, hundreds of times: nothing is left and nothing grows.
import { existsSync, mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KernelClient } from "../../../kernel/client/client.ts";
import type { Connection } from "../../../kernel/protocol/connection.ts";
import { descendants, isAlive, openFiles, portsAreFree, residentMegabytes, valueOf } from "./kernel.ts";

export async function manyLifetimes(argv: readonly string[], count: number): Promise<void> {
  const watch = new Watch();
  for (let n = 0; n < count; n += 1) await watch.lifetime(argv, n, false);
  console.log(`${count} times started, used and stopped: ${watch.verdict()}`);
}

export async function manyRestarts(argv: readonly string[], count: number): Promise<void> {
  const watch = new Watch();
  let connection: Connection | undefined;
  for (let n = 0; n < count; n += 1) connection = await watch.lifetime(argv, n, true, connection);
  console.log(`${count} restarts on the same ports with the same key: ${watch.verdict()}`);
}

/** Looks for what a kernel leaves behind, here and in itself. */
class Watch {
  /** For temporary files, so that others' are not taken for ours. */
  readonly #folder = mkdtempSync(join(tmpdir(), "hardship-"));
  readonly #held: number[] = [];
  readonly #memory: number[] = [];

  constructor() {
    process.env.TMPDIR = this.#folder;
  }

  /** One kernel from its start to its end. @param restart how it is asked to end */
  async lifetime(argv: readonly string[], n: number, restart: boolean, old?: Connection): Promise<Connection> {
    const client = await KernelClient.start({ argv, ...(old && { connection: old }) });
    const { connection, child, file, ended } = client.process;
    if ((await valueOf(client, "1 + 1")) !== "2") throw new Error(`Kernel ${n} gave no result.`);
    const processes = [child.pid!, ...descendants(child.pid!)];
    this.#memory.push(residentMegabytes(child.pid!));
    await client.request("control", "shutdown_request", { restart });
    if ((await ended) !== 0) throw new Error(`The end of kernel ${n} was not clean: ${client.process.printed()}`);
    await client.shutdown();
    for (let tries = 0; processes.some(isAlive); tries += 1) {
      if (tries === 100) throw new Error(`Kernel ${n} left a process: ${processes.filter(isAlive).join()}.`);
      await sleep(20);
    }
    await portsAreFree(connection);
    if (existsSync(dirname(file))) throw new Error(`Kernel ${n} left its folder.`);
    this.#held.push(openFiles(process.pid));
    return connection;
  }

  verdict(): string {
    const left = readdirSync(this.#folder);
    if (left.length > 0) throw new Error(`Temporary files are left: ${left.join()}.`);
    rmdirSync(this.#folder);
    delete process.env.TMPDIR;
    const most = (list: readonly number[]): number => Math.max(...list);
    const [early, late] = [this.#memory.slice(0, 10), this.#memory.slice(-10)].map(most);
    const [few, many] = [this.#held.slice(0, 10), this.#held.slice(-10)].map(most);
    if (many! > few! + 10) throw new Error(`The client held ${few} files open at first and ${many} in the end.`);
    return `no process, port or file left; memory of a kernel ${early} MB at first, ${late} MB in the end`;
  }
}
