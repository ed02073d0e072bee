// Which message goes where: the kernel's parts put together behind its sockets. Requests that run code queue up in
// their shell; all others are answered at once, also while a cell runs.
import { Names } from "../cells/names.ts";
import { Debugger } from "../debugger/debugger.ts";
import type { DebugRequest } from "../debugger/protocol.ts";
import type { LanguageService } from "../language/languageService.ts";
import { userConfig } from "../language/tsconfig.ts";
import { Gauge } from "../link/gauge.ts";
import { Inbox } from "../link/inbox.ts";
import type { WorkerData } from "../link/messages.ts";
import { Waiting } from "../link/waiting.ts";
import type { Connection } from "../protocol/connection.ts";
import type { Received } from "../protocol/message.ts";
import { type Answer, answers } from "./answers.ts";
import { Channels, type RequestChannel } from "./channels.ts";
import { Comms, isCommMessage } from "./comms.ts";
import { History } from "./history.ts";
import type { ExecutionParts } from "./execution.ts";
import type { Parent } from "./iopub.ts";
import { kernelInfo } from "./kernelInfo.ts";
import { MainThread } from "./mainThread.ts";
import { LocalModules } from "./modules/modules.ts";
import { Pages } from "./pages.ts";
import { Rehearsal } from "./rehearsal.ts";
import { Runs } from "./runs.ts";
import { LiveFigures } from "./liveFigures.ts";
import { Shelf } from "./shelf.ts";
import { Shells } from "./shells.ts";
import { Shown } from "./shown.ts";
import { takeTurns } from "./turn.ts";

export interface KernelOptions extends WorkerData {
  readonly connection: Connection;
  readonly port: import("node:worker_threads").MessagePort;
  readonly version: string;
  readonly typescript: string;
  readonly language: Promise<LanguageService>;
}

export class Kernel {
  readonly #channels: Channels;
  readonly #gauge: Gauge;
  readonly #main: MainThread;
  readonly #runs = new Runs();
  readonly #comms: Comms;
  readonly #shelf: Shelf;
  readonly #shown: Shown;
  readonly #pages: Pages;
  readonly #parts: ExecutionParts;
  readonly #shells: Shells;
  readonly #rehearsal = new Rehearsal();
  readonly #debugger: Debugger;
  /** Whose debug session the events belong to. */
  #debugParent: Parent = {};
  readonly #answers: Readonly<Record<string, Answer>>;
  readonly #history: History;
  readonly #inbox: Inbox;
  readonly #modules: LocalModules;
  readonly #language: Promise<LanguageService>;

  constructor(options: KernelOptions) {
    const { connection, port, version, typescript, language } = options;
    this.#gauge = new Gauge(options.gauge);
    this.#channels = new Channels(connection, (weight) => this.#gauge.remove(weight));
    const { iopub } = this.#channels;
    this.#main = new MainThread(port, new Waiting(options.waiting), (message) => this.#shown.take(message));
    this.#history = new History(options.connectionFile);
    this.#inbox = new Inbox(options.inbox);
    this.#language = language;
    // The channels have loaded the last that a first cell needs.
    void this.#main.settle();
    this.#comms = new Comms({ iopub, main: this.#main, runs: this.#runs });
    this.#shelf = new Shelf(iopub, this.#main);
    this.#shown = new Shown({
      channels: this.#channels,
      main: this.#main,
      runs: this.#runs,
      comms: this.#comms,
      gauge: this.#gauge,
      live: new LiveFigures((state) => this.#shelf.sendLive(state)),
      imported: (specifier, from) => this.#modules.graph(specifier, from),
      onExit: (code) => this.#exiting(code),
    });
    this.#pages = new Pages(iopub);
    const info = kernelInfo(version, typescript);
    const names = this.#main.ready.then(({ names: preloaded, globals }) => new Names(globals, preloaded));
    this.#debugger = new Debugger({
      names,
      declare: (name) => void language.then((service) => service.commit(`let ${name}: any;`)),
      onEvent: (event) => void iopub.publish("debug_event", { ...event }, this.#debugParent),
    });
    const config = userConfig(process.cwd());
    this.#modules = new LocalModules({ folder: process.cwd(), dialect: config.options, paths: config.paths });
    this.#parts = {
      iopub,
      main: this.#main,
      names,
      language,
      history: this.#history,
      settings: { types: "error" },
      dialect: config.options,
      notices: config.problem === undefined ? [] : [config.problem],
      runs: this.#runs,
      modules: this.#modules,
      inTurn: takeTurns(),
      onReset: () => {
        this.#debugger.forget();
        this.#modules.reset();
        this.#shelf.forget();
      },
      beforeRun: (cell, code) => {
        this.#shelf.ran(cell);
        return this.#debugger.beforeRun(cell, code);
      },
      reply: (request, content, metadata) => this.#channels.reply("shell", request, content, metadata),
    };
    this.#shells = new Shells(this.#parts);
    const ports = Object.fromEntries(
      Object.entries(connection.ports).map(([name, number]) => [`${name}_port`, number]),
    );
    this.#answers = answers({
      info,
      language,
      history: this.#history,
      comms: this.#comms,
      shells: this.#shells,
      ports,
    });
  }

  /** Binds the sockets and serves until shutdown. */
  async start(): Promise<void> {
    try {
      await this.#channels.bind();
    } catch (error) {
      console.error(`The gradbook kernel cannot listen on its ports: ${(error as Error).message}.`);
      return this.leave(1);
    }
    void this.#rehearsal.run(this.#parts).catch((error: Error) => console.error(`gradbook: ${error.stack}`));
    // Control messages one at a time: debuggers rely on the order.
    const inTurn = takeTurns();
    await this.#channels.serve({
      shell: (message) => this.#onShell(message),
      control: (message) => inTurn(() => this.#onControl(message)),
      stdin: async (message) => this.#onStdin(message),
    });
  }

  /** Ends the process after a last word to everybody. */
  async leave(code: number): Promise<never> {
    // Whatever the last word waits for, as for a cell that never stops printing.
    setTimeout(() => process.kill(process.pid, "SIGKILL"), mostForGoodbye).unref();
    this.#shells.cancel();
    this.#shells.abortWaiting();
    this.#history.save();
    await this.#channels.close();
    await this.#debugger.interrupt();
    await this.#debugger.close();
    (await this.#language).close();
    return this.#main.exit(code);
  }

  async #onShell(message: Received): Promise<void> {
    const { msg_type: type } = message.header;
    if (type === "execute_request" || isCommMessage(type)) this.#rehearsal.end();
    const shell = this.#shells.of(message);
    if (!shell) return this.#unknownSubshell(message);
    if (type === "execute_request") return shell.handle(message);
    if (isCommMessage(type) && this.#shelf.takes(message)) return this.#onShelf(message);
    if (isCommMessage(type) && this.#pages.takes(message)) return this.#onPage(message);
    if (isCommMessage(type)) return shell.begun.then(() => this.#onComm(message));
    // Shutting down through the shell channel is deprecated and still done.
    if (type === "shutdown_request") return this.#onControl(message, "shell");
    return this.#answer("shell", message);
  }

  /** Comm messages keep their place behind the cells that came before them, but a running cell does not hold them up. */
  async #onComm(message: Received): Promise<void> {
    await this.#channels.wrapped(message, async () => void (await this.#comms.receive(message)));
    await this.#stillBusy();
  }

  /** The panel's questions wait for no cell. */
  async #onShelf(message: Received): Promise<void> {
    await this.#channels.wrapped(message, () => this.#shelf.receive(message));
    await this.#stillBusy();
  }

  async #onPage(message: Received): Promise<void> {
    await this.#channels.wrapped(message, () => this.#pages.receive(message));
    await this.#stillBusy();
  }

  async #onControl(message: Received, channel: RequestChannel = "control"): Promise<void> {
    this.#rehearsal.end();
    switch (message.header.msg_type) {
      case "interrupt_request":
        return this.#channels.wrapped(message, async () => {
          this.#shells.cancel();
          this.#inbox.answer(undefined);
          await this.#debugger.interrupt();
          await this.#main.interrupt();
          await this.#channels.reply(channel, message, { status: "ok" });
        });
      case "shutdown_request": {
        const restart = message.content.restart === true;
        await this.#channels.wrapped(message, async () => {
          await this.#channels.reply(channel, message, { status: "ok", restart });
          await this.#channels.iopub.publish("shutdown_reply", { status: "ok", restart }, message.header);
        });
        if (!restart) this.#history.discard();
        return this.leave(0);
      }
      case "debug_request":
        await this.#channels.wrapped(message, async () => {
          this.#debugParent = message.header;
          await this.#channels.reply(
            channel,
            message,
            await this.#debugger.handle(message.content as unknown as DebugRequest),
          );
        });
        return this.#stillBusy();
      default:
        return this.#answer(channel, message);
    }
  }

  async #answer(channel: RequestChannel, message: Received): Promise<void> {
    const type = message.header.msg_type;
    const answer = Object.hasOwn(this.#answers, type) ? this.#answers[type] : undefined;
    // The protocol: messages of a type that a kernel does not know are ignored.
    if (!answer) return;
    // A cell that begins only now says itself that it is busy.
    const besideCell = this.#shells.running.length > 0;
    await this.#channels.wrapped(message, async () => {
      const content = await answer(message.content).catch((error: Error) => failure(error.name, error.message));
      await this.#channels.reply(channel, message, content);
    });
    if (besideCell) await this.#stillBusy();
  }

  async #unknownSubshell(message: Received): Promise<void> {
    const problem = `There is no subshell ${JSON.stringify(message.header.subshell_id)} (any more).`;
    await this.#channels.wrapped(message, () =>
      this.#channels.reply("shell", message, failure("SubshellError", problem)),
    );
    await this.#stillBusy();
  }

  /** Front-ends take the last status for the kernel's: says again that a cell is running. */
  async #stillBusy(): Promise<void> {
    const running = this.#shells.running[0]?.current;
    if (running) await this.#channels.iopub.status("busy", running.header);
  }

  #onStdin(message: Received): void {
    if (message.header.msg_type === "input_reply") this.#inbox.answer(String(message.content.value ?? ""));
  }

  async #exiting(code: number): Promise<void> {
    const { iopub } = this.#channels;
    const problem = `process.exit(${code}) ended the kernel.`;
    const [shell] = this.#shells.running;
    iopub.stream("stderr", `${problem}\n`, shell?.current?.header ?? {});
    for (const { current, count } of this.#shells.running) {
      await this.#channels.reply("shell", current!, { ...failure("KernelExit", problem), execution_count: count });
      await iopub.status("idle", current!.header);
    }
    await this.leave(code);
  }
}

/** In milliseconds; Jupyter's own patience is five seconds. */
const mostForGoodbye = 8000;

const failure = (ename: string, evalue: string): object => ({ status: "error", ename, evalue, traceback: [] });
