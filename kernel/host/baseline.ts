// How soon V8 makes machine code. A cell runs once, and so does most of what the kernel does for it: waiting until a function
// has been called often, as V8 does on its own, leaves a notebook's first cells to the interpreter. What is called often is
// made better still, as ever.
import { setFlagsFromString } from "node:v8";

/** From now on functions are compiled when they are called first. Not to be called while a kernel loads: that takes longer then. */
export function compileAtOnce(): void {
  setFlagsFromString("--always-sparkplug");
}
