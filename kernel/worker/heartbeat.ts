// The heartbeat channel: echoes. It lives in the worker, so it beats while a cell runs.
import { Reply } from "zeromq";

export class Heartbeat {
  readonly #socket = new Reply({ linger: 0 });

  async bind(address: string): Promise<void> {
    await this.#socket.bind(address);
  }

  async beat(): Promise<void> {
    for await (const frames of this.#socket) await this.#socket.send(frames);
  }

  close(): void {
    this.#socket.close();
  }
}
