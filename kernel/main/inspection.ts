// What the worker needs of this thread at any time: for the debugger how a value shows itself, how often a breakpoint was
// hit, and the printing of logpoints; a garbage collection. Constants of the script scope; the worker and the conditions
// of breakpoints call them through the inspector, also while this thread is busy or paused.
import { inspect } from "node:util";
import { Script } from "node:vm";
import { format } from "../display/format.ts";
import { sheltered } from "./shelter.ts";

export function installInspection(): void {
  installRich();
  installPoints();
}

function installRich(): void {
  const declare = new Script(
    "const __gradbookRich = (() => { let rich; return { set: (next) => (rich = next), of: (value) => rich(value) }; })(); __gradbookRich",
    { filename: "gradbook:inspection" },
  );
  const hook = declare.runInThisContext() as { set(rich: (value: unknown) => string): void };
  hook.set((value) =>
    sheltered(() => {
      const message = format(value);
      // A picture that takes time cannot be waited for while everything stands still.
      return message instanceof Promise ? "" : JSON.stringify({ metadata: {}, ...message });
    }),
  );
}

/** See worker/memoryGuard.ts: the inspector's own way waits for the running code to end. */
export function installCollect(full: () => void): void {
  const declare = new Script("const __gradbookCollect = {}; __gradbookCollect", { filename: "gradbook:collect" });
  Object.freeze(Object.assign(declare.runInThisContext() as object, { full }));
}

/** See debugger/pauseWhen.ts. */
function installPoints(): void {
  const declare = new Script("const __gradbookPoint = { hit: undefined, log: undefined }; __gradbookPoint", {
    filename: "gradbook:points",
  });
  const counts = new Map<string, number>();
  const point = {
    hit(key: string): number {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    },
    /** Prints; gives false, so that the breakpoint does not stop. */
    log(...pieces: readonly (string | (() => unknown))[]): false {
      process.stdout.write(`${pieces.map(shown).join("")}\n`);
      return false;
    },
  };
  Object.freeze(Object.assign(declare.runInThisContext() as object, point));
}

function shown(piece: string | (() => unknown)): string {
  if (typeof piece === "string") return piece;
  try {
    const value = piece();
    return typeof value === "string" ? value : inspect(value);
  } catch (error) {
    return `{${String(error)}}`;
  }
}
