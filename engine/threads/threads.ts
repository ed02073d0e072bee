// How many threads compute, and how a piece of work is shared among them. The work is cut into tasks of which each writes
// numbers that no other task reads or writes, every number by the same operations in the same order as without threads:
// results do not depend on how many threads there are, nor on which of them does what.
// A task is put up as a list of kernel calls. Threads take tasks off a common counter; so does the main thread after its
// own, which is why a thread that is late, or never comes, costs time and nothing else.
import { ArgumentError, WasmError } from "../errors.ts";
import { i32, memory } from "../memory/heap.ts";
import { setElsewhere } from "../memory/elsewhere.ts";
import { controlBlock, forgetCalls, writeDown } from "./calls.ts";
import { threadHost } from "./host.ts";
import { layout, mostTasks } from "./layout.ts";
import { threadMain } from "./threadMain.ts";

/** Threads that compute, the main one among them. Threads are started by the first work that is worth sharing. */
export let threads = 1;
let started = 1;

/** How many threads compute. Like torch.get_num_threads(). */
export function getNumThreads(): number {
  return threads;
}

/**
 * Sets on how many threads large operations compute: products of large matrices, recurrent layers, attention. Results
 * are the same to the last bit whatever the number. At first it is 1, or the environment variable GRADBOOK_THREADS; more
 * than the machine has processors makes everything slower. Where there are no threads (in a browser) it stays 1.
 * Like torch.set_num_threads().
 * @throws ArgumentError unless count is a whole number from 1 to 64
 */
export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > mostTasks) {
    throw new ArgumentError({
      problem: `setNumThreads needs a whole number from 1 to ${mostTasks}, not ${String(count)}.`,
      attempt: "1, or the number of the machine's processors",
    });
  }
  threads = threadHost ? count : 1;
}

/**
 * Runs the tasks 0 … count - 1 on all threads, and returns when they are done. `direct` makes a task's kernel calls,
 * `listed` makes the same calls to recorders.
 */
export function shareTasks(count: number, direct: (task: number) => void, listed: (task: number) => void): void {
  settle();
  startThreads();
  inOwnTask = false;
  setElsewhere(settle);
  const missing: number[] = [];
  for (let task = 1; task < count; task += 1) {
    const calls = writeDown(() => listed(task));
    if (calls) publish(task, calls);
    else missing.push(task);
  }
  direct(0);
  for (const task of missing) direct(task);
  for (let task = take(); task !== undefined; task = take()) {
    inOwnTask = true;
    direct(numberOf[task & (mostTasks - 1)]!);
    finish();
  }
  waitForOthers();
  setElsewhere(undefined);
  forgetCalls();
}

/** Of the published tasks: the numbers `shareTasks` knows them by. */
const numberOf: number[] = Array.from({ length: mostTasks }, () => 0);
/** The main thread has taken a task and has not finished it. */
let inOwnTask = false;

const word = (which: number): number => (controlBlock() >>> 2) + which;

function startThreads(): void {
  while (started < threads) {
    started += 1;
    threadHost!.start(threadMain, memory, controlBlock());
  }
}

function publish(task: number, [first, end]: readonly [number, number]): void {
  const number = Atomics.load(i32, word(layout.published));
  const entry = word(layout.tasks) + 2 * (number & (mostTasks - 1));
  i32[entry] = first;
  i32[entry + 1] = end;
  numberOf[number & (mostTasks - 1)] = task;
  Atomics.store(i32, word(layout.published), (number + 1) | 0);
  Atomics.notify(i32, word(layout.published), 1);
}

function take(): number | undefined {
  for (;;) {
    const next = Atomics.load(i32, word(layout.claimed));
    if (next === Atomics.load(i32, word(layout.published))) return undefined;
    if (Atomics.compareExchange(i32, word(layout.claimed), next, (next + 1) | 0) === next) return next;
  }
}

function finish(): void {
  Atomics.add(i32, word(layout.finished), 1);
  inOwnTask = false;
}

/** Until all published tasks are done. Looks for a while, then sleeps, in stretches that an interrupt can end. */
function waitForOthers(): void {
  const looks = 2000;
  const [finished, all] = [word(layout.finished), Atomics.load(i32, word(layout.published))];
  for (let look = 0; ; look += 1) {
    const seen = Atomics.load(i32, finished);
    if (seen === all) return;
    if (Atomics.load(i32, word(layout.failed)) !== 0) throw failure();
    if (look > looks) Atomics.wait(i32, finished, seen, 5);
  }
}

/** After an interrupt in the middle of shared work: drops what is left of it, and waits until no thread is at it. */
function settle(): void {
  if (Atomics.load(i32, word(layout.finished)) === Atomics.load(i32, word(layout.published))) return;
  Atomics.store(i32, word(layout.abandoned), 1);
  if (inOwnTask) finish();
  while (take() !== undefined) finish();
  waitForOthers();
  Atomics.store(i32, word(layout.abandoned), 0);
  setElsewhere(undefined);
  forgetCalls();
}

function failure(): WasmError {
  threads = 1;
  Atomics.store(i32, word(layout.finished), Atomics.load(i32, word(layout.published)));
  return new WasmError({
    problem: "A thread could not compute its part. From now on everything is computed on one thread.",
    attempt: "running it again; should it happen more than once, it is worth reporting",
  });
}
