// A ROUTER socket as a stream of messages: receives, verifies and hands on; sends in order, one at a time.
import { Router } from "zeromq";
import type { Message, Received } from "../protocol/message.ts";
import { type Wire, WireError } from "../protocol/wire.ts";
import { Outbox } from "./outbox.ts";

export class RouterSocket {
  readonly #socket = new Router({ sendHighWaterMark: 0, linger: 1000 });
  readonly #outbox = new Outbox(this.#socket);
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  async bind(address: string): Promise<void> {
    await this.#socket.bind(address);
  }

  /** Hands every valid message to `handle`, without waiting for it; others are reported on stderr and dropped. */
  async receive(handle: (message: Received) => void): Promise<void> {
    for await (const frames of this.#socket) {
      try {
        handle(this.#wire.unpack(frames));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        console.error(`gradbook: ignored a message: ${error.message}`);
      }
    }
  }

  async send(message: Message, identities: readonly Uint8Array[]): Promise<void> {
    await this.#outbox.send(this.#wire.pack(message, identities));
  }

  async close(): Promise<void> {
    await this.#outbox.empty();
    this.#socket.close();
  }
}
