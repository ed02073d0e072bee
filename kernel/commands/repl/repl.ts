// `gradbook repl`: files, code and standard input run in a kernel of their own; at a terminal, a conversation follows.
// The kernel is started first, and what the session itself needs is loaded while that starts.
import { dirname, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { beginKernel } from "./begin.ts";
import { parseOptions, usage } from "./options.ts";

/** The command. 0: all went well; 1: a cell failed or the kernel ended; 130: Ctrl-C while nobody converses. */
export async function replCommand(args: string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options) {
    console.log(usage);
    return 0;
  }
  const { code, files, stay } = options;
  const folder = folderOf(files);
  const cells = files.length > 0 ? await cellsOfAll(files, folder) : [];
  if (code !== undefined) cells.push(code);
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  if (code === undefined && !process.stdin.isTTY) cells.push(await standardInput());
  const kernel = await beginKernel(folder);
  const { converse, runAll } = await import("./conversation.ts");
  const talks = terminal && (code === undefined || stay);
  return talks ? converse(kernel, options, cells) : runAll(kernel, options, cells);
}

async function cellsOfAll(files: readonly string[], folder: string): Promise<string[]> {
  const { cellsOf } = await import("./sources.ts");
  return (await Promise.all(files.map((file) => cellsOf(file, folder)))).flat();
}

/** Imports and files are looked up from the first file's folder, as in a notebook; without files from here. */
const folderOf = ([first]: readonly string[]): string =>
  first === undefined ? process.cwd() : dirname(resolve(first));

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(text);
  } catch {
    throw new UserError("Standard input is not UTF-8 text.");
  }
}
