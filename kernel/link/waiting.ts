// Whether the user's thread stands in a synchronous call of another program (`execSync` and its kin): then nothing reaches
// it before that program has ended, and an interrupt is for the program.

export class Waiting {
  readonly #state: Int32Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.#state = new Int32Array(shared);
  }

  get shared(): SharedArrayBuffer {
    return this.#state.buffer as SharedArrayBuffer;
  }

  /** Main thread: makes such a call. */
  during<T>(call: () => T): T {
    Atomics.store(this.#state, 0, 1);
    try {
      return call();
    } finally {
      this.over();
    }
  }

  /** Main thread: also when the call was stopped, and came to no end of its own. */
  over(): void {
    Atomics.store(this.#state, 0, 0);
  }

  /** Worker. */
  get forProgram(): boolean {
    return Atomics.load(this.#state, 0) === 1;
  }
}
