// Where the threads meet, in the shared memory: counters, the tasks of the work that is being shared, the calls that each
// task consists of, and the modules that the calls are of. Words are 32 bits wide, relative to the control block;
// counters that different threads write have a cache line each. `threadMain.ts` repeats these numbers, for it is sent to
// the threads as it stands.

export const layout = {
  /** Counts up with every task that was put up, for ever (and around). Threads sleep on it. */
  published: 0,
  /** … that a thread has taken. */
  claimed: 16,
  /** … that is done. The main thread sleeps on it. */
  finished: 32,
  /** Not 0: what is left of the tasks is to be dropped. */
  abandoned: 48,
  /** Not 0: a thread could not go on. */
  failed: 49,
  /** For task number n, at word `tasks + 2 · (n mod mostTasks)`: its first call and the end of its calls. */
  tasks: 64,
  /** For module number n, at word `modules + 2n`: address and length of its code. */
  modules: 192,
  words: 192 + 2 * 512,
} as const;

export const mostTasks = 64;
export const mostModules = 512;
/** A call: the kernel's number and up to 15 arguments, as float64 numbers. */
export const callNumbers = 16;
/** A kernel's number is its module's times this, and its place among the module's exports. */
export const kernelsAtMost = 256;
