// A publisher's words reach those who have subscribed, and nobody else. The kernel is ready sooner than some clients are: a
// first cell would be over before its client listens, which then waits for ever for its end, as `jupyter console` does.
// So what the kernel says first is kept until somebody listens.
import type { Frame } from "../protocol/wire.ts";

/** Milliseconds for which the first words are kept. A socket tries to connect every 100 to 200. */
const patience = 2000;

export class Audience {
  /** Resolves when somebody listens, or nobody will, to what must be said before all else. */
  readonly there: Promise<readonly Frame[][]>;
  #arrive!: (greeting: readonly Frame[][]) => void;
  #waiting = true;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.there = new Promise((resolve) => (this.#arrive = resolve));
  }

  /** Something has been said: it is kept, but not for ever. */
  expect(): void {
    if (this.#waiting) this.#timer ??= setTimeout(() => this.arrive([]), patience);
  }

  /** Somebody listens, or nobody will. @returns whether this is news; the greeting has been said only then */
  arrive(greeting: readonly Frame[][]): boolean {
    clearTimeout(this.#timer);
    const news = this.#waiting;
    this.#waiting = false;
    this.#arrive(greeting);
    return news;
  }
}
