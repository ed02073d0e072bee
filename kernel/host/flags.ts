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
  setFlagsFromString(atOnce);
}

const atOnce = "--always-sparkplug";

/**
 * Runs something as if nothing had been set yet: code that is to be taken at a start must have been made so. No WebAssembly may
 * be compiled meanwhile.
 */
export function asAtStart<T>(body: () => T): T {
  for (const flag of [...hostFlags(process.versions.v8), atOnce]) setFlagsFromString(unset(flag));
  try {
    return body();
  } finally {
    setHostFlags();
    compileAtOnce();
  }
}

/** V8's own numbers. Where one is another, what was made is not taken, and no harm done. */
const numbers: Readonly<Record<string, string>> = { "--wasm-tiering-budget": "13000000" };

function unset(flag: string): string {
  const [name = "", number] = flag.split("=");
  return number === undefined ? name.replace("--", "--no-") : `${name}=${numbers[name]}`;
}
