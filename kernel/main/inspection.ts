// What the debugger, which lives in the worker, asks of this thread's formatters: how a value shows itself.
import { Script } from "node:vm";
import { format } from "../display/format.ts";

/** A constant of the script scope; the worker calls it through the inspector, also while this thread is paused. */
export function installInspection(): void {
  const declare = new Script(
    "const __gradbookRich = (() => { let rich; return { set: (next) => (rich = next), of: (value) => rich(value) }; })(); __gradbookRich",
    { filename: "gradbook:inspection" },
  );
  const hook = declare.runInThisContext() as { set(rich: (value: unknown) => string): void };
  hook.set((value) => {
    const message = format(value);
    // A picture that takes time cannot be waited for while everything stands still.
    return message instanceof Promise ? "" : JSON.stringify({ metadata: {}, ...message });
  });
}
