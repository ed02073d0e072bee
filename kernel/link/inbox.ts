// One answer, written by the worker and awaited by a blocked main thread: how `prompt()` can be synchronous.

const capacity = 1024 * 1024;
const state = { waiting: 0, answered: 1, refused: 2 } as const;

export class Inbox {
  readonly shared: SharedArrayBuffer;
  /** What happened, and the answer's length in bytes. */
  readonly #head: Int32Array;
  readonly #text: Uint8Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(8 + capacity)) {
    this.shared = shared;
    this.#head = new Int32Array(shared, 0, 2);
    this.#text = new Uint8Array(shared, 8);
  }

  /** Main thread: forgets an earlier answer; then the question may be sent. */
  open(): void {
    Atomics.store(this.#head, 0, state.waiting);
  }

  /** Main thread: blocks until there is an answer; undefined when it was refused. */
  wait(): string | undefined {
    // Short waits, so that an interrupt finds this thread in JavaScript.
    while (Atomics.wait(this.#head, 0, state.waiting, 50) === "timed-out");
    if (Atomics.load(this.#head, 0) === state.refused) return undefined;
    return new TextDecoder().decode(this.#text.slice(0, this.#head[1]));
  }

  /** Worker: the answer; undefined refuses. Longer than a mebibyte is cut. */
  answer(text: string | undefined): void {
    if (text !== undefined) this.#head[1] = new TextEncoder().encodeInto(text, this.#text).written;
    Atomics.store(this.#head, 0, text === undefined ? state.refused : state.answered);
    Atomics.notify(this.#head, 0);
  }
}
