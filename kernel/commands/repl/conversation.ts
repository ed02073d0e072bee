// What a session does once its kernel is starting: converses at a terminal, or runs the cells that were given and leaves.
// Puts together terminal, outputs and kernel; knows neither keys nor messages.
import { DeadKernelError } from "../../client/requests.ts";
import { version } from "../package.ts";
import type { BegunKernel } from "./begin.ts";
import { Interactive } from "./interactive.ts";
import type { ReplOptions } from "./options.ts";
import { Session } from "./session.ts";
import { Outputs } from "./show/outputs.ts";
import { type PictureProtocol, protocolOf } from "./show/pictures.ts";
import { TerminalInput } from "./terminal/input.ts";
import { style, wantsColors } from "./terminal/style.ts";

/** Talks with whoever sits at the terminal, after the cells. */
export async function converse(kernel: BegunKernel, options: ReplOptions, cells: readonly string[]): Promise<number> {
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
  const session = Session.start(kernel, outputs);
  process.stdout.write(
    `${paint.paint("bold", "gradbook")} ${version}  ${paint.paint("faint", ".help, Tab, Ctrl-D")}\n`,
  );
  process.stdout.write(pasteMarks.on);
  try {
    const { started, folder } = kernel;
    const interactive = new Interactive({
      session,
      ready: started.ready,
      outputs,
      input,
      style: paint,
      keepHistory: options.history,
      folder,
    });
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

/** Runs the cells and ends. */
export async function runAll(kernel: BegunKernel, options: ReplOptions, cells: readonly string[]): Promise<number> {
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
    const session = await Session.start(kernel, outputs);
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
