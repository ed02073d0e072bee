// A small matrix in characters, with its numbers: each stands on its colour, as in the figure where there is room.
// All have the same decimals, so that points stand below each other.
import { inkOn, type Rgb } from "../../../../extension/figures/draw/color.ts";
import { formatNumber } from "../../../../extension/figures/draw/numbers.ts";
import type { Style } from "../terminal/style.ts";

const white: Rgb = [255, 255, 255];
const black: Rgb = [17, 17, 17];

/** One line a row, every text right-aligned in `width` columns; places without a cell stay empty. */
export function numberRows(
  rows: number,
  columns: number,
  width: number,
  cell: (row: number, column: number) => { readonly text: string; readonly color: Rgb } | undefined,
  style: Style,
): string[] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => {
      const found = cell(row, column);
      if (!found) return " ".repeat(width);
      const ink = inkOn(found.color) === "#fff" ? white : black;
      return style.pixel(`${found.text.padStart(width - 1)} `, ink, found.color);
    }).join(""),
  );
}

/**
 * How numbers that stand together are written: whole ones as they are, others with four significant digits of the
 * largest; with powers of ten where that would make the smallest vanish. Those of `bool` are true and false.
 */
export function numberWriter(values: readonly number[], dtype: string): (value: number) => string {
  if (dtype === "bool") return (value) => String(value !== 0);
  const sizes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  if (sizes.every(Number.isInteger)) return (value) => formatNumber(value);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (most >= 1e6 || most < 1e-4 || most / least > 1e4) return (value) => formatNumber(value, 3);
  const decimals = Math.max(1, 3 - Math.floor(Math.log10(most)));
  return (value) => (Number.isFinite(value) ? value.toFixed(decimals).replace("-", "−") : formatNumber(value));
}
