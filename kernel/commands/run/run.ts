// `gradbook run`: executes notebooks, some at the same time, and saves each in one step when it has ended.
import { mkdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { DeadKernelError } from "../../client/requests.ts";
import { NotebookError } from "../../notebook/error.ts";
import type { CodeCell } from "../../notebook/format.ts";
import { readNotebook } from "../../notebook/read.ts";
import { writeNotebook } from "../../notebook/write.ts";
import { UserError } from "../errors.ts";
import { notebookFiles } from "../notebookFiles.ts";
import { wantsColors } from "../repl/terminal/style.ts";
import { Journal } from "./journal.ts";
import { parseOptions, type RunOptions, usage } from "./options.ts";
import { Progress } from "./progress.ts";
import { runNotebook } from "./runNotebook.ts";

/** The command. 0: every cell ran; 1: a cell failed; 130: stopped by Ctrl-C, and nothing of a running notebook saved. */
export async function runCommand(args: string[]): Promise<number> {
  const options = read(args);
  if (!options) {
    console.log(usage);
    return 0;
  }
  const paths = await notebookFiles(options.notebooks);
  const targetOf = await targets(paths, options.output);
  const journal = await Journal.open(paths.map(targetOf), options);
  const progress = new Progress();
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  let failed = false;
  const waiting = [...paths];
  const work = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined && !stop.signal.aborted; path = waiting.shift()) {
      const target = targetOf(path);
      if (await journal.isFinished(path, target)) {
        progress.done(path, `✔ ${path}  finished before`);
        continue;
      }
      const finished = await journal.begin(path, target);
      if (await runOne(path, target, options, progress, stop.signal)) await finished();
      else failed = true;
    }
  };
  const early = sayUnfinished(progress);
  try {
    await Promise.all(Array.from({ length: options.jobs }, work));
  } finally {
    progress.end();
    process.off("exit", early);
  }
  if (stop.signal.aborted) return 130;
  if (failed) return 1;
  await journal.remove();
  return 0;
}

function read(args: string[]): RunOptions | undefined {
  try {
    return parseOptions(args);
  } catch (error) {
    throw error instanceof NotebookError ? new UserError(error.message) : error;
  }
}

/** Runs and saves one notebook; says whether all went well. */
async function runOne(
  path: string,
  target: string,
  options: RunOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<boolean> {
  progress.at(path, "starting the kernel");
  const took: string[] = [];
  try {
    const { notebook, failures, cells } = await runNotebook(await readNotebook(path), {
      ...options,
      path,
      signal,
      onCell: (cell, number, count) => progress.at(path, `[${number}/${count}] ${firstLine(cell)}`),
      onCellDone: (cell, number, seconds) =>
        void took.push(`${seconds.toFixed(2).padStart(10)} s  [${number}] ${firstLine(cell)}`),
    });
    await writeNotebook(target, notebook);
    const saved = target === path ? "" : ` → ${target}`;
    const times = options.times ? took : [];
    const [head, details] =
      failures.length === 0
        ? [`✔ ${path}  ${cells} cells  %s${saved}`, times]
        : [`✘ ${path}  %s${saved}`, [...times, ...failures.map((one) => report(one.cell, one.number))]];
    progress.done(path, [head, ...details].join("\n"));
    return failures.length === 0;
  } catch (error) {
    if (signal.aborted) progress.done(path, `✘ ${path}  stopped after %s; the file is as it was`);
    else if (error instanceof NotebookError) progress.done(path, `✘ ${error.message}`);
    else if (error instanceof DeadKernelError)
      progress.done(path, `✘ ${path}  ${error.message} The file is as it was.`);
    // A defect of ours in one notebook must not take the others with it.
    else progress.done(path, `✘ ${path}  ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  }
}

/** Should the process end in the middle of the work, for whatever reason it can still say, it does not do so silently. */
function sayUnfinished(progress: Progress): (code: number) => void {
  const say = (code: number): void => {
    for (const name of progress.running) console.error(`✘ ${name}  was not finished: the command ended (${code})`);
  };
  process.on("exit", say);
  return say;
}

/** The file that each notebook's result goes to. */
async function targets(paths: readonly string[], output: string | undefined): Promise<(path: string) => string> {
  if (output === undefined) return (path) => path;
  const isFolder = await stat(output).then(
    (found) => found.isDirectory(),
    () => !output.endsWith(".ipynb"),
  );
  if (!isFolder) {
    if (paths.length > 1)
      throw new UserError(`-o ${output} is one file, and there are ${paths.length} notebooks: give a folder.`);
    return () => output;
  }
  const names = paths.map((path) => basename(path));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice) throw new UserError(`Two of the notebooks are called ${twice}: run them one at a time, or without -o.`);
  await mkdir(output, { recursive: true });
  return (path) => join(output, basename(path));
}

const firstLine = (cell: CodeCell): string => cell.source.trim().split("\n", 1)[0]!;

function report(cell: CodeCell, number: number): string {
  const error = cell.outputs.findLast((output) => output.output_type === "error");
  const coloured = error?.output_type === "error" ? error.traceback.join("\n") : "";
  const text = wantsColors(process.stderr, process.env) ? coloured : stripVTControlCharacters(coloured);
  return `  code cell ${number} failed:\n${text.replace(/^/gm, "    ")}`;
}
