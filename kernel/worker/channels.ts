// The kernel's five sockets, and what every request is wrapped in: busy, the reply, idle. Knows no message by name.
import { randomUUID } from "../host/builtins.ts";
import { type Connection, endpoint } from "../protocol/connection.ts";
import { type Content, makeHeader, type Message, type Received } from "../protocol/message.ts";
import { Wire } from "../protocol/wire.ts";
import { Heartbeat } from "./heartbeat.ts";
import { IOPub } from "./iopub.ts";
import { RouterSocket } from "./router.ts";

/** Where requests come in and replies go out. */
export type RequestChannel = "shell" | "control" | "stdin";

export class Channels {
  readonly iopub: IOPub;
  readonly #session = randomUUID();
  readonly #connection: Connection;
  readonly #sockets: Readonly<Record<RequestChannel, RouterSocket>>;
  readonly #heartbeat = new Heartbeat();

  /** @param passedOn hears of the text that has left, by its weight */
  constructor(connection: Connection, passedOn: (weight: number) => void) {
    const wire = new Wire(connection.key, connection.signature_scheme);
    this.#connection = connection;
    this.iopub = new IOPub(wire, this.#session, passedOn);
    this.#sockets = { shell: new RouterSocket(wire), control: new RouterSocket(wire), stdin: new RouterSocket(wire) };
  }

  /** @throws Error when a port is taken */
  async bind(): Promise<void> {
    const at = (channel: Parameters<typeof endpoint>[1]): string => endpoint(this.#connection, channel);
    // All to their end, also when one fails: sockets must not be half-way when the process ends.
    const bound = await Promise.allSettled([
      ...(["shell", "control", "stdin"] as const).map((channel) => this.#sockets[channel].bind(at(channel))),
      this.iopub.bind(at("iopub")),
      this.#heartbeat.bind(at("hb")),
    ]);
    const failed = bound.find((each) => each.status === "rejected");
    if (failed) throw failed.reason as Error;
  }

  /** Hands on what comes in, until the sockets are closed. */
  async serve(handlers: Readonly<Record<RequestChannel, (message: Received) => Promise<void>>>): Promise<void> {
    await Promise.all([
      this.#heartbeat.beat(),
      this.iopub.welcome(),
      ...(["shell", "control", "stdin"] as const).map((channel) => this.#sockets[channel].receive(handlers[channel])),
    ]);
  }

  async close(): Promise<void> {
    const { shell, control, stdin } = this.#sockets;
    await Promise.all([this.iopub.close(), shell.close(), control.close(), stdin.close()]);
    this.#heartbeat.close();
  }

  async wrapped(request: Received, body: () => Promise<void>): Promise<void> {
    void this.iopub.status("busy", request.header);
    await body();
    await this.iopub.status("idle", request.header);
  }

  /** The reply's type is the request's with "_reply" for "_request". */
  reply(channel: RequestChannel, request: Received, content: object, metadata: Content = {}): Promise<void> {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    return this.#sockets[channel].send({ ...this.#message(type, content, request), metadata }, request.identities);
  }

  /** The question goes to the client that sent the cell, known by the same identity on both sockets. */
  ask(request: Received, prompt: string, password: boolean): Promise<void> {
    const question = this.#message("input_request", { prompt, password }, request);
    return this.#sockets.stdin.send(question, request.identities);
  }

  #message(type: string, content: object, request: Received): Message {
    return {
      header: makeHeader(type, this.#session, request.header.username),
      parent_header: request.header,
      metadata: {},
      content: content as Content,
      buffers: [],
    };
  }
}
