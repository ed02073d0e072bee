// Sends in order: a ZeroMQ socket accepts one send at a time and refuses a second one (EBUSY). What is said in one turn of the
// event loop leaves together at its end. ZeroMQ's thread, and who listens, then wake once; and a cell is on its way to the
// user's thread, or a question on its way to TypeScript, before all the world is told that it has begun.
import type { Frame } from "../protocol/wire.ts";

/** Milliseconds for which a message may be held back. */
const held = 5;

interface Sender {
  send(frames: Frame[]): Promise<void>;
  readonly closed: boolean;
}

export class Outbox {
  readonly #socket: Sender;
  /** What this turn has said so far, and what is held back from turns before, perhaps not packed yet. */
  #turn: (Frame[] | (() => Frame[]))[] = [];
  /** Whether what was said will leave at the end of this turn. */
  #leaving = false;
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void>;

  /** @param opening what is said before all else; everything waits for it */
  constructor(socket: Sender, opening: Promise<readonly Frame[][]> = Promise.resolve([])) {
    this.#socket = socket;
    this.#last = opening.then((messages) => this.#sendAll(messages));
  }

  /** Resolves when ZeroMQ has taken the message. */
  send(frames: Frame[]): Promise<void> {
    this.#turn.push(frames);
    if (this.#leaving) return this.#last;
    this.#leaving = true;
    const before = this.#last;
    this.#last = new Promise((resolve) => {
      process.nextTick(() => {
        this.#leaving = false;
        const messages = this.#take();
        resolve(before.then(() => this.#sendAll(messages)));
      });
    });
    return this.#last;
  }

  /**
   * What nobody misses if it comes a few milliseconds later: leaves with what is said next, or alone when nothing is.
   * @param pack is called when this turn's work is done, or when it is needed
   */
  hold(pack: () => Frame[]): void {
    this.#turn.push(pack);
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.release(), held);
    setImmediate(() => (this.#turn = this.#turn.map(packed)));
  }

  /** Sends what is held back. */
  release(): void {
    const messages = this.#take();
    if (messages.length > 0) this.#last = this.#last.then(() => this.#sendAll(messages));
  }

  /** Resolves when everything so far has been sent. */
  empty(): Promise<void> {
    this.release();
    return this.#last;
  }

  #take(): Frame[][] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const messages = this.#turn;
    this.#turn = [];
    return messages.map(packed);
  }

  async #sendAll(messages: readonly Frame[][]): Promise<void> {
    for (const frames of messages) {
      try {
        if (!this.#socket.closed) await this.#socket.send(frames);
      } catch (error) {
        console.error(`gradbook: a message was not sent: ${(error as Error).message}`);
      }
    }
  }
}

const packed = (message: Frame[] | (() => Frame[])): Frame[] => (typeof message === "function" ? message() : message);
