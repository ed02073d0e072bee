// How far the worker is behind: the main thread adds what it sends, the worker takes off what it has passed on.
// A cell that prints faster than the front-end reads waits here, so that a flood stays bounded and nothing is dropped.

/** What the worker deals with in a few hundredths of a second: for so long nothing else is heard there. */
const limit = 2 * 1024 * 1024;
const pause = 50;

// Kept now: cells can change them.
const { add, load, notify, sub, wait } = Atomics;

/** What a text counts for: a message is work too, however short. */
export const weightOf = (text: string): number => text.length + 512;

export class Gauge {
  readonly #pending: Int32Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.#pending = new Int32Array(shared);
  }

  get shared(): SharedArrayBuffer {
    return this.#pending.buffer as SharedArrayBuffer;
  }

  /** Counts text as sent, by its weight; blocks this thread while too many are on their way. */
  add(weight: number): void {
    add(this.#pending, 0, weight);
    for (;;) {
      const pending = load(this.#pending, 0);
      if (pending < limit) return;
      // Short waits, so that an interrupt finds this thread in JavaScript.
      wait(this.#pending, 0, pending, pause);
    }
  }

  /** Counts text as passed on. */
  remove(weight: number): void {
    sub(this.#pending, 0, weight);
    notify(this.#pending, 0);
  }
}
