// Draws the text being edited, with what stands below it, over what was drawn before. Lines that are too long go on in
// the next row; places are counted in columns, as wide characters take two.
import type { Style } from "../terminal/style.ts";
import { columnsOf, graphemes } from "../terminal/width.ts";
import type { Span } from "./highlight.ts";

export interface Picture {
  /** Before the first line and before each other one, of the same width. */
  readonly prompt: string;
  readonly continuation: string;
  readonly spans: readonly Span[];
  /** UTF-16 index into the text of all spans. */
  readonly cursor: number;
  /** Rows below the text; cut where they are too long. */
  readonly below: readonly string[];
}

export class Screen {
  readonly #stream: NodeJS.WriteStream;
  readonly #style: Style;
  /** Row of the cursor, counted from the first row of what is drawn. */
  #cursorRow = 0;

  constructor(stream: NodeJS.WriteStream, style: Style) {
    this.#stream = stream;
    this.#style = style;
  }

  get columns(): number {
    return this.#stream.columns || 80;
  }

  get rows(): number {
    return this.#stream.rows || 24;
  }

  draw(picture: Picture): void {
    const { rows, cursor } = layOut(picture, this.columns, this.#style);
    const room = Math.max(0, this.rows - rows.length);
    const all = [...rows, ...picture.below.slice(0, room)];
    const back = all.length - 1 - cursor.row;
    this.#write(
      `${this.#toStart()}\x1b[J${all.join("\r\n")}${back > 0 ? `\x1b[${back}A` : ""}\r` +
        (cursor.column > 0 ? `\x1b[${cursor.column}C` : ""),
    );
    this.#cursorRow = cursor.row;
  }

  /** Leaves what is drawn, without what is below it, and goes to the row after it. */
  finish(picture: Picture): void {
    this.draw({ ...picture, below: [], cursor: picture.spans.reduce((sum, { text }) => sum + text.length, 0) });
    this.#stream.write("\r\n");
    this.#cursorRow = 0;
  }

  /** Takes away what is drawn. */
  erase(): void {
    this.#stream.write(`${this.#toStart()}\x1b[J`);
    this.#cursorRow = 0;
  }

  /** Empties the whole terminal. */
  clear(): void {
    this.#stream.write("\x1b[H\x1b[2J");
    this.#cursorRow = 0;
  }

  #toStart(): string {
    return `\r${this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : ""}`;
  }

  /** In one go for terminals that can ("synchronized output"); others ignore the marks. */
  #write(text: string): void {
    this.#stream.write(`\x1b[?2026h\x1b[?25l${text}\x1b[?25h\x1b[?2026l`);
  }
}

function layOut(
  { prompt, continuation, spans, cursor: at }: Picture,
  columns: number,
  style: Style,
): { rows: string[]; cursor: { row: number; column: number } } {
  const indent = columnsOf(prompt);
  const rows: string[] = [];
  let row = prompt;
  let column = indent;
  let index = 0;
  let cursor = { row: 0, column };
  const next = (): void => {
    rows.push(row);
    row = continuation;
    column = indent;
  };
  for (const span of spans) {
    let run = "";
    const flush = (): void => {
      row += style.paint(span.style, run);
      run = "";
    };
    for (const { segment } of graphemes.segment(span.text)) {
      const width = segment === "\n" ? 0 : columnsOf(segment);
      // The last column stays free: a cursor behind it would have no place.
      if (column + width >= columns) {
        flush();
        next();
      }
      if (index === at) cursor = { row: rows.length, column };
      index += segment.length;
      if (segment === "\n") {
        flush();
        next();
        continue;
      }
      run += segment === "\t" ? "  " : segment;
      column += segment === "\t" ? 2 : width;
    }
    flush();
  }
  if (index <= at) cursor = { row: rows.length, column };
  return { rows: [...rows, row], cursor };
}
