// How far the worker is behind: the main thread adds the bytes it sends, the worker takes off what it has passed on.
// A cell that prints faster than the front-end reads waits here, so that a flood stays bounded and nothing is dropped.

/** What the worker deals with in a few hundredths of a second: for so long nothing else is heard there. */
const limit = 2 * 1024 * 1024;
const pause = 50;

export class Gauge {
  readonly #pending: Int32Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.#pending = new Int32Array(shared);
  }

  get shared(): SharedArrayBuffer {
    return this.#pending.buffer as SharedArrayBuffer;
  }

  /** Counts bytes as sent; blocks this thread while too many are on their way. */
  add(bytes: number): void {
    Atomics.add(this.#pending, 0, bytes);
    for (;;) {
      const pending = Atomics.load(this.#pending, 0);
      if (pending < limit) return;
      // Short waits, so that an interrupt finds this thread in JavaScript.
      Atomics.wait(this.#pending, 0, pending, pause);
    }
  }

  /** Counts bytes as passed on. */
  remove(bytes: number): void {
    Atomics.sub(this.#pending, 0, bytes);
    Atomics.notify(this.#pending, 0);
  }
}
