// Which programs spend processor time, while a figure grows: everything that a process has started, by its role. Linux
// tells it in nanoseconds for every thread; elsewhere nothing is known. Knows no figure.
import { readdirSync, readFileSync } from "node:fs";

/** The role that figures take time from. */
export const trainer = "kernel: the thread that trains";

/** Milliseconds by role. */
export type ProcessorTime = ReadonlyMap<string, number>;

/** What the descendants of a process have spent so far; undefined where the system does not tell. */
export function processorTime(ancestor = process.pid): ProcessorTime | undefined {
  const all = processes();
  if (!all) return undefined;
  const spent = new Map<string, number>();
  const known = new Set([ancestor]);
  // A parent may have a higher number than its child: once more until nobody new is found.
  for (let before = 0; before < known.size;) {
    before = known.size;
    for (const { id, parent } of all) if (known.has(parent)) known.add(id);
  }
  known.delete(ancestor);
  for (const id of known) {
    const command = read(`/proc/${id}/cmdline`).replaceAll("\0", " ");
    for (const thread of list(`/proc/${id}/task`)) {
      const [nanoseconds = ""] = read(`/proc/${id}/task/${thread}/schedstat`).split(" ");
      const role = roleOf(command, thread === String(id));
      spent.set(role, (spent.get(role) ?? 0) + Number(nanoseconds) / 1e6);
    }
  }
  return spent;
}

function roleOf(command: string, first: boolean): string {
  const [, kind] = /--type=([\w-]+)/.exec(command) ?? [];
  if (kind === "renderer") return first ? "page: main thread" : "page: other threads";
  if (kind === "gpu-process") return "browser: compositor";
  if (kind || /chrom/i.test(command)) return "browser: the rest";
  if (/jupyter/.test(command) && !/kernel/.test(command)) return "server";
  return first ? trainer : "kernel: other threads";
}

function processes(): { readonly id: number; readonly parent: number }[] | undefined {
  const ids = list("/proc").filter((name) => /^\d+$/.test(name));
  if (!read("/proc/self/schedstat")) return undefined;
  // "12 (name) S 7 …": the name may hold anything.
  return ids.map((id) => ({
    id: Number(id),
    parent: Number(read(`/proc/${id}/stat`).split(") ").at(-1)?.split(" ")[1]),
  }));
}

/** What has ended meanwhile is empty. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
