// The garbage collector as the engine sees it. The host (Node) installs it, because the engine uses no Node API.
//
// Why it is needed: a synchronous training loop never returns to the event loop, and until it does JavaScript keeps
// everything alive that a WeakRef was made for or asked about. A *checkpoint* ends that promise in the middle of
// synchronous code; a collection after it finds the dead pages. Without a collector the engine still works: memory
// comes back between turns of the event loop.

export interface Collector {
  /** Lets go of weakly held objects as the end of a turn of the event loop would. About a microsecond. */
  checkpoint(): void;
  /**
   * Collects garbage: "young" looks only at recently made objects (a millisecond, where the host can), "full" at all.
   */
  gc(kind: "young" | "full"): void;
}

const none: Collector = { checkpoint: () => {}, gc: () => {} };

export let collector: Collector = none;

/** Installs the host's garbage collector; without an argument, takes it out again. */
export function installCollector(host: Collector = none): void {
  collector = host;
}
