// The user thread's end of the link: sends what cells show, each piece marked with the cell that caused it.
// Which cell that is follows asynchronous calls (AsyncLocalStorage), so a timer prints under the cell that set it.
import { AsyncLocalStorage } from "node:async_hooks";
import type { MessagePort } from "node:worker_threads";
import { type DisplayChannel, setDisplayChannel } from "../display/bundle.ts";
import { Gauge, weightOf } from "../link/gauge.ts";
import type { FromMain, RunId } from "../link/messages.ts";

/** Characters of text in one message. */
const piece = 256 * 1024;

export class MainLink {
  readonly gauge = new Gauge();
  readonly #port: MessagePort;
  readonly #post: MessagePort["postMessage"];
  readonly #runs = new AsyncLocalStorage<RunId>();
  readonly #current: () => RunId | undefined;
  /** The last cell that began: output with no cell of its own goes there. */
  #latest: RunId = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    // Kept now, so that cells that change prototypes cannot take them away.
    this.#post = port.postMessage.bind(port);
    this.#current = this.#runs.getStore.bind(this.#runs);
    for (const key of Reflect.ownKeys(EventTarget.prototype)) {
      Object.defineProperty(port, key, { value: port[key as keyof MessagePort], writable: true });
    }
    setDisplayChannel(this.#displayChannel());
  }

  /** Runs `body` so that everything it shows, now or later, belongs to `run`. */
  within<T>(run: RunId, body: () => T): T {
    this.#latest = run;
    return this.#runs.run(run, body);
  }

  get run(): RunId {
    return this.#current() ?? this.#latest;
  }

  send(message: FromMain): void {
    this.#post(message);
  }

  /** Sends text, in pieces that the worker deals with in no time; waits while too much is on its way. */
  stream(name: "stdout" | "stderr", text: string): void {
    const { run } = this;
    // A cell prints in its own world, and often: what is called here is kept from before it.
    for (let start = 0; start < text.length;) {
      const end = pieceEnd(text, start);
      const part = slice(text, start, end);
      this.send({ type: "stream", run, name, text: part });
      this.gauge.add(weightOf(part));
      start = end;
    }
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#port.on("message", listener);
  }

  #displayChannel(): DisplayChannel {
    const show = (message: Parameters<DisplayChannel["show"]>[0], update: boolean): void => {
      try {
        this.send({ type: "show", run: this.run, message, update });
      } catch (error) {
        if ((error as Error).name !== "DataCloneError") throw error;
        throw new TypeError(
          `This cannot be shown: its bundle holds something that is not data (${(error as Error).message}). ` +
            "A bundle maps MIME types to strings or JSON values.",
          { cause: error },
        );
      }
    };
    return {
      show: (message) => show(message, false),
      update: (message) => show(message, true),
      clear: (wait) => this.send({ type: "clear", run: this.run, wait }),
    };
  }
}

const slice = kept(String.prototype.slice);
const codeAt = kept(String.prototype.charCodeAt);

/** A method as a function that nobody can change. */
function kept<Given extends unknown[], T>(method: (this: string, ...given: Given) => T) {
  return Function.prototype.call.bind(method) as (text: string, ...given: Given) => T;
}

/** Where a piece of a text ends: not between the halves of a character. */
function pieceEnd(text: string, start: number): number {
  const end = start + piece < text.length ? start + piece : text.length;
  const code = codeAt(text, end - 1);
  return end < text.length && code >= 0xd800 && code < 0xdc00 ? end - 1 : end;
}
