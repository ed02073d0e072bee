// Prepares the user's thread (engine, names, modules, error reports) and then runs what the worker asks for.
import { getHeapStatistics } from "node:v8";
import * as api from "../exports.ts";
import { Names } from "../cells/names.ts";
import { setCommChannel } from "../comms/comms.ts";
import { type DenoInCells, denoInCells } from "../compat/deno.ts";
import { installFormatters as installForeignFormatters } from "../compat/formatters.ts";
import * as tslab from "../compat/tslab.ts";
import { clearOutput } from "../display/display.ts";
import { setNextInputWriter } from "../display/nextInput.ts";
import { setAsk } from "../display/prompt.ts";
import { installFormatters } from "../figures/formatters.ts";
import { installNodeThreads } from "../host/threads.ts";
import type { Inbox } from "../link/inbox.ts";
import type { Waiting } from "../link/waiting.ts";
import type { RunId, ToMain } from "../link/messages.ts";
import { captureChildren } from "./children.ts";
import { reportError } from "./errorReport.ts";
import { captureFileOutput } from "./fileOutput.ts";
import { Firewall, Interrupted } from "./firewall.ts";
import { installInspection } from "./inspection.ts";
import type { MainLink } from "./link.ts";
import { ModuleGraphs } from "./moduleGraphs.ts";
import { Modules } from "./modules.ts";
import { askThrough } from "./prompt.ts";
import { Runner } from "./runner.ts";
import { assignSlots, declareSlots } from "./scope.ts";
import { settle } from "./settle.ts";
import { installShelf } from "./shelf.ts";
import { atRest, buildShelter, sheltered } from "./shelter.ts";
import { installStackTraces } from "./stack.ts";

/** What V8 adds to its limit for objects that are new, in bytes; old ones cannot have it. */
const forYoung = 96 * 2 ** 20;

export async function serve(
  link: MainLink,
  { inbox, waiting }: { readonly inbox: Inbox; readonly waiting: Waiting },
  listen: (listener: (message: ToMain) => void) => void,
): Promise<void> {
  const globals = Object.getOwnPropertyNames(globalThis);
  /** No code of the user's is running: puts back what it has left. */
  const stopped = (): void => {
    api.memory.codeStopped();
    waiting.over();
  };
  const firewall = new Firewall(stopped);
  const graphs = new ModuleGraphs(link);
  const modules = new Modules({
    folder: process.cwd(),
    own: { gradbook: api, tslab },
    graph: (specifier, from) => graphs.ask(specifier, from),
    guard: (body) => firewall.run(body),
  });
  installNodeThreads();
  installFormatters();
  installForeignFormatters();
  const runner = new Runner(link, modules, firewall);
  const exit = process.exit.bind(process);
  let allowInput = false;

  const { dirname: __dirname, filename: __filename } = modules.meta;
  const names = { ...api, Deno: denoThrough(link), __dirname, __filename };
  // The slots of names with a meaning of their own are called something else; see cells/names.ts.
  const slots = new Names(globals, Object.keys(names));
  const preloaded = Object.fromEntries(Object.entries(names).map(([name, value]) => [slots.slotOf(name)!, value]));
  declareSlots(Object.keys(preloaded));
  assignSlots(preloaded);
  setCommChannel((packet) => link.send({ type: "comm", run: link.run, packet }));
  setNextInputWriter((text, replace) =>
    link.send({ type: "payload", run: link.run, payload: { source: "set_next_input", text, replace } }),
  );
  setAsk(askThrough(link, inbox, () => allowInput));
  Object.defineProperty(globalThis, "require", { value: modules.require, configurable: true, writable: true });
  // Node clears terminals, and this is none.
  console.clear = () => clearOutput();
  captureFileOutput();
  captureChildren(waiting);
  installStackTraces();
  installInspection();
  installShelf();
  reportLateErrors(link);
  // Front-ends interrupt by message; a terminal's Ctrl-C also reaches kernels that it does not mean.
  process.on("SIGINT", () => {});
  process.exit = (code) => sheltered(() => leave(link, Number(code ?? process.exitCode ?? 0)));

  buildShelter();
  const answer = (message: ToMain): void => {
    if (message.type === "interrupt") {
      // Nothing runs now; what did may have been a timer's or a promise's, which nobody guards.
      stopped();
      runner.interrupt(message.last);
      link.send({ type: "interrupted" });
      tellEnds(link, message.lost);
    } else if (message.type === "exit") {
      exit(message.code);
    } else if (message.type === "settle") {
      settle();
    } else if (message.type === "reset") {
      assignSlots({ ...Object.fromEntries(message.slots.map((slot) => [slot, undefined])), ...preloaded });
    } else if (message.type === "imported") {
      graphs.answer(message);
    } else if (message.type === "comm") {
      settle();
      link.send({ type: "done", run: message.run, outcome: runner.hear(message) });
    } else {
      settle();
      allowInput = message.allowInput;
      runner.run(message, (outcome) => link.send({ type: "done", run: message.run, outcome }));
    }
  };
  listen((message) => {
    atRest();
    sheltered(() => answer(message));
  });
  const heapLimit = getHeapStatistics().heap_size_limit - forYoung;
  link.send({ type: "ready", names: Object.keys(names), globals, heapLimit });
}

function denoThrough(link: MainLink): DenoInCells {
  return denoInCells((msgType, content, options) =>
    link.send({ type: "broadcast", run: link.run, msgType, content, ...options }),
  );
}

/** Errors that no cell is waiting for: shown under the cell that began the work; the kernel lives on. */
function reportLateErrors(link: MainLink): void {
  const report = (thrown: unknown): void =>
    sheltered(() => link.stream("stderr", `${reportError(thrown).traceback.join("\n")}\n`));
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
}

/**
 * An interrupt that comes as a cell ends may stop the kernel's own code, and nobody would ever hear how it ended. What has
 * been told already is told in vain.
 */
function tellEnds(link: MainLink, runs: readonly RunId[]): void {
  for (const run of runs) {
    link.send({ type: "done", run, outcome: { status: "error", ...reportError(new Interrupted()) } });
  }
}

/** `process.exit()` in a cell: the worker says goodbye to everybody, then ends the process. */
function leave(link: MainLink, code: number): never {
  link.send({ type: "exiting", code });
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}
