// Executes a notebook in a kernel of its own, in the notebook's folder, cell by cell, without Python or a browser.
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KernelClient } from "../../client/client.ts";
import { DeadKernelError } from "../../client/requests.ts";
import type { CodeCell, Notebook } from "../../notebook/format.ts";
import type { Message } from "../../protocol/message.ts";
import { type Parameters, withParameters } from "../../notebook/parameters.ts";
import { kernelSpec } from "../kernelSpec.ts";
import { kernelNode } from "../kernelNode.ts";
import { packageRoot } from "../package.ts";
import { OutputCollector } from "./outputs.ts";

export interface RunSettings {
  /** Where the notebook lies: imports and files are looked up from its folder. */
  readonly path: string;
  readonly parameters?: Parameters;
  /** Seconds that one cell may take. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Goes on after a failing cell. Default false. */
  readonly allowErrors?: boolean;
  /** Told before each cell: which of how many code cells. */
  readonly onCell?: (cell: CodeCell, number: number, count: number) => void;
  /** Told after each cell, with the seconds that it took. */
  readonly onCellDone?: (cell: CodeCell, number: number, seconds: number) => void;
  /** Writes into each cell's metadata when it began and ended, as JupyterLab and nbclient do. Default false. */
  readonly times?: boolean;
  /** Ends the run, as if the kernel had been shut down. */
  readonly signal?: AbortSignal;
}

/** A cell that failed: its number among the code cells, counted from 1. */
export interface Failure {
  readonly cell: CodeCell;
  readonly number: number;
}

export interface Run {
  /** The notebook with its new outputs; the one that was given is not changed. */
  readonly notebook: Notebook;
  readonly failures: readonly Failure[];
  /** Code cells that were run. */
  readonly cells: number;
}

/** Runs all code cells; after a failing one the others keep no outputs, unless errors are allowed. */
export async function runNotebook(given: Notebook, settings: RunSettings): Promise<Run> {
  const { path, parameters = {}, allowErrors = false, signal } = settings;
  const notebook = structuredClone(withParameters(given, parameters));
  const cells = notebook.cells.filter(
    (cell): cell is CodeCell => cell.cell_type === "code" && cell.source.trim() !== "",
  );
  for (const cell of notebook.cells) if (cell.cell_type === "code") clear(cell);
  const client = await KernelClient.start({ argv: kernelCommand(), cwd: dirname(resolve(path)) });
  const stop = (): void => void client.process.child.kill("SIGKILL");
  signal?.addEventListener("abort", stop);
  try {
    await describeKernel(notebook, client);
    const collector = new OutputCollector();
    const failures: Failure[] = [];
    let number = 0;
    for (const cell of cells) {
      number += 1;
      if (hasTag(cell, "skip-execution")) continue;
      settings.onCell?.(cell, number, cells.length);
      collector.startCell(cell.outputs);
      const started = performance.now();
      const failed = await runCell(client, cell, collector, settings);
      settings.onCellDone?.(cell, number, (performance.now() - started) / 1000);
      if (signal?.aborted) signal.throwIfAborted();
      if (!failed || hasTag(cell, "raises-exception")) continue;
      failures.push({ cell, number });
      if (!allowErrors || failed === "dead") break;
    }
    return { notebook, failures, cells: number };
  } finally {
    signal?.removeEventListener("abort", stop);
    await client.shutdown();
  }
}

/** How long an interrupted cell may take to end before its kernel is ended. */
const patience = 5000;

async function runCell(
  client: KernelClient,
  cell: CodeCell,
  collector: OutputCollector,
  { timeout, signal, times = false }: RunSettings,
): Promise<false | "failed" | "dead"> {
  const running = client.execute(cell.source, {
    stop_on_error: false,
    onMessage: (message) => {
      if (times) noteTime(cell, message);
      collector.take(message);
    },
  });
  running.catch(() => {});
  try {
    if (timeout !== undefined && (await isLate(running, timeout * 1000))) {
      await client.interrupt();
      const stuck = await isLate(running, patience);
      collector.fail("CellTimeoutError", `The cell took longer than ${timeout} s. Allow more with --timeout SECONDS.`);
      if (stuck) client.process.child.kill("SIGKILL");
      return stuck ? "dead" : "failed";
    }
    const { reply } = await running;
    if (times) noteTime(cell, reply);
    cell.execution_count = reply.content.execution_count;
    return reply.content.status === "ok" ? false : "failed";
  } catch (error) {
    if (!(error instanceof DeadKernelError)) throw error;
    if (!signal?.aborted) collector.fail("DeadKernelError", error.message);
    return "dead";
  }
}

/** The keys are those of JupyterLab's `recordTiming`. */
function noteTime(cell: CodeCell, { header, content }: Message<object>): void {
  const key = {
    execute_input: "iopub.execute_input",
    status: `iopub.status.${(content as { execution_state?: string }).execution_state}`,
    execute_reply: "shell.execute_reply",
  }[header.msg_type];
  if (key !== undefined) cell.metadata.execution = { ...(cell.metadata.execution as object), [key]: header.date };
}

/** Whether a promise is still open after some milliseconds. */
async function isLate(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const given = new AbortController();
  const late = sleep(milliseconds, true, { signal: given.signal }).catch(() => false);
  const open = await Promise.race([promise.then(() => false), late]);
  given.abort();
  return open;
}

/** The command of the kernelspec, but of this very package, wherever it is installed. */
function kernelCommand(): string[] {
  const [, ...args] = kernelSpec().argv as string[];
  return [
    kernelNode(),
    ...args.map((arg) => (arg.endsWith("kernel.js") ? join(packageRoot, "dist", "kernel.js") : arg)),
  ];
}

async function describeKernel(notebook: Notebook, client: KernelClient): Promise<void> {
  const { content } = await client.request("shell", "kernel_info_request");
  const language = content.language_info as { name: string };
  notebook.metadata.language_info = language;
  notebook.metadata.kernelspec ??= {
    name: "gradbook",
    display_name: String(kernelSpec().display_name),
    language: language.name,
  };
}

function clear(cell: CodeCell): void {
  cell.outputs = [];
  cell.execution_count = null;
  // What an earlier run noted is not true of this one.
  delete cell.metadata.execution;
}

const hasTag = (cell: CodeCell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;
