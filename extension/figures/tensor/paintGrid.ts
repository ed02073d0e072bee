// Paints the cells: one pixel block for each facet, and, when cells are large enough, marks for what colour cannot
// say (not a number, infinite, clipped) and the numbers themselves. Only what the window shows is painted.
import { paintHeading } from "../draw/headings.ts";
import { inkOn, type Rgb } from "../draw/color.ts";
import { formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import { fitText } from "../draw/textWidth.ts";
import { type ColorScale, maskedColor, special } from "./colorScale.ts";
import type { Grid } from "./grid.ts";
import { cellAt, type GridPlaces } from "./places.ts";

export interface GridScene {
  readonly grid: Grid;
  readonly places: GridPlaces;
  readonly values: ArrayLike<number>;
  readonly scale: ColorScale;
  /** 1 where an element is masked. */
  readonly masked: ArrayLike<number> | undefined;
  readonly theme: Theme;
  /** Names of the axes on rows and columns, and the titles that a facet may bear, the best first. */
  readonly names: { readonly rows: string; readonly columns: string; facet(k: number): readonly string[] };
}

export interface Cell {
  readonly facet: number;
  readonly row: number;
  readonly column: number;
}

/** @param shown the part of the picture that is visible, in the picture's own coordinates */
export function paintGrid(
  sheet: Sheet,
  scene: GridScene,
  shown: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  cursor?: Cell,
): void {
  const { places, grid, theme } = scene;
  for (let facet = 0; facet < grid.facets; facet++) {
    const { x, y } = places.facet(facet);
    const first = cellAt(places, shown.x - x, shown.y - y);
    const last = cellAt(places, shown.x + shown.width - x, shown.y + shown.height - y);
    const [row0, row1] = [Math.max(0, first.row), Math.min(grid.rows - 1, last.row)];
    const [column0, column1] = [Math.max(0, first.column), Math.min(grid.columns - 1, last.column)];
    if (row1 < row0 || column1 < column0) continue;
    aside(sheet.pen, () => {
      sheet.pen.translate(x, y);
      paintLabels(sheet.pen, scene, facet, [row0, row1], [column0, column1]);
      paintCells(sheet, scene, facet, [row0, row1], [column0, column1]);
    });
  }
  if (cursor) outline(sheet.pen, places, cursor, theme);
}

type Span = readonly [from: number, to: number];

function paintCells(sheet: Sheet, scene: GridScene, facet: number, [row0, row1]: Span, [column0, column1]: Span): void {
  const { grid, places, masked } = scene;
  const { cellWidth: w, cellHeight: h } = places;
  const [columns, rows] = [column1 - column0 + 1, row1 - row0 + 1];
  const rgba = new Uint8ClampedArray(columns * rows * 4);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const offset = grid.offset(facet, row0 + r, column0 + c);
      if (offset < 0) continue;
      rgba.set(colorOf(scene, offset), (r * columns + c) * 4);
      rgba[(r * columns + c) * 4 + 3] = 255;
    }
  }
  sheet.pixels({ width: columns, height: rows, rgba }, column0 * w, row0 * h, columns * w, rows * h);
  if (w >= 10 && h >= 10) paintGaps(sheet.pen, scene, [row0, row1], [column0, column1]);
  paintCuts(sheet.pen, scene, [row0, row1], [column0, column1]);
  if (w < 7 || h < 7) return;
  for (let row = row0; row <= row1; row++) {
    for (let column = column0; column <= column1; column++) {
      const offset = grid.offset(facet, row, column);
      if (offset < 0) continue;
      if (masked?.[offset]) paintHatch(sheet.pen, scene, column * w, row * h);
      else if (grid.channelStride === 0) paintMark(sheet.pen, scene, scene.values[offset]!, column * w, row * h);
    }
  }
}

/** The colour of the element at a place of the sample, or of its three channels. */
function colorOf({ grid, values, scale, masked, theme }: GridScene, offset: number): Rgb {
  if (masked?.[offset]) return maskedColor(theme.dark);
  const { channelStride } = grid;
  if (channelStride === 0) return scale.color(values[offset]!);
  const channel = (k: number) =>
    Math.round(255 * Math.min(1, Math.max(0, scale.part(values[offset + k * channelStride]!))));
  const color: Rgb = [channel(0), channel(1), channel(2)];
  return color.some(Number.isNaN) ? special.nan : color;
}

/** Three slanted lines: an element that is not there. */
function paintHatch(pen: Pen, { places, theme }: GridScene, x: number, y: number): void {
  const { cellWidth: w, cellHeight: h } = places;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.globalAlpha = 0.7;
  line(pen, x + 1, y + h * 0.5, x + w * 0.5, y + 1);
  line(pen, x + 1, y + h - 1, x + w - 1, y + 1);
  line(pen, x + w * 0.5, y + h - 1, x + w - 1, y + h * 0.5);
  pen.globalAlpha = 1;
}

/** Hairlines of the background between cells. */
function paintGaps(pen: Pen, { places, theme }: GridScene, [row0, row1]: Span, [column0, column1]: Span): void {
  const { cellWidth: w, cellHeight: h } = places;
  pen.fillStyle = theme.background;
  for (let row = row0 + 1; row <= row1; row++) {
    pen.fillRect(column0 * w, row * h - 0.5, (column1 - column0 + 1) * w, 1);
  }
  for (let column = column0 + 1; column <= column1; column++) {
    pen.fillRect(column * w - 0.5, row0 * h, 1, (row1 - row0 + 1) * h);
  }
}

/** A white seam with dots where the sample leaves elements out. */
function paintCuts(pen: Pen, { grid, places, theme }: GridScene, [row0, row1]: Span, [column0, column1]: Span): void {
  const { cellWidth: w, cellHeight: h } = places;
  const [left, right, top, bottom] = [column0 * w, (column1 + 1) * w, row0 * h, (row1 + 1) * h];
  const seam = (x1: number, y1: number, x2: number, y2: number) => {
    pen.setLineDash([]);
    pen.lineWidth = 5;
    pen.strokeStyle = theme.background;
    line(pen, x1, y1, x2, y2);
    pen.setLineDash([1.5, 3.5]);
    pen.lineWidth = 1.5;
    pen.strokeStyle = theme.muted;
    line(pen, x1, y1, x2, y2);
    pen.setLineDash([]);
  };
  for (let row = row0; row <= row1; row++) if (grid.cutBefore("rows", row)) seam(left, row * h, right, row * h);
  for (let column = column0; column <= column1; column++) {
    if (grid.cutBefore("columns", column)) seam(column * w, top, column * w, bottom);
  }
}

function paintMark(pen: Pen, { scale, places, theme }: GridScene, value: number, x: number, y: number): void {
  const { cellWidth: w, cellHeight: h } = places;
  const [cx, cy, r] = [x + w / 2, y + h / 2, Math.min(w, h) / 4];
  const ink = inkOn(scale.color(value));
  pen.strokeStyle = ink;
  pen.fillStyle = ink;
  pen.lineWidth = 1.2;
  const room = places.numbers;
  if (room && Number.isFinite(value)) {
    pen.font = font(theme, Math.min(12, h * 0.42));
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const texts = [3, 2, 1].map((digits) => formatNumber(value, digits));
    pen.fillText(texts.find((text) => pen.measureText(text).width <= w - 4) ?? texts[2]!, cx, cy);
  }
  if (Number.isNaN(value)) {
    line(pen, cx - r, cy - r, cx + r, cy + r);
    line(pen, cx - r, cy + r, cx + r, cy - r);
  } else if (!Number.isFinite(value)) {
    pen.font = font(theme, Math.min(16, h * 0.8), 600);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    if (w >= 14) pen.fillText(value > 0 ? "∞" : "−∞", cx, cy);
    else line(pen, cx, cy - r, cx, cy + r);
  } else if (scale.clipped(value) !== 0) {
    const up = scale.clipped(value);
    const [mx, my, s] = room ? [x + w - 5, y + 6, 2.5] : [cx, cy, r];
    pen.beginPath();
    pen.moveTo(mx - s, my + (up * s) / 2);
    pen.lineTo(mx, my - (up * s) / 2);
    pen.lineTo(mx + s, my + (up * s) / 2);
    pen.stroke();
  }
}

function paintLabels(pen: Pen, scene: GridScene, facet: number, [row0, row1]: Span, [column0, column1]: Span): void {
  const { grid, places, names, theme } = scene;
  const { cellWidth: w, cellHeight: h } = places;
  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.textBaseline = "middle";
  const step = (cell: number, room: number) =>
    [1, 2, 5, 10, 20, 50, 100, 200, 500].find((k) => k * cell >= room) ?? 1000;
  // Beside the first facet of each line of them.
  const named = grid.word("rows", 0) !== undefined;
  if (places.indices.left > 0 && places.facet(facet).x === places.facet(0).x && (named || grid.rows > 1)) {
    pen.textAlign = "right";
    const every = step(h, named ? 12 : 22);
    for (let row = row0; row <= row1; row++) {
      const label = grid.wrapped ? grid.index(facet, row, 0) : grid.label("rows", row);
      if (row % every !== 0 && !grid.cutBefore("rows", row)) continue;
      const word = grid.word("rows", row) ?? label.at(-1)!.toString();
      pen.fillText(fitText(pen, word, places.indices.left - 8), -6, (row + 0.5) * h);
    }
  }
  if (places.headings) {
    for (let column = column0; column <= column1; column++) {
      if (column % places.headings.every !== 0) continue;
      paintHeading(pen, theme, grid.word("columns", column) ?? "", places.headings, (column + 0.5) * w, 0);
    }
  } else if (places.indices.top > 0) {
    pen.textAlign = "center";
    const every = step(w, 34);
    let free = -Infinity;
    for (let column = column0; column <= column1; column++) {
      if (column % every !== 0 && !grid.cutBefore("columns", column)) continue;
      const label = grid.wrapped ? [column] : grid.label("columns", column);
      const text = (label.at(-1) ?? 0).toString();
      const half = pen.measureText(text).width / 2;
      const x = (column + 0.5) * w;
      if (x - half < free) continue;
      pen.fillText(text, x, -9);
      free = x + half + 6;
    }
  }
  if (places.titles > 0) {
    pen.textAlign = "left";
    pen.fillStyle = theme.text;
    pen.font = font(theme, 11, 600);
    const room = grid.columns * w + places.gap - 6;
    const titles = names.facet(facet);
    const fitting = titles.find((title) => pen.measureText(title).width <= room) ?? titles.at(-1)!;
    pen.fillText(fitText(pen, fitting, room), 0, -places.indices.top - 10);
  }
  if (facet > 0) return;
  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.textAlign = "left";
  const directions = [names.rows && `↓ ${names.rows}`, names.columns && `→ ${names.columns}`].filter(Boolean);
  pen.fillText(directions.join("   "), 0, -places.indices.top - places.titles - 6);
}

function outline(pen: Pen, places: GridPlaces, cell: Cell, theme: Theme): void {
  const { x, y } = places.facet(cell.facet);
  const [w, h] = [Math.max(3, places.cellWidth), Math.max(3, places.cellHeight)];
  const [left, top] = [x + cell.column * places.cellWidth, y + cell.row * places.cellHeight];
  pen.setLineDash([]);
  pen.lineWidth = 3;
  pen.strokeStyle = theme.background;
  pen.strokeRect(left - 1, top - 1, w + 2, h + 2);
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme.text;
  pen.strokeRect(left - 1, top - 1, w + 2, h + 2);
}
