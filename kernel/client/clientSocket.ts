// A DEALER socket that speaks signed messages: what shell, control and stdin look like from the client's side.
import { Dealer } from "zeromq";
import type { Message } from "../protocol/message.ts";
import type { Wire } from "../protocol/wire.ts";
import { Outbox } from "../worker/outbox.ts";

/** Milliseconds between attempts to connect: clients begin before the kernel listens. ZeroMQ's own is 100. */
export const reconnectInterval = 10;

export class ClientSocket {
  readonly #socket: Dealer;
  readonly #outbox: Outbox;
  readonly #wire: Wire;

  /** @param identity the same on all channels, so that the kernel can ask the client that sent a cell */
  constructor(wire: Wire, address: string, identity: string) {
    this.#socket = new Dealer({
      routingId: identity,
      linger: 0,
      sendHighWaterMark: 0,
      receiveHighWaterMark: 0,
      reconnectInterval,
    });
    this.#outbox = new Outbox(this.#socket);
    this.#wire = wire;
    this.#socket.connect(address);
  }

  send(message: Message): Promise<void> {
    return this.#outbox.send(this.#wire.pack(message));
  }

  async receive(handle: (message: Message) => void): Promise<void> {
    for await (const frames of this.#socket) handle(this.#wire.unpack(frames));
  }

  close(): void {
    this.#socket.close();
  }
}
