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
import { Ending } from "./ending.ts";
import type { ExecutionParts } from "./executionParts.ts";
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
  /** Keeps the code that has been compiled, for the next kernel: called when cells have run and nobody waits for anything. */
  readonly keep: () => void;
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
  readonly #rehearsal: Rehearsal;
  readonly #ending: Ending;
  readonly #debugger: Debugger;
  /** Whose debug session the events belong to. */
  #debugParent: Parent = {};
  readonly #answers: Readonly<Record<string, Answer>>;
  readonly #history: History;
  readonly #inbox: Inbox;
  readonly #modules: LocalModules;

  constructor(options: KernelOptions) {
    const { connection, port, version, typescript, language } = options;
    this.#gauge = new Gauge(options.gauge);
    this.#channels = new Channels(connection, (weight) => this.#gauge.remove(weight));
    const { iopub } = this.#channels;
    this.#rehearsal = new Rehearsal(options.keep);
    this.#main = new MainThread(port, new Waiting(options.waiting), (message) => this.#shown.take(message));
    this.#history = new History(options.connectionFile);
    this.#inbox = new Inbox(options.inbox);
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
      onExit: (code) => this.#ending.exit(code),
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
    this.#ending = new Ending({
      channels: this.#channels,
      shells: this.#shells,
      history: this.#history,
      debugger: this.#debugger,
      language,
      main: this.#main,
      keep: options.keep,
    });
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
  leave(code: number): Promise<never> {
    return this.#ending.leave(code);
  }

  async #onShell(message: Received): Promise<void> {
    const { msg_type: type } = message.header;
    const shell = this.#shells.of(message);
    if (!shell) return this.#unknownSubshell(message);
    if (type === "execute_request") {
      this.#rehearsal.end();
      return shell.handle(message);
    }
    if (isCommMessage(type)) return this.#onComm(message, shell.begun);
    // Shutting down through the shell channel is deprecated and still done.
    if (type === "shutdown_request") return this.#onControl(message, "shell");
    return this.#answer("shell", message);
  }

  /** @param begun when the cells that came before have begun */
  async #onComm(message: Received, begun: Promise<void>): Promise<void> {
    // The questions of our own pages wait for no cell.
    if (this.#shelf.takes(message)) return this.#beside(message, () => this.#shelf.receive(message));
    if (this.#pages.takes(message)) return this.#beside(message, () => this.#pages.receive(message));
    this.#rehearsal.end();
    // Others keep their place behind the cells that came before them, but a running cell does not hold them up.
    await begun;
    return this.#beside(message, async () => void (await this.#comms.receive(message)));
  }

  async #onControl(message: Received, channel: RequestChannel = "control"): Promise<void> {
    // A front-end asks at its start what the debugger can do.
    if (controlling.has(message.header.msg_type) && message.content.command !== "debugInfo") this.#rehearsal.end();
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
        return this.#beside(message, async () => {
          this.#debugParent = message.header;
          await this.#channels.reply(
            channel,
            message,
            await this.#debugger.handle(message.content as unknown as DebugRequest),
          );
        });
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
    return this.#beside(message, () => this.#channels.reply("shell", message, failure("SubshellError", problem)));
  }

  /** Answers a request while a cell may be running: front-ends take the last status for the kernel's, so it is said again. */
  async #beside(message: Received, work: () => Promise<void>): Promise<void> {
    await this.#channels.wrapped(message, work);
    await this.#stillBusy();
  }

  async #stillBusy(): Promise<void> {
    const running = this.#shells.running[0]?.current;
    if (running) await this.#channels.iopub.status("busy", running.header);
  }

  #onStdin(message: Received): void {
    if (message.header.msg_type === "input_reply") this.#inbox.answer(String(message.content.value ?? ""));
  }
}

/** Requests after which a rehearsal could be noticed. */
const controlling = new Set(["interrupt_request", "shutdown_request", "debug_request"]);

const failure = (ename: string, evalue: string): object => ({ status: "error", ename, evalue, traceback: [] });
