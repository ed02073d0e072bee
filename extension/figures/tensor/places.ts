// Where cells and facets stand. Without a zoom the cells are as large as the room allows, within reason.
import { type Headings, planHeadings, widestOf } from "../draw/headings.ts";
import type { AxisRole } from "../payload/tensor.ts";
import type { Grid } from "./grid.ts";

export interface GridPlaces {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly width: number;
  readonly height: number;
  /** Whether the cells have room for numbers. */
  readonly numbers: boolean;
  /** Room for index labels beside each facet. */
  readonly indices: { readonly left: number; readonly top: number };
  /** Words above the columns, when these have names. */
  readonly headings: Headings | undefined;
  /** Height of facet titles. */
  readonly titles: number;
  readonly gap: number;
  /** Top left corner of a facet's cells. */
  facet(k: number): { readonly x: number; readonly y: number };
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

const gap = 18;
const numbersFrom = 38;
const head = 14;

/** @param zoom cell size in pixels; without it, what fits */
export function placeGrid(grid: Grid, room: Room, zoom?: number): GridPlaces {
  const many = grid.facets > 1;
  const rowWords = wordsOf(grid, "rows", grid.rows);
  const columnWords = many ? undefined : wordsOf(grid, "columns", grid.columns);
  const wordRoom = rowWords && 10 + Math.min(110, widestOf(rowWords, 10));
  const left = wordRoom ?? (grid.rows > 1 ? 34 : 8);
  const titles = many ? 20 : 0;
  const edge = many ? (wordRoom ?? 2) : left;
  const headingsAt = (cell: number) => columnWords && planHeadings(columnWords, cell);
  const topAt = (cell: number) => headingsAt(cell)?.height ?? (!many && grid.columns > 1 ? 18 : 0);
  const block = (cell: number) => ({
    width: Math.max(grid.columns * cell, many ? 40 : 0) + gap,
    height: grid.rows * rowHeight(grid, cell) + titles + (many ? 8 : 0),
  });
  const perRow = (cell: number) => Math.max(1, Math.floor((room.width - edge + gap) / block(cell).width));
  const totalHeight = (cell: number) => Math.ceil(grid.facets / perRow(cell)) * block(cell).height;
  const fits = (cell: number) =>
    edge + block(cell).width - gap + (headingsAt(cell)?.overhang ?? 0) <= room.width &&
    totalHeight(cell) + topAt(cell) + head <= room.height;

  const cell = zoom ?? sizes.find(fits) ?? Math.max(0.05, room.width - edge) / Math.max(1, grid.columns);
  const across = Math.min(perRow(cell), grid.facets);
  const { width, height } = block(cell);
  const cellHeight = rowHeight(grid, cell);
  const headings = headingsAt(cell);
  const indices = { left: many ? (wordRoom ?? 0) : left, top: topAt(cell) };
  return {
    cellWidth: cell,
    cellHeight,
    numbers: cell >= numbersFrom && cellHeight >= 14,
    width: edge + across * width - gap + Math.max(8, headings?.overhang ?? 0),
    height: head + indices.top + Math.ceil(grid.facets / across) * height + 4,
    indices,
    headings,
    titles,
    gap,
    facet: (k) => ({
      x: edge + (k % across) * width,
      y: head + indices.top + titles + Math.floor(k / across) * height,
    }),
  };
}

function wordsOf(grid: Grid, role: AxisRole, count: number): readonly string[] | undefined {
  if (count === 0 || grid.word(role, 0) === undefined) return undefined;
  return Array.from({ length: count }, (_, k) => grid.word(role, k) ?? "");
}

/** The cell sizes that are tried, largest first: whole pixels, so that cells are equally wide. */
const sizes = [44, 36, 30, 26, 22, 20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

/** Cells are square, except that numbers need more width than height, and one row alone may be higher. */
function rowHeight(grid: Grid, cell: number): number {
  if (cell >= numbersFrom) return Math.round(cell * 0.62);
  return grid.rows === 1 ? Math.max(cell, 24) : cell;
}

/** The cell under a point, relative to the facet's corner; may lie outside the grid. */
export function cellAt(places: GridPlaces, x: number, y: number): { readonly row: number; readonly column: number } {
  return { row: Math.floor(y / places.cellHeight), column: Math.floor(x / places.cellWidth) };
}
