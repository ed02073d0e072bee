// Node's garbage collector, lent to the engine (engine/memory/collector.ts says why it needs one).
import { setFlagsFromString } from "node:v8";
import { createContext, runInContext, runInNewContext, Script } from "node:vm";

type Gc = (options?: { readonly type: "minor" | "major" }) => void;

/** Lets V8 forget weakly held objects, and collects, both in the middle of synchronous code. */
export function nodeCollector(): { checkpoint(): void; gc(kind: "young" | "full"): void } {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as Gc;
  // Set, it would be one more thing that kept code must have been made with (flags.ts).
  setFlagsFromString("--no-expose-gc");
  // Leaving a script of a context with microtasks of its own is a microtask checkpoint, which ends the promise
  // that objects seen through a WeakRef stay alive until the current job is done. Measured: 0.8 µs.
  const context = createContext({}, { microtaskMode: "afterEvaluate" });
  const nothing = new Script("0");
  runInContext("0", context);
  return {
    checkpoint: () => void nothing.runInContext(context),
    gc: (kind) => gc({ type: kind === "young" ? "minor" : "major" }),
  };
}
