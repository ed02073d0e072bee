// A `gradbook repl` in a real pseudo-terminal: what a user types, and what a user sees.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../house/sources.ts";
import { python } from "../python.ts";

export const cli = join(root, "dist", "cli.js");

export const keys = {
  enter: "\r",
  tab: "\t",
  up: "\x1b[A",
  left: "\x1b[D",
  altEnter: "\x1b\r",
  ctrlC: "\x03",
  ctrlD: "\x04",
  ctrlR: "\x12",
} as const;

export class Terminal {
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  #raw = "";
  /** Where in the output the last search ended. */
  #seen = 0;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    const bridge = join(import.meta.dirname, "bridge.py");
    this.#child = spawn(python, [bridge, process.execPath, cli, "repl", ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: "xterm-256color", ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.#raw += text));
    this.ended = new Promise((resolve) => this.#child.once("exit", (code) => resolve(code ?? -1)));
  }

  type(text: string): void {
    this.#child.stdin!.write(text);
  }

  /** Waits for text (without colours and cursor movements) after what was found last; gives what came up to it. */
  async sees(wanted: string | RegExp): Promise<string> {
    return this.#until(wanted, () => plain(this.#raw), 20_000);
  }

  /** The same for the bytes as they were sent. */
  get raw(): string {
    return this.#raw;
  }

  close(): void {
    this.#child.kill();
  }

  async #until(wanted: string | RegExp, text: () => string, patience: number): Promise<string> {
    const pattern = typeof wanted === "string" ? new RegExp(wanted.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&")) : wanted;
    for (const end = Date.now() + patience; ;) {
      const news = text().slice(this.#seen);
      const found = pattern.exec(news);
      if (found) {
        this.#seen += found.index + found[0].length;
        return news.slice(0, found.index + found[0].length);
      }
      if (Date.now() > end || this.#child.exitCode !== null)
        throw new Error(`The terminal never showed ${pattern}. It showed:\n${news.slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}

/** Text as it was written, without what only moves or colours. */
// eslint-disable-next-line no-control-regex
export const plain = (text: string): string => text.replaceAll(/\x1b\[[?\d;]*[A-Za-z]/g, "");
