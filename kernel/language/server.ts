// TypeScript's own process, spoken to in JSON-RPC over its pipes. It is written here, and not taken from TypeScript's
// package, because that takes 90 ms to load and answers each of TypeScript's thousand questions about files three times
// as slowly: together a third of the time from a kernel's start to its first typed result. Knows no notebook.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** Files that exist in memory only; all others TypeScript reads from the disk itself, which is ten times quicker. */
export type VirtualFiles = ReadonlyMap<string, string>;

interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** Garbage is collected when memory has grown five-fold, not two-fold: a fifth of the time that opening a project takes. */
const collector = "400";

export class TypeScriptServer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #files: VirtualFiles;
  readonly #waiting = new Map<number, Waiting>();
  #received: Buffer = Buffer.alloc(0);
  /** Requests that will be written together. */
  #outgoing = "";
  #awaited: { readonly path: string; readonly resolve: () => void } | undefined;
  #count = 0;
  #ended: Error | undefined;

  constructor(folder: string, files: VirtualFiles) {
    this.#files = files;
    const args = ["--api", "--async", "--cwd", folder, "--callbacks=readFile,fileExists"];
    const env = { GOGC: collector, ...process.env };
    this.#process = spawn(executable(), args, { stdio: ["pipe", "pipe", "inherit"], env });
    this.#process.stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
    // A request that was about to be written has nobody to go to: whoever asked hears it from here.
    this.#process.stdin.on("error", () => undefined);
    this.#process.once("error", (error) => this.#end(`it could not be started (${error.message})`));
    this.#process.once("exit", (code, signal) => this.#end(`its process ended (${code ?? signal})`));
  }

  /** @throws Error with TypeScript's own words, or when its process has ended */
  request(method: string, params: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const id = ++this.#count;
      this.#waiting.set(id, { resolve, reject });
      // Each write wakes TypeScript, which on a busy machine takes the processor from us: a cell's requests share one.
      if (this.#outgoing === "") process.nextTick(() => this.flush());
      this.#outgoing += frame({ jsonrpc: "2.0", id, method, params });
    });
  }

  /** Sends what was requested so far. */
  flush(): void {
    if (this.#outgoing === "") return;
    this.#process.stdin.write(this.#outgoing);
    this.#outgoing = "";
  }

  /** Resolves when TypeScript has asked for this file, or will not. */
  asked(path: string): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { path, resolve };
      if (this.#ended) resolve();
    });
  }

  /** Ends the process, whatever it is doing: asked politely in the middle of a request it would live on. */
  close(): void {
    this.#process.kill("SIGKILL");
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    // Its questions come in crowds: one write answers them all.
    let answers = "";
    for (let message = this.#next(); message; message = this.#next()) {
      if (message.method !== undefined)
        answers += frame({ jsonrpc: "2.0", id: message.id, result: this.#ask(message) });
      else this.#settle(message);
    }
    if (answers !== "") this.#process.stdin.write(answers);
  }

  /** The next whole message, taken off what was received. */
  #next(): Incoming | undefined {
    const head = this.#received.indexOf("\r\n\r\n");
    if (head < 0) return undefined;
    const start = head + 4;
    const end = start + Number(/Content-Length: *(\d+)/i.exec(this.#received.toString("latin1", 0, head))![1]);
    if (this.#received.length < end) return undefined;
    const message = JSON.parse(this.#received.toString("utf8", start, end)) as Incoming;
    this.#received = this.#received.subarray(end);
    return message;
  }

  /** Null lets TypeScript look at the disk. */
  #ask({ method, params }: Incoming): unknown {
    if (params === this.#awaited?.path) this.#awaited!.resolve();
    const content = this.#files.get(String(params));
    if (content === undefined) return null;
    return method === "readFile" ? { content } : true;
  }

  #settle({ id, result, error }: Incoming): void {
    const waiting = this.#waiting.get(id!);
    this.#waiting.delete(id!);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #end(how: string): void {
    this.#ended = new Error(`TypeScript does not answer: ${how}.`);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    this.#awaited?.resolve();
  }
}

function frame(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
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
