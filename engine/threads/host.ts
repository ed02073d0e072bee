// Threads as the engine sees them. The host (Node) installs a way to start one, because the engine uses no Node API;
// without, everything is computed on the thread that asks.
import type { threadMain } from "./threadMain.ts";

/** A `WebAssembly.Memory`; named without it, as not every program that uses the engine has the types of WebAssembly. */
export interface SharedMemory {
  readonly buffer: ArrayBufferLike;
}

export interface ThreadHost {
  /**
   * Runs `main` on another thread with these arguments. The thread must not keep the process alive, and ends with it.
   * `main` uses nothing from outside itself: its text may be sent.
   */
  start(main: typeof threadMain, memory: SharedMemory, control: number): void;
}

export let threadHost: ThreadHost | undefined;

/** Installs the host's threads; without an argument, takes them out again. */
export function installThreads(host?: ThreadHost): void {
  threadHost = host;
}
