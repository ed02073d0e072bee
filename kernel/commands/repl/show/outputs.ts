// Writes what a cell shows, in order, as it comes. Displays that are updated are drawn again in place while nothing
// stands below them; where output cannot be taken back (pipes, or something does stand below), the last version is
// written at the end.
import type { MimeData } from "../../../notebook/format.ts";
import type { Message } from "../../../protocol/message.ts";
import { bundleText, type Canvas } from "./bundle.ts";

export interface OutputTargets {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly canvas: () => Canvas;
  /** Whether what was written can be drawn over. */
  readonly live: boolean;
  /** Makes room for output that comes while something is being typed. */
  readonly around: (write: () => void) => void;
}

interface DisplayContent {
  readonly data: MimeData;
  readonly metadata?: Record<string, unknown>;
  readonly transient?: { readonly display_id?: string };
}

export class Outputs {
  readonly #targets: OutputTargets;
  /** Drawing takes time (Sixel): messages wait for those before them. */
  #last: Promise<void> = Promise.resolve();
  /** The display at the very bottom, and the rows it takes. */
  #bottom: { readonly id: string; readonly rows: number } | undefined;
  /** Newer versions of displays that could not be drawn again. */
  readonly #late = new Map<string, DisplayContent>();
  /** Updates to the display at the bottom that wait to be drawn: only the newest is. */
  readonly #newest = new Map<string, DisplayContent>();
  #atLineStart = true;

  constructor(targets: OutputTargets) {
    this.#targets = targets;
  }

  /** Of a row; without end where this is no terminal. */
  get columns(): number {
    return this.#targets.out.columns ?? Infinity;
  }

  /** Takes in one broadcast message. */
  take({ header, content }: Message): void {
    const shown = content as unknown as DisplayContent;
    switch (header.msg_type) {
      case "stream":
        return this.#queue(() => this.#text(content.name === "stderr" ? "err" : "out", String(content.text)));
      case "error":
        return this.#queue(() => this.#line("err", `${(content.traceback as string[]).join("\n")}\n`));
      case "execute_result":
      case "display_data":
        return this.#queue(() => this.#show(shown));
      case "update_display_data":
        return this.#update(shown);
    }
  }

  /** Writes text of our own in the order of everything else. */
  print(text: string): void {
    this.#queue(() => this.#line("out", text));
  }

  /** Resolves when everything is on the screen, displays in their last version. */
  async end(): Promise<void> {
    this.#queue(async () => {
      for (const content of this.#late.values()) await this.#show(content);
      this.#late.clear();
      if (!this.#atLineStart && this.#targets.live) this.#text("out", "\n");
      this.#bottom = undefined;
    });
    await this.#last;
  }

  #queue(work: () => void | Promise<void>): void {
    this.#last = this.#last.then(work).catch((error: Error) => this.#line("err", `${error.message}\n`));
  }

  #text(target: "out" | "err", text: string): void {
    if (text === "") return;
    this.#bottom = undefined;
    this.#atLineStart = text.endsWith("\n");
    this.#write(target, this.#targets.canvas().style.colors ? text : withoutColors(text));
  }

  #write(target: "out" | "err", text: string): void {
    this.#targets.around(() => void this.#targets[target].write(text));
  }

  /** Text that begins at the start of a line. */
  #line(target: "out" | "err", text: string): void {
    if (!this.#atLineStart) this.#text(target, "\n");
    this.#text(target, text);
  }

  async #show({ data, metadata = {}, transient }: DisplayContent): Promise<void> {
    const id = transient?.display_id;
    const text = await bundleText(data, metadata, this.#targets.canvas());
    if (id !== undefined && !this.#targets.live) return void this.#late.set(id, { data, metadata });
    this.#line("out", text);
    if (id !== undefined && !isPicture(text)) {
      this.#bottom = { id, rows: text.split("\n").length - 1 };
    }
  }

  #update(content: DisplayContent): void {
    const id = content.transient?.display_id;
    if (id === undefined) return;
    const waiting = this.#newest.has(id);
    this.#newest.set(id, content);
    if (waiting) return;
    this.#queue(async () => {
      const newest = this.#newest.get(id)!;
      this.#newest.delete(id);
      const bottom = this.#bottom;
      const fits = bottom !== undefined && bottom.rows < (this.#targets.out.rows || 24);
      if (bottom?.id !== id || !fits) return void this.#late.set(id, newest);
      const text = await bundleText(newest.data, newest.metadata ?? {}, {
        ...this.#targets.canvas(),
        pictures: undefined,
      });
      this.#write("out", `\x1b[${bottom.rows}A\r\x1b[J${text}`);
      this.#bottom = { id, rows: text.split("\n").length - 1 };
    });
  }
}

/** Pictures take rows that only the terminal knows. */
const isPicture = (text: string): boolean => ["\x1b_G", "\x1bP", "\x1b]"].some((start) => text.includes(start));

// eslint-disable-next-line no-control-regex
const withoutColors = (text: string): string => text.replaceAll(/\x1b\[[\d;]*m/g, "");
