// The kernel's end: everybody hears a last word, and nothing is left behind.
import type { Debugger } from "../debugger/debugger.ts";
import type { LanguageService } from "../language/languageService.ts";
import type { Channels } from "./channels.ts";
import type { History } from "./history.ts";
import type { MainThread } from "./mainThread.ts";
import type { Shells } from "./shells.ts";

/** In milliseconds; Jupyter's own patience is five seconds. */
const mostForGoodbye = 8000;

interface EndingParts {
  readonly channels: Channels;
  readonly shells: Shells;
  readonly history: History;
  readonly debugger: Debugger;
  readonly language: Promise<LanguageService>;
  readonly main: MainThread;
  /** Keeps the code that has been compiled for the next kernel. */
  readonly keep: () => void;
}

export class Ending {
  readonly #parts: EndingParts;

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  /** Ends the process after a last word to everybody. */
  async leave(code: number): Promise<never> {
    const { channels, shells, history, debugger: debug, language, main, keep } = this.#parts;
    // Whatever the last word waits for, as for a cell that never stops printing.
    setTimeout(() => process.kill(process.pid, "SIGKILL"), mostForGoodbye).unref();
    shells.cancel();
    shells.abortWaiting();
    history.save();
    await channels.close();
    await debug.interrupt();
    await debug.close();
    (await language).close();
    keep();
    return main.exit(code);
  }

  /** A cell has called `process.exit`: those that run hear that they will not be answered otherwise. */
  async exit(code: number): Promise<never> {
    const { channels, shells } = this.#parts;
    const { iopub } = channels;
    const problem = `process.exit(${code}) ended the kernel.`;
    const [shell] = shells.running;
    iopub.stream("stderr", `${problem}\n`, shell?.current?.header ?? {});
    // Told already, so it has no traceback that would tell it again.
    const failure = { status: "error", ename: "KernelExit", evalue: problem, traceback: [] };
    for (const { current, count } of shells.running) {
      await channels.reply("shell", current!, { ...failure, execution_count: count });
      await iopub.status("idle", current!.header);
    }
    return this.leave(code);
  }
}
