// Sends in order: a ZeroMQ socket accepts one send at a time and refuses a second one (EBUSY). What is said in one turn of the
// event loop leaves together at its end. ZeroMQ's thread, and who listens, then wake once; and a cell is on its way to the
// user's thread, or a question on its way to TypeScript, before all the world is told that it has begun.
import type { Frame } from "../protocol/wire.ts";

interface Sender {
  send(frames: Frame[]): Promise<void>;
  readonly closed: boolean;
}

export class Outbox {
  readonly #socket: Sender;
  /** What this turn has said so far. */
  #turn: Frame[][] | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  /** Resolves when ZeroMQ has taken the message. */
  send(frames: Frame[]): Promise<void> {
    if (this.#turn) {
      this.#turn.push(frames);
      return this.#last;
    }
    const turn = [frames];
    this.#turn = turn;
    const before = this.#last;
    this.#last = new Promise((resolve) => {
      process.nextTick(() => {
        this.#turn = undefined;
        resolve(before.then(() => this.#sendAll(turn)));
      });
    });
    return this.#last;
  }

  /** Resolves when everything so far has been sent. */
  empty(): Promise<void> {
    return this.#last;
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
