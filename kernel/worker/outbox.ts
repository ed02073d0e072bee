// Sends in order: a ZeroMQ socket accepts one send at a time and refuses a second one (EBUSY).
import type { Frame } from "../protocol/wire.ts";

interface Sender {
  send(frames: Frame[]): Promise<void>;
  readonly closed: boolean;
}

export class Outbox {
  readonly #socket: Sender;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  /** Resolves when ZeroMQ has taken the message. */
  send(frames: Frame[]): Promise<void> {
    const sent = this.#last.then(() => (this.#socket.closed ? undefined : this.#socket.send(frames)));
    this.#last = sent.catch((error: Error) => console.error(`gradbook: a message was not sent: ${error.message}`));
    return this.#last;
  }

  /** Resolves when everything so far has been sent. */
  empty(): Promise<void> {
    return this.#last;
  }
}
