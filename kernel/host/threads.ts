// Node's threads, lent to the engine (engine/threads says what they do). A thread is started with the text of its
// function, so that it needs no file; it never keeps the process alive.
import { Worker } from "node:worker_threads";
import { setNumThreads, threads } from "../../engine/index.ts";

/** With as many as the environment asks for. */
export function installNodeThreads(): void {
  threads.installThreads(nodeThreads());
  setNumThreads(threadsWanted());
}

export function nodeThreads(): threads.ThreadHost {
  return {
    start(main, memory, control) {
      const text = `const { memory, control } = require("node:worker_threads").workerData; (${String(main)})(memory, control)`;
      new Worker(text, { eval: true, name: "gradbook", workerData: { memory, control } }).unref();
    },
  };
}

/** What the environment variable GRADBOOK_THREADS asks for: 1 if nothing, or nothing that makes sense. */
export function threadsWanted(): number {
  const wanted = Number(process.env.GRADBOOK_THREADS);
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= 64 ? wanted : 1;
}
