// The menu below the line: what can be written here, one entry chosen, and what is known about that one.
// It holds what was found and where; the editor shows it and feeds it keys.
import type { Style } from "../terminal/style.ts";
import { columnsOf, wrap } from "../terminal/width.ts";
import { type EditedText, replace } from "./text.ts";

export interface Completions {
  /** UTF-16 indexes: what an entry replaces. */
  readonly start: number;
  readonly end: number;
  readonly entries: readonly { readonly text: string; readonly kind: string }[];
}

const shownEntries = 7;
const shownLines = 7;

export class CompletionMenu {
  readonly completions: Completions;
  /** The text that the completions belong to. */
  readonly #base: EditedText;
  #chosen = -1;
  /** About the chosen entry: a signature and documentation. */
  documentation: string | undefined;

  constructor(base: EditedText, completions: Completions) {
    this.#base = base;
    this.completions = completions;
  }

  /** The text with the chosen entry in it. */
  get text(): EditedText {
    const entry = this.completions.entries[this.#chosen];
    return entry ? replace(this.#base, this.completions.start, this.completions.end, entry.text) : this.#base;
  }

  /** Chooses the next entry, or the one before. */
  move(by: 1 | -1): void {
    const { length } = this.completions.entries;
    this.#chosen = this.#chosen < 0 && by < 0 ? length - 1 : (this.#chosen + by + length) % length;
    this.documentation = undefined;
  }

  rows(columns: number, style: Style): string[] {
    const { entries } = this.completions;
    const first = Math.max(0, Math.min(this.#chosen - shownEntries + 2, entries.length - shownEntries));
    const shown = entries.slice(first, first + shownEntries);
    const width = Math.min(columns - 14, Math.max(...shown.map(({ text }) => columnsOf(text))));
    const rows = shown.map(({ text, kind }, k) => {
      const line = ` ${fit(text, width)} `;
      const chosen = first + k === this.#chosen;
      // Without colours the mark alone says which one is chosen.
      return `${chosen ? "▸" : " "}${chosen ? style.paint("selected", line) : line} ${style.paint("faint", kind)}`;
    });
    if (entries.length > shown.length) {
      rows.push(style.paint("faint", `   ${Math.max(1, this.#chosen + 1)} of ${entries.length}`));
    }
    return [...rows, ...documentationRows(this.documentation, columns, style)];
  }
}

/** A signature and documentation as rows of a panel. */
export function documentationRows(text: string | undefined, columns: number, style: Style): string[] {
  if (!text) return [];
  const lines = text.split("\n").filter((line, k, all) => line !== "" || (all[k - 1] ?? "") !== "");
  const rows = lines.flatMap((line) => wrap(line, columns - 4));
  const cut = rows.length > shownLines ? [...rows.slice(0, shownLines - 1), "…"] : rows;
  return cut.map((row, k) => `${style.paint("faint", "│")} ${k === 0 ? style.paint("call", row) : row}`);
}

/** The longest beginning that all entries share. */
export function commonStart({ entries }: Completions): string {
  let start = entries[0]?.text ?? "";
  for (const { text } of entries) while (!text.startsWith(start)) start = start.slice(0, -1);
  return start;
}

const fit = (text: string, width: number): string => {
  const found = columnsOf(text);
  return found > width ? `${text.slice(0, width - 1)}…` : text + " ".repeat(width - found);
};
