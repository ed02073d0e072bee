// `gradbook repl`: files, code and standard input run in a kernel of their own; at a terminal, a conversation follows.
import { dirname, resolve } from "node:path";
import { DeadKernelError } from "../../client/client.ts";
import { version } from "../package.ts";
import { UserError } from "../errors.ts";
import { Interactive } from "./interactive.ts";
import { parseOptions, type ReplOptions, usage } from "./options.ts";
import { Session } from "./session.ts";
import { type PictureProtocol, protocolOf } from "./show/pictures.ts";
import { Outputs } from "./show/outputs.ts";
import { cellsOf } from "./sources.ts";
import { TerminalInput } from "./terminal/input.ts";
import { style, wantsColors } from "./terminal/style.ts";

/** The command. 0: all went well; 1: a cell failed or the kernel ended; 130: Ctrl-C while nobody converses. */
export async function replCommand(args: string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options) {
    console.log(usage);
    return 0;
  }
  const { code, files, stay } = options;
  const cells = (await Promise.all(files.map(cellsOf))).flat();
  if (code !== undefined) cells.push(code);
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  if (terminal && (code === undefined || stay)) return converse(options, cells);
  if (code === undefined && !process.stdin.isTTY) cells.push(await standardInput());
  return runAll(options, cells);
}

async function converse(options: ReplOptions, cells: readonly string[]): Promise<number> {
  const paint = style(wantsColors(process.stdout, process.env));
  const input = new TerminalInput(process.stdin);
  const pictures = askPictures(options, input);
  let around = (write: () => void): void => write();
  const outputs = new Outputs({
    out: process.stdout,
    err: process.stderr,
    live: true,
    canvas: () => ({ style: paint, columns: process.stdout.columns || 80, pictures: pictures() }),
    around: (write) => around(write),
  });
  const session = Session.start(folderOf(options.files), outputs);
  process.stdout.write(
    `${paint.paint("bold", "gradbook")} ${version}  ${paint.paint("faint", ".help, Tab, Ctrl-D")}\n`,
  );
  process.stdout.write(pasteMarks.on);
  try {
    const interactive = new Interactive({ session, outputs, input, style: paint, keepHistory: options.history });
    around = interactive.around;
    for (const cell of cells) if (!(await interactive.run(cell))) break;
    await interactive.converse();
    return 0;
  } catch (error) {
    return reportDeath(error);
  } finally {
    process.stdout.write(pasteMarks.off);
    input.close();
    await session.then(
      (started) => started.close(),
      () => {},
    );
  }
}

/** Asks the terminal to mark what is pasted ("bracketed paste"), so that its line ends are no Enter keys. */
const pasteMarks = { on: "\x1b[?2004h", off: "\x1b[?2004l" } as const;

async function runAll(options: ReplOptions, cells: readonly string[]): Promise<number> {
  const paint = style(wantsColors(process.stdout, process.env));
  const forced = options.pictures === "auto" || options.pictures === "none" ? undefined : options.pictures;
  const pictures =
    forced ?? (options.pictures === "auto" && process.stdout.isTTY ? protocolOf(process.env) : undefined);
  const outputs = new Outputs({
    out: process.stdout,
    err: process.stderr,
    live: false,
    canvas: () => ({ style: paint, columns: process.stdout.columns || 80, pictures }),
    around: (write) => write(),
  });
  try {
    const session = await Session.start(folderOf(options.files), outputs);
    let interrupted = false;
    process.on("SIGINT", () => {
      interrupted = true;
      void session.interrupt().catch(() => {});
    });
    try {
      for (const cell of cells) if (!(await session.run(cell))) return interrupted ? 130 : 1;
      return 0;
    } finally {
      await session.close();
    }
  } catch (error) {
    return reportDeath(error);
  }
}

/** A kernel that ends takes the session with it, and says why. */
function reportDeath(error: unknown): number {
  if (!(error instanceof DeadKernelError)) throw error;
  console.error(error.message);
  return 1;
}

/** Imports and files are looked up from the first file's folder, as in a notebook; without files from here. */
const folderOf = ([first]: readonly string[]): string =>
  first === undefined ? process.cwd() : dirname(resolve(first));

/** Which pictures the terminal can draw: what the option says, else what the environment says, else the terminal itself. */
function askPictures({ pictures }: ReplOptions, input: TerminalInput): () => PictureProtocol | undefined {
  if (pictures === "none") return () => undefined;
  if (pictures !== "auto") return () => pictures;
  let found = protocolOf(process.env);
  if (!found) {
    input.onAttributes = (numbers) => {
      if (numbers.includes(4)) found = "sixel";
    };
    process.stdout.write("\x1b[c");
  }
  return () => found;
}

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
