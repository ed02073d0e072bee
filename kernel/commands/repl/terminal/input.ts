// What comes from the terminal: keys, pasted text, and the terminal's answers to questions, told apart.
// Node's readline parses the keys; answers are taken out before it sees them, since no key looks like them.
import { PassThrough } from "node:stream";
import { emitKeypressEvents } from "node:readline";

export interface Key {
  /** What the key types, if it types anything. */
  readonly text: string;
  /** "a", "return", "left", …; "paste" for pasted text. */
  readonly name: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

type KeyListener = (key: Key) => void;

/** Answer to "what are you?" (Primary Device Attributes); a 4 among the numbers means Sixel. */
// eslint-disable-next-line no-control-regex
const attributes = /\x1b\[\?([\d;]+)c/;

export class TerminalInput {
  readonly #stream: NodeJS.ReadStream;
  readonly #keys = new PassThrough();
  readonly #waiting: Key[] = [];
  #listener: KeyListener | undefined;
  #onInterrupt: (() => void) | undefined;
  #onAttributes: ((numbers: readonly number[]) => void) | undefined;
  #paste: string | undefined;

  constructor(stream: NodeJS.ReadStream) {
    this.#stream = stream;
    emitKeypressEvents(this.#keys);
    this.#keys.on("keypress", (text: string | undefined, key: NodeKey) => this.#pressed(text ?? "", key));
    stream.setRawMode(true);
    stream.setEncoding("utf8");
    stream.on("data", (chunk) => this.#take(String(chunk)));
    stream.on("end", () => this.#deliver({ text: "", name: "d", ctrl: true, alt: false, shift: false }));
  }

  /** Sends keys to `listener`, first those that were typed while nobody listened. */
  listen(listener: KeyListener | undefined): void {
    this.#listener = listener;
    while (this.#listener && this.#waiting.length > 0) this.#listener(this.#waiting.shift()!);
  }

  /** Gives a key back: it goes to whoever listens next. */
  unread(key: Key): void {
    this.#deliver(key);
  }

  /** While set, Ctrl-C goes there and not to the listener, and what was typed ahead is forgotten. */
  set onInterrupt(callback: (() => void) | undefined) {
    this.#onInterrupt = callback;
  }

  set onAttributes(callback: (numbers: readonly number[]) => void) {
    this.#onAttributes = callback;
  }

  close(): void {
    this.#stream.setRawMode(false);
    this.#stream.pause();
  }

  #take(chunk: string): void {
    const answer = attributes.exec(chunk);
    if (!answer) return void this.#keys.write(chunk);
    this.#onAttributes?.(answer[1]!.split(";").map(Number));
    const rest = chunk.replace(attributes, "");
    if (rest !== "") this.#keys.write(rest);
  }

  #pressed(text: string, { name = "", sequence = "", ctrl, meta, shift }: NodeKey): void {
    if (name === "paste-start") this.#paste = "";
    else if (name === "paste-end") {
      const pasted = this.#paste ?? "";
      this.#paste = undefined;
      this.#deliver({ text: pasted.replaceAll(/\r\n?/g, "\n"), name: "paste", ctrl: false, alt: false, shift: false });
    } else if (this.#paste !== undefined) this.#paste += sequence;
    // eslint-disable-next-line no-control-regex
    else this.#deliver({ text: /^[^\x00-\x1f\x7f]/.test(text) && !meta ? text : "", name, ctrl, alt: meta, shift });
  }

  #deliver(key: Key): void {
    if (this.#onInterrupt && key.ctrl && key.name === "c") {
      this.#waiting.length = 0;
      this.#onInterrupt();
    } else if (this.#listener) this.#listener(key);
    else this.#waiting.push(key);
  }
}

interface NodeKey {
  readonly sequence?: string;
  readonly name?: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}
