// Looks at something in the user's thread again and again, for a while: one question at a time, and so seldom that the
// thread spends little of its time on answers. It knows neither the question nor who wants to know.

/** Nobody may ask more often, in milliseconds. */
const fastest = 200;
/** A page that is gone does not say so; one that looks on says it again before this is over. */
const longest = 60_000;
/** A look waits so many times as long as the one before took. */
const patience = 25;

export class Look {
  readonly #ask: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #every = fastest;
  #until = 0;
  #asking = false;

  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  /** Looks now and, if it is to last, goes on; what was wanted before no longer counts. */
  start(every: number, lasting: number): void {
    this.#every = Math.max(fastest, every || 0);
    this.#until = Date.now() + Math.min(longest, lasting || 0);
    clearTimeout(this.#timer);
    void this.#look();
  }

  stop(): void {
    this.#until = 0;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    // The thread may stand still, in `prompt()` for example: the answer that is waited for sets the next look.
    if (this.#asking) return;
    this.#asking = true;
    const began = performance.now();
    await this.#ask().finally(() => (this.#asking = false));
    const wait = Math.max(this.#every, patience * (performance.now() - began));
    if (Date.now() + wait <= this.#until) this.#timer = setTimeout(() => void this.#look(), wait);
  }
}
