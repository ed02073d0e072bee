// What the other threads do all their life: take a task, make its calls, say so, and sleep when there is nothing to do for
// a while. The function's text is all that such a thread has: it uses nothing from outside itself, and the numbers are
// those of layout.ts.
import type { SharedMemory } from "./host.ts";

/** Never returns. `control` is the address of the control block. */
export function threadMain(memory: SharedMemory, control: number): void {
  const [published, claimed, finished, abandoned, failed, tasks, modules] = [0, 16, 32, 48, 49, 64, 192];
  const [mostTasks, callNumbers, kernelsAtMost] = [64, 16, 256];
  /** Looks for new tasks before it sleeps: about a fifth of a millisecond. */
  const patience = 4000;

  const words = new Int32Array(memory.buffer, control);
  const numbers = new Float64Array(memory.buffer);
  const kernels: ((...args: number[]) => number)[] = [];
  try {
    for (;;) {
      const task = take();
      if (task === undefined) {
        wait();
        continue;
      }
      perform(task);
      Atomics.add(words, finished, 1);
      Atomics.notify(words, finished);
    }
  } catch {
    // The task is not finished: the main thread, which waits for it, looks here.
    Atomics.store(words, failed, 1);
    Atomics.notify(words, finished);
  }

  function take(): number | undefined {
    for (;;) {
      const next = Atomics.load(words, claimed);
      if (next === Atomics.load(words, published)) return undefined;
      if (Atomics.compareExchange(words, claimed, next, (next + 1) | 0) === next) return next;
    }
  }

  function wait(): void {
    const seen = Atomics.load(words, claimed);
    for (let look = 0; look < patience; look += 1) {
      if (Atomics.load(words, published) !== seen) return;
      // Makes way for the processor's other thread; older engines do not have it.
      Atomics.pause?.();
    }
    Atomics.wait(words, published, seen);
  }

  function perform(task: number): void {
    const entry = tasks + 2 * (task & (mostTasks - 1));
    const [first, end] = [words[entry]!, words[entry + 1]!];
    for (let at = first; at < end; at += callNumbers) {
      if (Atomics.load(words, abandoned) !== 0) return;
      const kernel = kernels[numbers[at]!] ?? load(numbers[at]!);
      kernel(
        numbers[at + 1]!,
        numbers[at + 2]!,
        numbers[at + 3]!,
        numbers[at + 4]!,
        numbers[at + 5]!,
        numbers[at + 6]!,
        numbers[at + 7]!,
        numbers[at + 8]!,
        numbers[at + 9]!,
        numbers[at + 10]!,
        numbers[at + 11]!,
        numbers[at + 12]!,
        numbers[at + 13]!,
        numbers[at + 14]!,
        numbers[at + 15]!,
      );
    }
  }

  /** Makes the kernels of a module known, and gives the one asked for. */
  function load(number: number): (typeof kernels)[number] {
    const module = Math.floor(number / kernelsAtMost);
    const [address, length] = [words[modules + 2 * module]! >>> 0, words[modules + 2 * module + 1]!];
    // A copy: code is not compiled from memory that others may change.
    const bytes = new Uint8Array(memory.buffer).slice(address, address + length);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      e: { m: memory as WebAssembly.Memory },
    });
    Object.values(instance.exports).forEach((kernel, i) => {
      kernels[module * kernelsAtMost + i] = kernel as (typeof kernels)[number];
    });
    return kernels[number]!;
  }
}
