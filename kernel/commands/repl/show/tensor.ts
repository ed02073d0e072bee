// A tensor figure in characters, with the colours that JupyterLab draws. A small matrix shows its numbers; of a larger one
// every character is two elements, one above the other (half blocks), and what does not fit is left out evenly.
import type { Rgb } from "../../../../extension/figures/draw/color.ts";
import { formatNumber } from "../../../../extension/figures/draw/numbers.ts";
import { readTensor, type TensorData } from "../../../../extension/figures/payload/tensor.ts";
import { type ColorScale, colorScale, maskedColor } from "../../../../extension/figures/tensor/colorScale.ts";
import { arrange, defaultRoles, type Grid } from "../../../../extension/figures/tensor/grid.ts";
import type { Style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import { halfBlocks, shades } from "./blocks.ts";
import { numberRows, numberWriter } from "./numbers.ts";

/** Small matrices are easier to see when an element is two columns wide. */
const wideUntil = 24;
const mostRows = 24;
const mostGrids = 6;
/** More rows of numbers than these are quicker seen as colours. */
const mostNumberRows = 16;

/** The figure in at most `columns` columns. @throws PayloadError */
export function tensorRows(payload: unknown, columns: number, style: Style): string[] {
  const data = readTensor(payload);
  if (data.stats.count === 0) return wrap(data.alt, columns);
  const scale = colorScale(data.stats, data.values.values, { ...data.view, dark: true });
  const roles = data.view.roles ?? defaultRoles(data.shape);
  const grid = arrange(
    data,
    roles,
    data.shape.map(() => 0),
  );
  const facets = Math.min(grid.facets, mostGrids);
  const numbers = numbersOf(data, grid, columns);
  const grids = Array.from({ length: facets }, (_, facet) =>
    numbers
      ? numberRows(grid.rows, grid.columns, numbers.width, cells(data, grid, facet, scale, numbers.write), style)
      : gridRows(data, grid, facet, scale, columns, style),
  );
  const notes = [
    grid.facets > facets && `${facets} of ${grid.facets} matrices`,
    roles.includes("slider") && "first index of the outer dimensions",
  ].filter((note) => note !== false);
  const title = wrap(data.alt, columns).map((row) => style.paint("faint", row));
  return [
    ...title,
    ...sideBySide(grids, columns),
    ...(notes.length > 0 ? [style.paint("faint", notes.join(", "))] : []),
    ...(numbers ? [] : [legend(scale, style)]),
  ];
}

/** How the numbers are written, and in how many columns each; undefined where they do not fit or would be a sample. */
function numbersOf({ kept, values: { values }, mask, dtype }: TensorData, grid: Grid, columns: number) {
  const sampled = kept.some(Boolean);
  if (sampled || grid.wrapped || grid.channelStride > 0 || grid.rows > mostNumberRows) return undefined;
  // Each needs three columns at the least.
  if (3 * grid.columns >= columns) return undefined;
  const shown = Array.from(values).filter((_, k) => !mask?.[k]);
  const write = numberWriter(shown, dtype);
  const width = 2 + Math.max(1, ...shown.map((value) => write(value).length));
  return width * grid.columns < columns ? { write, width } : undefined;
}

const cells =
  (
    { values: { values }, mask }: TensorData,
    grid: Grid,
    facet: number,
    scale: ColorScale,
    write: (value: number) => string,
  ) =>
  (row: number, column: number) => {
    const offset = grid.offset(facet, row, column);
    if (offset < 0) return undefined;
    if (mask?.[offset]) return { text: "·", color: maskedColor(true) };
    return { text: write(values[offset]!), color: scale.color(values[offset]!) };
  };

function gridRows(
  data: TensorData,
  grid: Grid,
  facet: number,
  scale: ColorScale,
  columns: number,
  style: Style,
): string[] {
  const width = Math.min(grid.columns, columns - 1);
  const height = Math.min(grid.rows, 2 * mostRows);
  const { values } = data.values;
  // A shown place stands for all elements that fall on it; the one in the middle gives the colour.
  const at = (row: number, column: number): number | undefined => {
    const r = Math.floor(((row + 0.5) * grid.rows) / height);
    const c = Math.floor(((column + 0.5) * grid.columns) / width);
    const offset = grid.offset(facet, r, c);
    return offset < 0 || data.mask?.[offset] ? undefined : values[offset];
  };
  const repeat = width <= wideUntil && 2 * width < columns ? 2 : 1;
  if (!style.colors) return shades(height, width, (row, column) => part(at(row, column), scale), repeat);
  const color = (row: number, column: number): Rgb | undefined => {
    const value = at(row, column);
    return value === undefined ? undefined : scale.color(value);
  };
  return halfBlocks(height, width, color, repeat, style);
}

const part = (value: number | undefined, { low, high }: ColorScale): number | undefined =>
  value === undefined ? undefined : (value - low) / (high - low);

/** Grids beside each other while they fit, then below. All have the same size. */
function sideBySide(grids: readonly string[][], columns: number): string[] {
  // eslint-disable-next-line no-control-regex
  const width = (grids[0]?.[0] ?? "").replaceAll(/\x1b\[[\d;]*m/g, "").length + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows: string[] = [];
  for (let k = 0; k < grids.length; k += across) {
    if (k > 0) rows.push("");
    const line = grids.slice(k, k + across);
    rows.push(
      ...line[0]!.map((_, row) =>
        line
          .map((grid) => grid[row])
          .join("  ")
          .trimEnd(),
      ),
    );
  }
  return rows;
}

function legend(scale: ColorScale, style: Style): string {
  const steps = 20;
  const value = (k: number) => scale.low + ((scale.high - scale.low) * k) / (steps - 1);
  const bar = style.colors
    ? Array.from({ length: steps }, (_, k) => style.pixel("█", scale.color(value(k)), undefined)).join("")
    : shades(1, steps, (_, k) => k / (steps - 1), 1)[0]!;
  return `${formatNumber(scale.low)} ${bar} ${formatNumber(scale.high)}`;
}
