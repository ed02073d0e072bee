// A Jupyter client: starts a kernel, sends requests, collects what comes back. `gradbook run` and the tests use it;
// it speaks to any kernel that speaks the protocol.
import { setTimeout as sleep } from "node:timers/promises";
import { Request, Subscriber } from "zeromq";
import { randomUUID } from "../host/builtins.ts";
import { endpoint } from "../protocol/connection.ts";
import type { CompleteReply, ExecuteReply, InspectReply, IsCompleteReply } from "../protocol/contents.ts";
import { type Content, makeHeader, type Message } from "../protocol/message.ts";
import { Wire } from "../protocol/wire.ts";
import { ClientSocket, reconnectInterval } from "./clientSocket.ts";
import { type KernelProcess, type StartOptions, startKernelProcess } from "./kernelProcess.ts";
import { DeadKernelError, type ExecuteOptions, type Execution, type Extra } from "./requests.ts";

type Waiting = { readonly resolve: (message: Message) => void; readonly reject: (error: Error) => void };
type ClientChannel = "shell" | "control";

export class KernelClient {
  readonly process: KernelProcess;
  readonly #session = randomUUID();
  readonly #wire: Wire;
  readonly #sockets: Readonly<Record<ClientChannel | "stdin", ClientSocket>>;
  readonly #iopub: Subscriber;
  readonly #replies = new Map<string, Waiting>();
  readonly #listeners = new Set<(message: Message) => void>();
  #onInput: ExecuteOptions["onInput"];
  #dead: DeadKernelError | undefined;

  private constructor(kernel: KernelProcess) {
    this.process = kernel;
    const { connection } = kernel;
    this.#wire = new Wire(connection.key, connection.signature_scheme);
    const socket = (channel: ClientChannel | "stdin"): ClientSocket =>
      new ClientSocket(this.#wire, endpoint(connection, channel), this.#session);
    this.#sockets = { shell: socket("shell"), control: socket("control"), stdin: socket("stdin") };
    this.#iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0, reconnectInterval });
    this.#iopub.connect(endpoint(connection, "iopub"));
    this.#iopub.subscribe();
    void this.#listen();
    void kernel.ended.then((code) => this.#died(code));
  }

  /**
   * Starts a kernel and waits until it answers and broadcasts.
   * @param begun a process that somebody in a hurry has started with the same options
   */
  static async start(options: StartOptions, begun?: KernelProcess): Promise<KernelClient> {
    for (let attempt = 1; ; attempt += 1) {
      const client = new KernelClient((attempt === 1 && begun) || (await startKernelProcess(options)));
      try {
        await client.#whenReady();
        return client;
      } catch (error) {
        client.#close();
        // Ports were free when they were chosen; on a busy machine another process may take one before the kernel does.
        if (attempt === 3 || !/address already in use/i.test((error as Error).message)) throw error;
      }
    }
  }

  /** Runs a cell to its end. Errors of the cell are in the reply; only a dead kernel throws. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const { onMessage, onInput, subshell, ...request } = options;
    this.#onInput = onInput;
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: onInput !== undefined,
      stop_on_error: true,
      ...request,
    };
    const message = this.#request("execute_request", content, subshell === undefined ? {} : { subshell });
    const id = message.header.msg_id;
    const messages: Message[] = [];
    const idle = this.#until((shown) => {
      if ((shown.parent_header as { msg_id?: string }).msg_id !== id) return false;
      messages.push(shown);
      onMessage?.(shown);
      return shown.header.msg_type === "status" && shown.content.execution_state === "idle";
    });
    // If the kernel dies, the reply is the one to say so.
    idle.catch(() => {});
    const reply = await this.#send("shell", message);
    await idle;
    return { id, reply: reply as unknown as Message<ExecuteReply>, messages };
  }

  async complete(code: string, position = [...code].length): Promise<CompleteReply> {
    return (await this.request("shell", "complete_request", { code, cursor_pos: position })).content as never;
  }

  async inspect(code: string, position = [...code].length, detail: 0 | 1 = 0): Promise<InspectReply> {
    const content = { code, cursor_pos: position, detail_level: detail };
    return (await this.request("shell", "inspect_request", content)).content as never;
  }

  async isComplete(code: string): Promise<IsCompleteReply> {
    return (await this.request("shell", "is_complete_request", { code })).content as never;
  }

  /** Calls `listener` for every broadcast message from now on; gives back how to stop that. */
  onBroadcast(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Stops the running cell. */
  async interrupt(): Promise<void> {
    await this.request("control", "interrupt_request", {});
  }

  /** Sends any request and gives its reply. */
  request(channel: ClientChannel, type: string, content: Content = {}, extra: Extra = {}): Promise<Message> {
    return this.#send(channel, this.#request(type, content, extra));
  }

  /** Sends a message that has no reply, as comm messages; gives its id. */
  async post(type: string, content: Content, extra: Extra = {}): Promise<string> {
    const message = this.#request(type, content, extra);
    await this.#sockets.shell.send(message);
    return message.header.msg_id;
  }

  /** The next broadcast message that fulfils the condition. */
  heard(condition: (message: Message) => boolean): Promise<Message> {
    return this.#until(condition);
  }

  /** Whether the heartbeat answers within `milliseconds`. */
  async isAlive(milliseconds = 1000): Promise<boolean> {
    const socket = new Request({ linger: 0, receiveTimeout: milliseconds, sendTimeout: milliseconds });
    try {
      socket.connect(endpoint(this.process.connection, "hb"));
      await socket.send("ping");
      const [answer] = await socket.receive();
      return answer?.toString() === "ping";
    } catch {
      return false;
    } finally {
      socket.close();
    }
  }

  /** Resolves with the reason when the kernel has ended. */
  get death(): Promise<DeadKernelError> {
    return this.process.ended.then(() => this.#dead!);
  }

  /** Asks the kernel to end, and ends it if it does not. */
  async shutdown(): Promise<void> {
    if (!this.#dead) {
      const asked = this.request("control", "shutdown_request", { restart: false }).catch(() => {});
      await Promise.race([asked, sleep(2000, undefined, { ref: false })]);
      const ended = await Promise.race([this.process.ended, sleep(2000, undefined, { ref: false })]);
      if (ended === undefined) this.process.child.kill("SIGKILL");
      await this.process.ended;
    }
    this.#close();
  }

  async #whenReady(): Promise<void> {
    const heard = this.#until(
      (message) => message.header.msg_type !== "status" || message.content.execution_state !== "starting",
    );
    heard.catch(() => {});
    // A subscription takes a moment: ask until an answer and a broadcast have both arrived.
    const asked: Promise<Message>[] = [];
    const ask = (): void => {
      const answer = this.request("shell", "kernel_info_request");
      answer.catch(() => {});
      asked.push(answer);
    };
    ask();
    const timer = setInterval(ask, 250);
    try {
      await Promise.all([heard, asked[0]]);
      // A kernel that answers while a cell runs says again that it is busy: let it answer before the first cell.
      await Promise.all(asked);
    } finally {
      clearInterval(timer);
    }
  }

  #request(type: string, content: Content, { subshell, metadata = {}, buffers = [] }: Extra = {}): Message {
    const header = makeHeader(type, this.#session, "client");
    const addressed = subshell === undefined ? header : { ...header, subshell_id: subshell };
    return { header: addressed, parent_header: {}, metadata, content, buffers };
  }

  #send(channel: ClientChannel, message: Message): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#dead) return reject(this.#dead);
      this.#replies.set(message.header.msg_id, { resolve, reject });
      // A socket that is closed already: whoever asked is told.
      this.#sockets[channel].send(message).catch(reject);
    });
  }

  /** Resolves when a broadcast message fulfils the condition. */
  #until(condition: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const listener = (message: Message): void => {
        if (!condition(message)) return;
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
      void this.process.ended.then(() => reject(this.#dead));
    });
  }

  async #listen(): Promise<void> {
    const onReply = (message: Message): void => {
      const { msg_id: id } = message.parent_header as { msg_id: string };
      this.#replies.get(id)?.resolve(message);
      this.#replies.delete(id);
    };
    void this.#sockets.shell.receive(onReply);
    void this.#sockets.control.receive(onReply);
    void this.#sockets.stdin.receive((message) => void this.#answerInput(message));
    for await (const frames of this.#iopub) {
      const message = this.#wire.unpack(frames);
      for (const listener of this.#listeners) listener(message);
    }
  }

  async #answerInput(message: Message): Promise<void> {
    const { prompt, password } = message.content as { prompt: string; password: boolean };
    const value = (await this.#onInput?.(prompt, password)) ?? "";
    await this.#sockets.stdin.send(this.#request("input_reply", { value, status: "ok" }));
  }

  #died(code: number | NodeJS.Signals): void {
    const printed = this.process.printed().trim();
    this.#dead = new DeadKernelError(`The kernel ended (${code})${printed ? `: ${printed}` : "."}`);
    for (const { reject } of this.#replies.values()) reject(this.#dead);
    this.#replies.clear();
  }

  #close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close();
    this.#iopub.close();
  }
}
