// A ROUTER socket as a stream of messages: receives, verifies and hands on; sends in order, one at a time.
import { Router } from "zeromq";
import type { Message, Received } from "../protocol/message.ts";
import { type Wire, WireError } from "../protocol/wire.ts";
import { Outbox } from "./outbox.ts";

/** Bad messages that are worth a line each. */
const enough = 100;

export class RouterSocket {
  readonly #socket = new Router({ sendHighWaterMark: 0, linger: 1000 });
  readonly #outbox = new Outbox(this.#socket);
  readonly #wire: Wire;
  #complaints = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  async bind(address: string): Promise<void> {
    await this.#socket.bind(address);
  }

  /**
   * Hands every valid message to `handle`, without waiting for it. Others are dropped, and told on stderr; so is what a
   * handler could not deal with, for no message may end the kernel.
   */
  async receive(handle: (message: Received) => Promise<void>): Promise<void> {
    for await (const frames of this.#socket) {
      const handled = async (): Promise<void> => handle(this.#wire.unpack(frames));
      void handled().catch((error: Error) => {
        if (error instanceof WireError) this.#tell(`ignored a message: ${error.message}`);
        else this.#tell(`a message could not be dealt with: ${error.stack ?? String(error)}`);
      });
    }
  }

  /** A flood of bad messages must not become a flood of complaints. */
  #tell(problem: string): void {
    this.#complaints += 1;
    if (this.#complaints <= enough) console.error(`gradbook: ${problem}`);
    if (this.#complaints === enough) console.error("gradbook: further bad messages are dropped without a word.");
  }

  async send(message: Message, identities: readonly Uint8Array[]): Promise<void> {
    await this.#outbox.send(this.#wire.pack(message, identities));
  }

  async close(): Promise<void> {
    await this.#outbox.empty();
    this.#socket.close();
  }
}
