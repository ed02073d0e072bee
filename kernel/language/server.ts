// TypeScript's own process, spoken to in JSON-RPC over its pipes. It is written here, and not taken from TypeScript's
// package, because that takes 90 ms to load and answers each of TypeScript's thousand questions about files three times
// as slowly: together a third of the time from a kernel's start to its first typed result. Knows no notebook.
import { answerAbout, frame, Frames, type Incoming, type VirtualFiles } from "./frames.ts";
import type { Line } from "./line.ts";

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

export class TypeScriptServer {
  readonly #line: Line;
  readonly #files: VirtualFiles;
  readonly #waiting = new Map<number, Waiting>();
  readonly #frames = new Frames();
  /** Requests that will be written together. */
  #outgoing = "";
  #awaited: { readonly path: string; readonly resolve: () => void } | undefined;
  #count = 0;
  #ended: Error | undefined;

  constructor(line: Line, files: VirtualFiles) {
    this.#line = line;
    this.#files = files;
    line.output.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    // A request that was about to be written has nobody to go to: whoever asked hears it from here.
    line.input.on("error", () => undefined);
    line.onEnd((how) => this.#end(how));
  }

  /** @throws Error with TypeScript's own words, or when its process has ended */
  request(method: string, params: unknown): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const { id, answer } = this.#expect();
    // Each write wakes TypeScript, which on a busy machine takes the processor from us: a cell's requests share one.
    if (this.#outgoing === "") process.nextTick(() => this.flush());
    this.#outgoing += frame({ jsonrpc: "2.0", id, method, params });
    return answer;
  }

  /** What another thread has asked in our name, in the order in which it did: the answer. */
  requested(): Promise<unknown> {
    return this.#expect().answer;
  }

  /** What another thread has received and not dealt with. */
  received(bytes: Uint8Array): void {
    this.#receive(bytes);
  }

  /** Sends what was requested so far. */
  flush(): void {
    if (this.#outgoing === "") return;
    this.#line.input.write(this.#outgoing);
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
    const { pid } = this.#line;
    if (this.#ended || pid === undefined) return;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended, and we have not heard it yet.
    }
  }

  #expect(): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.#count;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    return { id, answer };
  }

  #receive(chunk: Uint8Array): void {
    this.#frames.push(chunk);
    // Its questions come in crowds: one write answers them all.
    let answers = "";
    for (let message = this.#frames.next(); message; message = this.#frames.next()) {
      if (message.method === undefined) this.#settle(message);
      else {
        if (message.params === this.#awaited?.path) this.#awaited!.resolve();
        answers += answerAbout(this.#files, message);
      }
    }
    if (answers !== "") this.#line.input.write(answers);
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
