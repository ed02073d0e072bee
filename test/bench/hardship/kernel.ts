// Short words for a kernel that is put to the test: a value, its memory, its processes, its ports.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { KernelClient } from "../../../kernel/client/client.ts";
import type { Connection } from "../../../kernel/protocol/connection.ts";

/** The text of what a cell gives. */
export async function valueOf(client: KernelClient, code: string): Promise<string | undefined> {
  const { messages } = await client.execute(code);
  const result = messages.find(({ header }) => header.msg_type === "execute_result");
  return (result?.content.data as Record<string, string> | undefined)?.["text/plain"];
}

/** Megabytes that a process holds, where the system tells (Linux); else 0. @param what `VmRSS` now, `VmHWM` at most */
export function residentMegabytes(pid: number, what: "VmRSS" | "VmHWM" = "VmRSS"): number {
  try {
    const found = new RegExp(String.raw`${what}:\s+(\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Math.round(Number(found![1]) / 1024);
  } catch {
    return 0;
  }
}

/** Files, sockets and pipes that a process holds open, where the system tells (Linux); else 0. */
export function openFiles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** Process ids below one, where the system tells (Linux). */
export function descendants(pid: number): number[] {
  if (!existsSync("/proc/self/stat")) return [];
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))![1])] as const];
      } catch {
        return [];
      }
    });
  const below = (id: number): number[] =>
    parents.flatMap(([child, parent]) => (parent === id ? [child, ...below(child)] : []));
  return below(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Rejects when one of the connection's ports is taken. */
export async function portsAreFree({ ports }: Connection): Promise<void> {
  for (const port of Object.values(ports)) {
    await new Promise<void>((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
    });
  }
}

/** `median 3.0 ms, 99 of 100 within 9.0 ms, longest 12.0 ms` */
export function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(1)} ms`;
  return `median ${at(0.5)}, 99 of 100 within ${at(0.99)}, longest ${at(1)}`;
}
