// The conversation: read a cell, run it, show what it shows, until the user leaves or the kernel ends.
import { UserError } from "../errors.ts";
import { type DotHost, dotCommand, isDotCommand } from "./dotCommands.ts";
import { Editor, type EditorParts } from "./editor/editor.ts";
import { historyFile, InputHistory } from "./editor/history.ts";
import { Screen } from "./editor/screen.ts";
import type { EditedText } from "./editor/text.ts";
import type { Session } from "./session.ts";
import type { Outputs } from "./show/outputs.ts";
import type { TerminalInput } from "./terminal/input.ts";
import type { Style } from "./terminal/style.ts";

export interface InteractiveParts {
  /** The kernel, which may still be starting: typing need not wait for it. */
  readonly session: Promise<Session>;
  /** When its engine is loaded: until then the prompt is faint. */
  readonly ready: Promise<void>;
  readonly outputs: Outputs;
  readonly input: TerminalInput;
  readonly style: Style;
  readonly keepHistory: boolean;
  /** The kernel's. */
  readonly folder: string;
}

export class Interactive implements DotHost {
  readonly cells: string[] = [];
  readonly folder: string;
  readonly #parts: InteractiveParts;
  readonly #editing: EditorParts;
  #editor: Editor | undefined;
  #number = 1;
  #ready = false;

  constructor(parts: InteractiveParts) {
    const { session, input, style, keepHistory } = parts;
    this.#parts = parts;
    this.folder = parts.folder;
    this.#editing = {
      input,
      style,
      screen: new Screen(process.stdout, style),
      promptStyle: () => (this.#ready ? "prompt" : "faint"),
      history: new InputHistory(keepHistory ? historyFile(process.env) : undefined),
      helper: {
        complete: async (at: EditedText) => (await session).complete(at),
        describe: async (at: EditedText) => (await session).describe(at),
        isComplete: async (text: string) =>
          isDotCommand(text) ? { complete: true } : (await session).isComplete(text),
      },
    };
    void parts.ready.then(() => {
      this.#ready = true;
      this.#editor?.redraw();
    });
  }

  /** Until the user leaves. @throws DeadKernelError */
  async converse(): Promise<void> {
    for (;;) {
      const source = await this.#read(`${this.#number} ›`);
      if (source === undefined) return;
      if (source.trim() === "") continue;
      this.#editing.history.add(source);
      try {
        const done = await dotCommand(source, this);
        if (done === "leave") return;
        if (done === undefined) await this.run(source);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        this.print(error.message);
      }
    }
  }

  async run(source: string): Promise<boolean> {
    const { input } = this.#parts;
    const session = await this.#parts.session;
    input.onInterrupt = () => void session.interrupt().catch(() => {});
    try {
      const good = await session.run(source, (prompt, password) => this.#ask(prompt, password));
      this.#number += 1;
      if (good) this.cells.push(source);
      return good;
    } finally {
      input.onInterrupt = undefined;
    }
  }

  print(text: string): void {
    this.#parts.outputs.print(`${text}\n`);
  }

  /** Writes something while a cell may be being typed. */
  readonly around = (write: () => void): void => {
    if (this.#editor) this.#editor.around(write);
    else write();
  };

  async #read(prompt: string): Promise<string | undefined> {
    await this.#parts.outputs.end();
    const { editor, source } = Editor.open(this.#editing, prompt);
    this.#editor = editor;
    try {
      return await Promise.race([source, this.#death()]);
    } finally {
      this.#editor = undefined;
    }
  }

  /** Rejects when the kernel cannot start, or ends while the user is typing. */
  async #death(): Promise<never> {
    const session = await this.#parts.session;
    throw await session.death;
  }

  /** A question of the running cell: answered in one line. */
  async #ask(prompt: string, password: boolean): Promise<string> {
    await this.#parts.outputs.end();
    const plain: EditorParts = {
      ...this.#editing,
      history: new InputHistory(undefined),
      helper: {
        complete: async ({ cursor }) => ({ start: cursor, end: cursor, entries: [] }),
        describe: async () => undefined,
        isComplete: async () => ({ complete: true }),
      },
    };
    const { source } = Editor.open(plain, prompt.trimEnd() || "?", password);
    return (await source) ?? "";
  }
}
