// Stops the program that the user's thread waits for: the one that it has started last, with all that this one has started.
// Which that is, Linux tells; elsewhere such a program is waited for.
import { readdirSync, readFileSync } from "node:fs";

const spared = new Set<number>();

/** The user's thread has started this one for the kernel: it is never meant. */
export function spare(program: number): void {
  spared.add(program);
}

export function stopProgram(signal: NodeJS.Signals): void {
  // The main thread's number is the process's.
  const youngest = childrenOf(process.pid, process.pid).findLast((each) => !spared.has(each));
  if (youngest === undefined) return;
  for (const pid of [youngest, ...descendants(youngest)]) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function descendants(pid: number): number[] {
  const children = list(() => readdirSync(`/proc/${pid}/task`)).flatMap((thread) => childrenOf(pid, thread));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** In the order in which they were started. */
const childrenOf = (pid: number, thread: number): number[] =>
  list(() => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" "));

/** Numbers; none where the system has no such file. */
function list(read: () => string[]): number[] {
  try {
    return read().filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
