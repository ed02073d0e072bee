// Pictures of coloured squares in characters: half blocks where there is colour, shades where there is none.
import type { Rgb } from "../../../../extension/figures/draw/color.ts";
import type { Style } from "../terminal/style.ts";

/** Two rows of squares a line; undefined squares are left to the background. Each is `repeat` columns wide. */
export function halfBlocks(
  rows: number,
  columns: number,
  color: (row: number, column: number) => Rgb | undefined,
  repeat: number,
  style: Style,
): string[] {
  return Array.from({ length: Math.ceil(rows / 2) }, (_, line) => {
    let text = "";
    for (let column = 0; column < columns; column += 1) {
      const top = color(2 * line, column);
      const bottom = 2 * line + 1 < rows ? color(2 * line + 1, column) : undefined;
      const block = top
        ? style.pixel("▀".repeat(repeat), top, bottom)
        : style.pixel("▄".repeat(repeat), bottom, undefined);
      text += top || bottom ? block : " ".repeat(repeat);
    }
    return text;
  });
}

const ink = [..." ░▒▓█"];

/** One row of squares a line, darker where `part` (0 to 1) is larger; NaN is a question mark. */
export function shades(
  rows: number,
  columns: number,
  part: (row: number, column: number) => number | undefined,
  repeat: number,
): string[] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => {
      const found = part(row, column);
      if (found === undefined) return " ".repeat(repeat);
      if (Number.isNaN(found)) return "?".repeat(repeat);
      return ink[Math.min(ink.length - 1, Math.max(0, Math.floor(found * ink.length)))]!.repeat(repeat);
    }).join(""),
  );
}
