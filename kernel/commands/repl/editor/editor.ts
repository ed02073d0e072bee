// Reads one cell from the terminal: keys change the text, Tab asks what can be written, arrows and Ctrl-R bring back
// what was typed before, Enter gives the text when it is complete. Asks a `Helper` about the language; knows no kernel.
import type { Key, TerminalInput } from "../terminal/input.ts";
import type { Style, StyleName } from "../terminal/style.ts";
import { commonStart, CompletionMenu, type Completions, documentationRows } from "./completionMenu.ts";
import { highlight } from "./highlight.ts";
import type { InputHistory } from "./history.ts";
import { edit, nameOf } from "./keys.ts";
import { Recall, type Search } from "./recall.ts";
import type { Picture, Screen } from "./screen.ts";
import { atEnd, down, type EditedText, empty, insert, newLine, replace, up } from "./text.ts";

/** What the editor asks about the language. */
export interface Helper {
  complete(at: EditedText): Promise<Completions>;
  /** A signature and documentation of what stands at the cursor. */
  describe(at: EditedText): Promise<string | undefined>;
  /** Whether the text can run; if not, how far the next line is indented. */
  isComplete(text: string): Promise<{ readonly complete: boolean; readonly indent?: string }>;
}

export interface EditorParts {
  readonly input: TerminalInput;
  readonly screen: Screen;
  readonly style: Style;
  readonly history: InputHistory;
  readonly helper: Helper;
  /** Of the prompt, now. */
  readonly promptStyle: () => StyleName;
}

type Panel =
  | { readonly kind: "menu"; readonly menu: CompletionMenu }
  | { readonly kind: "documentation"; readonly text: string }
  | { readonly kind: "search"; readonly search: Search };

export class Editor {
  readonly #parts: EditorParts;
  readonly #prompt: string;
  readonly #settled: (source: string | undefined) => void;
  /** What is typed is not shown. */
  readonly #secret: boolean;
  readonly #recall: Recall;
  #at = empty;
  #panel: Panel | undefined;
  /** Answers to older questions are dropped. */
  #question = 0;
  /** Keys are handled in order, each to its end. */
  #last: Promise<void> = Promise.resolve();
  #done = false;

  private constructor(
    parts: EditorParts,
    prompt: string,
    secret: boolean,
    settled: (source: string | undefined) => void,
  ) {
    this.#parts = parts;
    this.#prompt = prompt;
    this.#secret = secret;
    this.#settled = settled;
    this.#recall = new Recall(parts.history);
    this.#draw();
    parts.input.listen((key) => {
      this.#last = this.#last.then(() => this.#pressed(key));
    });
  }

  /** Begins reading: `source` will be what was typed, or undefined when the user leaves (Ctrl-D on an empty line). */
  static open(
    parts: EditorParts,
    prompt: string,
    secret = false,
  ): { readonly editor: Editor; readonly source: Promise<string | undefined> } {
    const { promise, resolve } = withResolvers<string | undefined>();
    return { editor: new Editor(parts, prompt, secret, resolve), source: promise };
  }

  /** Writes something above what is being typed. */
  around(write: () => void): void {
    this.#parts.screen.erase();
    write();
    this.#draw();
  }

  /** Draws again what has not changed by keys. */
  redraw(): void {
    if (!this.#done) this.#draw();
  }

  async #pressed(key: Key): Promise<void> {
    if (this.#done) return this.#parts.input.unread(key);
    if (this.#panel?.kind === "search") this.#searching(key, this.#panel.search);
    else if (!(this.#panel?.kind === "menu" && this.#choosing(key, this.#panel.menu))) await this.#editing(key);
    if (!this.#done) this.#draw();
  }

  async #editing(key: Key): Promise<void> {
    this.#panel = undefined;
    this.#question += 1;
    switch (nameOf(key)) {
      case "return":
        return this.#enter();
      case "tab":
        return this.#complete();
      case "up":
      case "ctrl-p":
        return this.#upwards();
      case "down":
      case "ctrl-n":
        return this.#downwards();
      case "ctrl-c":
        return this.#abandon();
      case "ctrl-l":
        return void this.#parts.screen.clear();
      case "ctrl-r":
        this.#panel = { kind: "search", search: this.#recall.search(this.#at) };
        return;
      case "ctrl-d":
        if (this.#at.text === "") return this.#finish(undefined);
    }
    this.#at = edit(this.#at, key) ?? this.#at;
  }

  async #enter(): Promise<void> {
    const { text, cursor } = this.#at;
    // In the middle of several lines Enter opens a line; at the end it asks whether the cell can run.
    if (text.includes("\n") && text.slice(cursor).trim() !== "") {
      this.#at = newLine(this.#at);
      return;
    }
    const { complete, indent } = await this.#parts.helper.isComplete(text);
    // An empty line ends a cell that cannot be finished, so that its error can be seen.
    if (complete || text.trim() === "" || /\n\s*\n\s*$/.test(text)) this.#finish(text);
    else this.#at = newLine(atEnd(text), indent);
  }

  async #complete(): Promise<void> {
    const { text, cursor } = this.#at;
    const before = text.slice(text.lastIndexOf("\n", cursor - 1) + 1, cursor);
    if (/^\s*$/.test(before) && text.trim() !== "") {
      this.#at = insert(this.#at, "  ");
      return;
    }
    if (/[(,]\s*$/.test(before)) return this.#describe();
    const completions = await this.#parts.helper.complete(this.#at);
    const { start, end, entries } = completions;
    if (entries.length === 0) return this.#describe();
    const common = commonStart(completions);
    if (entries.length === 1 || common.length > end - start) this.#at = replace(this.#at, start, end, common);
    if (entries.length === 1) return this.#describe();
    const menu = new CompletionMenu(this.#at, { ...completions, end: start + (this.#at.cursor - start) });
    this.#panel = { kind: "menu", menu };
  }

  /** Shows what is known about the place of the cursor. */
  async #describe(): Promise<void> {
    const text = await this.#parts.helper.describe(this.#at);
    if (text !== undefined) this.#panel = { kind: "documentation", text };
  }

  /** Keys while the menu is open; says whether the key was for the menu. */
  #choosing(key: Key, menu: CompletionMenu): boolean {
    const name = nameOf(key);
    if (name === "tab" || name === "down") menu.move(1);
    else if (name === "shift-tab" || name === "up") menu.move(-1);
    else if (name === "return" || name === "escape") {
      this.#panel = undefined;
      return true;
    } else return false;
    this.#at = menu.text;
    void this.#document(menu);
    return true;
  }

  async #document(menu: CompletionMenu): Promise<void> {
    const question = ++this.#question;
    const found = await this.#parts.helper.describe(menu.text);
    if (question !== this.#question || this.#done) return;
    menu.documentation = found;
    this.#draw();
  }

  #upwards(): void {
    this.#at = up(this.#at) ?? this.#recall.step(-1, this.#at) ?? this.#at;
  }

  #downwards(): void {
    this.#at = down(this.#at) ?? this.#recall.step(1, this.#at) ?? this.#at;
  }

  #searching(key: Key, search: Search): void {
    if (!search.take(key)) this.#panel = undefined;
    this.#at = search.text;
  }

  /** Ctrl-C: what was typed stays on the screen and is forgotten. */
  #abandon(): void {
    this.#parts.screen.finish(this.#picture());
    this.#at = empty;
    this.#recall.restart();
  }

  #finish(source: string | undefined): void {
    this.#done = true;
    this.#parts.input.listen(undefined);
    this.#parts.screen.finish(this.#picture());
    this.#settled(source);
  }

  #draw(): void {
    this.#parts.screen.draw(this.#picture());
  }

  #picture(): Picture {
    const { style, screen, promptStyle } = this.#parts;
    const { cursor } = this.#at;
    const text = this.#secret ? "•".repeat(this.#at.text.length) : this.#at.text;
    return {
      prompt: `${style.paint(promptStyle(), this.#prompt)} `,
      continuation: `${style.paint("faint", "·".padStart(this.#prompt.length))} `,
      spans: style.colors && !this.#secret ? highlight(text) : [{ text, style: undefined }],
      cursor,
      below: this.#below(screen.columns, style),
    };
  }

  #below(columns: number, style: Style): string[] {
    const panel = this.#panel;
    if (panel?.kind === "menu") return panel.menu.rows(columns, style);
    if (panel?.kind === "documentation") return documentationRows(panel.text, columns, style);
    if (panel?.kind === "search") return panel.search.rows(style);
    return [];
  }
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((given) => (resolve = given));
  return { promise, resolve };
}
