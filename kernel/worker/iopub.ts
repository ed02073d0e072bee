// The broadcast channel. Text is collected for a moment and sent in larger pieces, because servers and browsers count
// messages; anything else first pushes out the text that came before it, so the order is the order of the cell.
import { XPublisher } from "zeromq";
import { type Content, type Header, makeHeader, type Message } from "../protocol/message.ts";
import type { Frame, Wire } from "../protocol/wire.ts";
import { Audience } from "./audience.ts";
import { Outbox } from "./outbox.ts";

/** Text waits at most this long, in milliseconds. */
const delay = 40;
/** Text longer than this goes at once. */
const enough = 128 * 1024;

export type Parent = Header | Record<string, never>;

interface Pending {
  readonly parent: Parent;
  readonly name: "stdout" | "stderr";
  readonly parts: string[];
  length: number;
  weight: number;
}

export class IOPub {
  /** Hears of every subscription, not only of the first to a topic: whoever comes second is welcome too. */
  readonly #socket = new XPublisher({ sendHighWaterMark: 0, linger: 1000, verbosity: "allSubs" });
  readonly #audience: Audience;
  readonly #outbox: Outbox;
  readonly #wire: Wire;
  readonly #session: string;
  readonly #passedOn: (weight: number) => void;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The weight of what has left and nobody was told of. */
  #left = 0;

  /** @param passedOn hears of the text that has left, by its weight */
  constructor(wire: Wire, session: string, passedOn: (weight: number) => void, audience = new Audience()) {
    this.#audience = audience;
    this.#outbox = new Outbox(this.#socket, audience.there);
    this.#wire = wire;
    this.#session = session;
    this.#passedOn = passedOn;
  }

  async bind(address: string): Promise<void> {
    await this.#socket.bind(address);
  }

  /**
   * Welcomes subscribers (JEP 65), so that they know that nothing sent from now on is missed. The kernel's own first
   * word, that it is starting, waits for the first of them: it would come before the welcome, or reach nobody.
   */
  async welcome(): Promise<void> {
    let first = true;
    for await (const [frame] of this.#socket) {
      if (frame?.[0] !== 1) continue;
      const topic = frame.subarray(1);
      const message = this.#message("iopub_welcome", { subscription: topic.toString("utf8") }, {});
      const greeting = [this.#wire.pack(message, [topic])];
      if (first) greeting.push(this.#pack(this.#message("status", { execution_state: "starting" }, {})));
      first = false;
      if (this.#audience.arrive(greeting)) continue;
      for (const frames of greeting) void this.#outbox.send(frames);
    }
  }

  publish(
    msgType: string,
    content: Content,
    parent: Parent,
    metadata: Content = {},
    buffers: readonly Uint8Array[] = [],
  ): Promise<void> {
    this.flush();
    return this.#send({ ...this.#message(msgType, content, parent, metadata), buffers });
  }

  status(state: "busy" | "idle", parent: Parent): Promise<void> {
    return this.publish("status", { execution_state: state }, parent);
  }

  /**
   * A cell begins. That is told a moment later, unless it has more to say before: a short cell's messages leave together, and
   * do not wake everybody who listens while it is on its way.
   */
  begin(parent: Parent, input: Content | undefined): void {
    this.flush();
    this.#audience.expect();
    const messages = [this.#message("status", { execution_state: "busy" }, parent)];
    if (input) messages.push(this.#message("execute_input", input, parent));
    // Packed while the cell runs.
    for (const message of messages) this.#outbox.hold(() => this.#pack(message));
  }

  /** The user's thread has the cell that `begin` was told of: this thread waits, and has the time to pass it on. */
  handedOver(): void {
    setImmediate(() => this.#outbox.release());
  }

  /** @param weight what `passedOn` shall hear of it */
  stream(name: "stdout" | "stderr", text: string, parent: Parent, weight = 0): void {
    if (this.#pending && (this.#pending.name !== name || this.#pending.parent !== parent)) this.flush();
    this.#pending ??= { parent, name, parts: [], length: 0, weight: 0 };
    this.#pending.parts.push(text);
    this.#pending.length += text.length;
    this.#pending.weight += weight;
    if (this.#pending.length >= enough) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), delay);
  }

  /** Sends the text that is waiting. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const text = pending.parts.join("");
    void this.#send(this.#message("stream", { name: pending.name, text }, pending.parent)).then(() => {
      // Told in the event loop's next round: a cell that prints on at once would never let it come to the heartbeat.
      if (this.#left === 0) setImmediate(() => this.#tellPassedOn());
      this.#left += pending.weight;
    });
  }

  #tellPassedOn(): void {
    const left = this.#left;
    this.#left = 0;
    this.#passedOn(left);
  }

  async close(): Promise<void> {
    this.flush();
    this.#audience.arrive([]);
    await this.#outbox.empty();
    this.#socket.close();
  }

  #message(msgType: string, content: Content, parent: Parent, metadata: Content = {}): Message {
    return { header: makeHeader(msgType, this.#session), parent_header: parent, metadata, content, buffers: [] };
  }

  #send(message: Message): Promise<void> {
    this.#audience.expect();
    return this.#outbox.send(this.#pack(message));
  }

  #pack(message: Message): Frame[] {
    return this.#wire.pack(message, [Buffer.from(`kernel.${this.#session}.${message.header.msg_type}`)]);
  }
}
