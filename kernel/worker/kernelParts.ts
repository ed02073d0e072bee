// How the kernel's parts are put together. Their order is that of the start, of which each millisecond is waited for; those
// that need one another find each other by functions, which are called only later. It must not know which message goes where.
import { Names } from "../cells/names.ts";
import { Debugger } from "../debugger/debugger.ts";
import type { LanguageService } from "../language/languageService.ts";
import { userConfig } from "../language/tsconfig.ts";
import { Gauge } from "../link/gauge.ts";
import { Inbox } from "../link/inbox.ts";
import type { WorkerData } from "../link/messages.ts";
import { Waiting } from "../link/waiting.ts";
import type { Connection } from "../protocol/connection.ts";
import { type Answer, answers } from "./answers.ts";
import { Channels } from "./channels.ts";
import { Comms } from "./comms.ts";
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

/** What messages are given to. */
export interface KernelParts {
  readonly channels: Channels;
  readonly main: MainThread;
  readonly history: History;
  readonly inbox: Inbox;
  readonly comms: Comms;
  readonly shelf: Shelf;
  readonly pages: Pages;
  readonly debugger: Debugger;
  readonly execution: ExecutionParts;
  readonly rehearsal: Rehearsal;
  readonly shells: Shells;
  readonly ending: Ending;
  /** By message type. */
  readonly answers: Readonly<Record<string, Answer>>;
}

/** @param debugParent whose debug session an event belongs to that happens now */
export function kernelParts(options: KernelOptions, debugParent: () => Parent): KernelParts {
  const { connection, port, version, typescript, language, keep } = options;
  const runs = new Runs();
  const gauge = new Gauge(options.gauge);
  const channels = new Channels(connection, (weight) => gauge.remove(weight));
  const { iopub } = channels;
  const rehearsal = new Rehearsal(keep);
  const main = new MainThread(port, new Waiting(options.waiting), (message) => shown.take(message));
  const history = new History(options.connectionFile);
  const inbox = new Inbox(options.inbox);
  // The channels have loaded the last that a first cell needs.
  void main.settle();
  const comms = new Comms({ iopub, main, runs });
  const shelf = new Shelf(iopub, main);
  const shown = new Shown({
    channels,
    main,
    runs,
    comms,
    gauge,
    live: new LiveFigures((state) => shelf.sendLive(state)),
    imported: (specifier, from) => modules.graph(specifier, from),
    onExit: (code) => ending.exit(code),
  });
  const pages = new Pages(iopub);
  const info = kernelInfo(version, typescript);
  const names = main.ready.then(({ names: preloaded, globals }) => new Names(globals, preloaded));
  const debug = new Debugger({
    names,
    declare: (name) => void language.then((service) => service.commit(`let ${name}: any;`)),
    onEvent: (event) => void iopub.publish("debug_event", { ...event }, debugParent()),
  });
  const config = userConfig(process.cwd());
  const modules = new LocalModules({ folder: process.cwd(), dialect: config.options, paths: config.paths });
  const execution: ExecutionParts = {
    iopub,
    main,
    names,
    language,
    history,
    settings: { types: "error" },
    dialect: config.options,
    notices: config.problem === undefined ? [] : [config.problem],
    runs,
    modules,
    inTurn: takeTurns(),
    onReset: () => {
      debug.forget();
      modules.reset();
      shelf.forget();
    },
    beforeRun: (cell, code) => {
      shelf.ran(cell);
      return debug.beforeRun(cell, code);
    },
    reply: (request, content, metadata) => channels.reply("shell", request, content, metadata),
  };
  const shells = new Shells(execution);
  const ending = new Ending({ channels, shells, history, debugger: debug, language, main, keep });
  const ports = Object.fromEntries(Object.entries(connection.ports).map(([name, number]) => [`${name}_port`, number]));
  return {
    channels,
    main,
    history,
    inbox,
    comms,
    shelf,
    pages,
    debugger: debug,
    execution,
    rehearsal,
    shells,
    ending,
    answers: answers({ info, language, history, comms, shells, ports }),
  };
}
