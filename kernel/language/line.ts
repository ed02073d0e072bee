// TypeScript's own process and its pipes. The thread that starts it need not be the one that speaks to it: the pipes are the
// process's, and known by numbers.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** The way to TypeScript and back. */
export interface Line {
  readonly input: Writable;
  readonly output: Readable;
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Hears once how it ended, in words. */
  onEnd(listener: (how: string) => void): void;
}

/** The same for another thread. */
export interface LineNumbers {
  readonly input: number;
  readonly output: number;
  readonly pid: number;
}

export type TypeScriptProcess = ChildProcessByStdio<Writable, Readable, null>;

/** Garbage is collected when memory has grown five-fold, not two-fold: a fifth of the time that opening a project takes. */
const collector = "400";

/** @param folder of the notebook */
export function spawnTypeScript(folder: string): TypeScriptProcess {
  const args = ["--api", "--async", "--cwd", folder, "--callbacks=readFile,fileExists"];
  const env = { GOGC: collector, ...process.env };
  return spawn(executable(), args, { stdio: ["pipe", "pipe", "inherit"], env });
}

export function lineOf(child: TypeScriptProcess): Line {
  return {
    input: child.stdin,
    output: child.stdout,
    pid: child.pid,
    onEnd(listener) {
      child.once("error", (error) => listener(`it could not be started (${error.message})`));
      child.once("exit", (code, signal) => listener(`its process ended (${code ?? signal})`));
    },
  };
}

/** A pipe of Node's as it is inside; without a number on Windows. */
interface Pipe {
  readonly _handle?: { readonly fd?: number; readStop(): void };
}

/** Whether pipes have numbers here. */
export const hasNumbers = process.platform !== "win32";

/**
 * Lets go of the pipes, so that another thread can speak; this one neither reads them any more nor closes them, also when the
 * process ends. @returns undefined when it could not be started
 */
export function letGo(child: TypeScriptProcess): LineNumbers | undefined {
  const [input, output] = [child.stdin, child.stdout].map((pipe) => (pipe as Pipe)._handle);
  const { pid } = child;
  if (pid === undefined || input?.fd === undefined || output?.fd === undefined) return undefined;
  output.readStop();
  child.stdout.removeAllListeners("data");
  // Node looks for them here when the process has ended.
  Object.assign(child, { stdin: null, stdout: null, stdio: [] });
  child.unref();
  return { input: input.fd, output: output.fd, pid };
}

/** What another thread has let go of. The numbers stay that thread's: nothing here closes them. */
export function lineAt({ input, output, pid }: LineNumbers): Line {
  const reading = new Socket({ fd: output, readable: true, writable: false, allowHalfOpen: true });
  const writing = new Socket({ fd: input, readable: false, writable: true, allowHalfOpen: true });
  return {
    input: writing,
    output: reading,
    pid,
    onEnd: (listener) => reading.once("end", () => listener("its process ended")),
  };
}

/** The compiler for this machine, which npm installs beside the `typescript` package; its name where it is missing. */
export function executable(): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  try {
    const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
    const folder = dirname(createRequire(typescript).resolve(`${platform}/package.json`));
    return join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
  } catch {
    // Then starting it fails, which says what is missing, and cells run without types.
    return platform;
  }
}
