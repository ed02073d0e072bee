// The kernel's state and its five sockets, put together: which message goes where, and what every request is wrapped in
// (busy, reply, idle). Requests that run code queue up; all others are answered at once, also while a cell runs.
import { randomUUID } from "node:crypto";
import { Names } from "../cells/names.ts";
import { Debugger } from "../debugger/debugger.ts";
import type { DebugRequest } from "../debugger/protocol.ts";
import type { LanguageService } from "../language/languageService.ts";
import { Gauge } from "../link/gauge.ts";
import { Inbox } from "../link/inbox.ts";
import type { FromMain, WorkerData } from "../link/messages.ts";
import { type Connection, endpoint } from "../protocol/connection.ts";
import { type Content, makeHeader, type Message, type Received } from "../protocol/message.ts";
import { Wire } from "../protocol/wire.ts";
import { type Answer, answers } from "./answers.ts";
import { Comms, isCommMessage } from "./comms.ts";
import { Execution } from "./execution.ts";
import { Heartbeat } from "./heartbeat.ts";
import { History } from "./history.ts";
import { IOPub, type Parent } from "./iopub.ts";
import { kernelInfo } from "./kernelInfo.ts";
import { LineCommands } from "./lineCommands.ts";
import { MainThread } from "./mainThread.ts";
import { RouterSocket } from "./router.ts";
import { Runs } from "./runs.ts";

export interface KernelOptions extends WorkerData {
  readonly connection: Connection;
  readonly port: import("node:worker_threads").MessagePort;
  readonly version: string;
  readonly typescript: string;
  readonly language: Promise<LanguageService>;
}

export class Kernel {
  readonly #session = randomUUID();
  readonly #connection: Connection;
  readonly #shell: RouterSocket;
  readonly #control: RouterSocket;
  readonly #stdin: RouterSocket;
  readonly #iopub: IOPub;
  readonly #heartbeat = new Heartbeat();
  readonly #main: MainThread;
  readonly #runs = new Runs();
  readonly #comms: Comms;
  readonly #execution: Execution;
  readonly #debugger: Debugger;
  /** Whose debug session the events belong to. */
  #debugParent: Parent = {};
  readonly #answers: Readonly<Record<string, Answer>>;
  readonly #history: History;
  readonly #inbox: Inbox;
  readonly #language: Promise<LanguageService>;

  constructor(options: KernelOptions) {
    const { connection, port, version, typescript, language } = options;
    const wire = new Wire(connection.key, connection.signature_scheme);
    const gauge = new Gauge(options.gauge);
    this.#connection = connection;
    this.#shell = new RouterSocket(wire);
    this.#control = new RouterSocket(wire);
    this.#stdin = new RouterSocket(wire);
    this.#iopub = new IOPub(wire, this.#session, (characters) => gauge.remove(characters));
    this.#main = new MainThread(port, (message) => this.#shown(message));
    this.#history = new History(options.connectionFile);
    this.#inbox = new Inbox(options.inbox);
    this.#language = language;
    this.#comms = new Comms({ iopub: this.#iopub, main: this.#main, runs: this.#runs });
    const info = kernelInfo(version, typescript);
    this.#answers = answers({ info, language, history: this.#history, comms: this.#comms });
    const names = this.#main.ready.then(({ exports, globals }) => new Names(globals, exports));
    this.#debugger = new Debugger({
      names,
      declare: (name) => void language.then((service) => service.commit(`let ${name}: any;`)),
      onEvent: (event) => void this.#iopub.publish("debug_event", { ...event }, this.#debugParent),
    });
    this.#execution = new Execution({
      iopub: this.#iopub,
      main: this.#main,
      names,
      language,
      history: this.#history,
      commands: new LineCommands(),
      runs: this.#runs,
      beforeRun: (cell, code) => this.#debugger.beforeRun(cell, code),
      reply: (request, content, metadata) => this.#reply(this.#shell, request, content, metadata),
    });
  }

  /** Binds the sockets and serves until shutdown. */
  async start(): Promise<void> {
    const at = (channel: Parameters<typeof endpoint>[1]): string => endpoint(this.#connection, channel);
    // All to their end, also when one fails: sockets must not be half-way when the process ends.
    const bound = await Promise.allSettled([
      this.#shell.bind(at("shell")),
      this.#control.bind(at("control")),
      this.#stdin.bind(at("stdin")),
      this.#iopub.bind(at("iopub")),
      this.#heartbeat.bind(at("hb")),
    ]);
    const failed = bound.find((each) => each.status === "rejected");
    if (failed) {
      const { message } = failed.reason as Error;
      console.error(`The gradbook kernel cannot listen on its ports: ${message}.`);
      return this.leave(1);
    }
    await Promise.all([
      this.#heartbeat.beat(),
      this.#iopub.welcome(),
      this.#shell.receive((message) => this.#onShell(message)),
      // One at a time: debuggers rely on the order.
      this.#control.receive(inOrder((message) => this.#onControl(message))),
      this.#stdin.receive((message) => this.#onStdin(message)),
    ]);
  }

  /** Ends the process after a last word to everybody. */
  async leave(code: number): Promise<never> {
    this.#execution.cancel();
    this.#execution.abortWaiting();
    await Promise.all([this.#iopub.close(), this.#shell.close(), this.#control.close(), this.#stdin.close()]);
    this.#heartbeat.close();
    await this.#debugger.interrupt();
    await this.#debugger.close();
    (await this.#language).close();
    return this.#main.exit(code);
  }

  #onShell(message: Received): void {
    const { msg_type: type } = message.header;
    if (type === "execute_request") this.#execution.handle(message);
    else if (isCommMessage(type)) void this.#onComm(message);
    // Shutting down through the shell channel is deprecated and still done.
    else if (type === "shutdown_request") void this.#onControl(message, this.#shell);
    else void this.#answer(this.#shell, message);
  }

  /** Comm messages keep their place behind the cells that came before them, but a running cell does not hold them up. */
  async #onComm(message: Received): Promise<void> {
    await this.#execution.begun;
    await this.#wrapped(message, async () => void (await this.#comms.receive(message)));
    await this.#stillBusy();
  }

  async #onControl(message: Received, socket = this.#control): Promise<void> {
    switch (message.header.msg_type) {
      case "interrupt_request":
        return this.#wrapped(message, async () => {
          this.#execution.cancel();
          this.#inbox.answer(undefined);
          await this.#debugger.interrupt();
          await this.#main.interrupt();
          await this.#reply(socket, message, { status: "ok" });
        });
      case "shutdown_request": {
        const restart = message.content.restart === true;
        await this.#wrapped(message, async () => {
          await this.#reply(socket, message, { status: "ok", restart });
          await this.#iopub.publish("shutdown_reply", { status: "ok", restart }, message.header);
        });
        if (!restart) this.#history.discard();
        return this.leave(0);
      }
      case "debug_request":
        await this.#wrapped(message, async () => {
          this.#debugParent = message.header;
          const response = await this.#debugger.handle(message.content as unknown as DebugRequest);
          await this.#reply(socket, message, response);
        });
        return this.#stillBusy();
      default:
        return this.#answer(socket, message);
    }
  }

  async #answer(socket: RouterSocket, message: Received): Promise<void> {
    const type = message.header.msg_type;
    const answer = Object.hasOwn(this.#answers, type) ? this.#answers[type] : undefined;
    // The protocol: messages of a type that a kernel does not know are ignored.
    if (!answer) return;
    await this.#wrapped(message, async () => {
      const content = await answer(message.content).catch((error: Error) => ({
        status: "error",
        ename: error.name,
        evalue: error.message,
        traceback: [],
      }));
      await this.#reply(socket, message, content);
    });
    await this.#stillBusy();
  }

  /** Front-ends take the last status for the kernel's: says again that a cell is running. */
  async #stillBusy(): Promise<void> {
    const running = this.#execution.current;
    if (running) await this.#iopub.status("busy", running.header);
  }

  #onStdin(message: Received): void {
    if (message.header.msg_type === "input_reply") this.#inbox.answer(String(message.content.value ?? ""));
  }

  /** What the user's thread shows, to whom it belongs. */
  #shown(message: Exclude<FromMain, { type: "ready" | "failed" | "done" | "interrupted" }>): void {
    if (message.type === "exiting") return void this.#exiting(message.code);
    const run = this.#runs.of(message.run);
    const parent = run?.request.header ?? {};
    switch (message.type) {
      case "stream":
        return this.#iopub.stream(message.name, message.text, parent);
      case "clear":
        return void this.#iopub.publish("clear_output", { wait: message.wait }, parent);
      case "comm":
        return this.#comms.send(message.packet, parent);
      case "payload":
        return void run?.payload.push(message.payload);
      case "show": {
        const { data, metadata = {}, displayId } = message.message;
        const type = message.update ? "update_display_data" : "display_data";
        const transient = displayId === undefined ? {} : { display_id: displayId };
        return void this.#iopub.publish(type, { data, metadata, transient }, parent);
      }
      case "input":
        if (run) void this.#ask(run.request, message.prompt, message.password);
    }
  }

  /** The question goes to the client that sent the cell, known by the same identity on both sockets. */
  async #ask(request: Received, prompt: string, password: boolean): Promise<void> {
    await this.#stdin.send(this.#message("input_request", { prompt, password }, request), request.identities);
  }

  async #exiting(code: number): Promise<void> {
    const running = this.#execution.current;
    this.#iopub.stream("stderr", `process.exit(${code}) ended the kernel.\n`, running?.header ?? {});
    if (running) {
      const error = { ename: "KernelExit", evalue: `process.exit(${code}) ended the kernel.`, traceback: [] };
      await this.#reply(this.#shell, running, {
        status: "error",
        execution_count: this.#execution.count,
        ...error,
      });
      await this.#iopub.status("idle", running.header);
    }
    await this.leave(code);
  }

  async #wrapped(request: Received, body: () => Promise<void>): Promise<void> {
    await this.#iopub.status("busy", request.header);
    await body();
    await this.#iopub.status("idle", request.header);
  }

  #reply(socket: RouterSocket, request: Received, content: object, metadata: Content = {}): Promise<void> {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    return socket.send({ ...this.#message(type, content, request), metadata }, request.identities);
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

/** Handles one message after the other. */
function inOrder(handle: (message: Received) => Promise<void>): (message: Received) => void {
  let last: Promise<void> = Promise.resolve();
  return (message) => {
    last = last.then(() => handle(message));
  };
}
