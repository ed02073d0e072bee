// Watches how much memory the user's thread holds while a cell runs. V8 ends the whole process when the heap is full, so a
// cell that fills it is stopped before: with an error that says so, and with all variables kept. A single allocation that is
// larger than what is left cannot be foreseen.

/** What the guard asks of the user's thread; both answer also while a cell computes. */
export interface Heap {
  /** Bytes in use, garbage included. */
  used(): Promise<number>;
  /** Throws garbage away. */
  collect(): Promise<unknown>;
}

/** So much of the heap may be in use that is no garbage. Further up V8 does little but collect. */
const most = 0.85;
/** Milliseconds between two looks: many while there is room, few when it gets narrow. */
const pauses = [
  { above: 0.5, pause: 30 },
  { above: 0.25, pause: 100 },
  { above: 0, pause: 300 },
];

export class MemoryGuard {
  readonly #heap: Heap;
  readonly #limit: Promise<number>;
  readonly #full: (message: string) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #watching = false;

  /** @param limit of the heap, in bytes @param full is told when a cell must be stopped */
  constructor(heap: Heap, limit: Promise<number>, full: (message: string) => Promise<void>) {
    this.#heap = heap;
    this.#limit = limit;
    this.#full = full;
  }

  /** A cell begins. */
  start(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#timer = setTimeout(() => void this.#look(), pauses[1]!.pause);
  }

  /** No cell runs any more. */
  stop(): void {
    this.#watching = false;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const limit = await this.#limit;
    let used = await this.#heap.used();
    if (this.#watching && used > most * limit) {
      await this.#heap.collect();
      used = await this.#heap.used();
      if (this.#watching && used > most * limit) return this.#full(problem(used, limit));
    }
    if (!this.#watching) return;
    const { pause } = pauses.find(({ above }) => used >= above * limit)!;
    this.#timer = setTimeout(() => void this.#look(), pause);
  }
}

function problem(used: number, limit: number): string {
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MiB`;
  return (
    `The cell was stopped because memory is nearly full: ${mebibytes(used)} of ${mebibytes(limit)} are in use. ` +
    "Variables keep their values: let go of large ones (big = undefined, or %reset), " +
    "or start the kernel with more: NODE_OPTIONS=--max-old-space-size=8192."
  );
}
