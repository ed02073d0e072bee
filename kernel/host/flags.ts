// What V8 is told. Whatever it is told, it takes no more what others have compiled when it was told something else: not the
// code of Node's own modules that lies in Node, nor what the compile cache keeps. So a kernel tells it when it has loaded.
import { setFlagsFromString } from "node:v8";
import { hostFlags } from "../../engine/wasm/hostFlags.ts";

/** To be called before the first WebAssembly is compiled, which is when the engine computes first. */
export function setHostFlags(): void {
  for (const flag of hostFlags(process.versions.v8)) setFlagsFromString(flag);
}

/**
 * From now on functions are compiled when they are called first. A cell runs once, and so does most of what the kernel does for
 * it: waiting until a function has been called often, as V8 does on its own, leaves a notebook's first cells to the
 * interpreter. What is called often is made better still, as ever. While a kernel loads it would take the longer for it.
 */
export function compileAtOnce(): void {
  setFlagsFromString("--always-sparkplug");
}
