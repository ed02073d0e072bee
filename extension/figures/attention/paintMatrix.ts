// One head as a matrix: a row for each query, a column for each key. Weight is darkness (on dark pages: light), so that
// nothing is drawn where nothing is looked at; numbers stand in the cells that have room, the scale of colours below.
import { colorAt, inkOn, parseHex, type Ramp, type Rgb } from "../draw/color.ts";
import { paintHeading } from "../draw/headings.ts";
import { formatNumber } from "../draw/numbers.ts";
import { line, type Pen, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { AttentionData } from "../payload/attention.ts";
import type { AttentionScene, Focus } from "./paintAttention.ts";
import { type Box, legendWidth } from "./places.ts";
import { ink, shownWord } from "./words.ts";
import { trans } from "../draw/words.ts";

const light = ["ffffff", "dbe9f6", "9ecae1", "4292c6", "08519c", "08306b"].map(parseHex);
const dark = ["111417", "16324a", "1d5078", "2f7cb5", "74b3e3", "d6ebff"].map(parseHex);
/** What a causal head cannot see. */
const unseen = { light: parseHex("eef0f2"), dark: parseHex("23282e") };

const rampFor = (theme: Theme): Ramp => (theme.dark ? dark : light);

/** Small weights are many, and are to be seen: colours follow the square root. */
const weightColor = (ramp: Ramp, weight: number, top: number): Rgb => colorAt(ramp, Math.sqrt(weight / top));

/** All weights of a head as one block of pixels. */
export function paintWeights(
  sheet: Sheet,
  weights: Float32Array,
  data: AttentionData,
  box: Box,
  theme: Theme,
  top: number,
): void {
  const [rows, columns] = [data.queries.length, data.keys.length];
  const ramp = rampFor(theme);
  const hidden = theme.dark ? unseen.dark : unseen.light;
  const rgba = new Uint8ClampedArray(rows * columns * 4);
  weights.forEach((weight, i) => {
    const ahead = data.causal && i % columns > Math.floor(i / columns);
    rgba.set([...(ahead ? hidden : weightColor(ramp, weight, top)), 255], i * 4);
  });
  sheet.pixels({ width: columns, height: rows, rgba }, box.x, box.y, box.width, box.height);
}

/** @param top the weight of the strongest colour */
export function paintHead(
  sheet: Sheet,
  weights: Float32Array,
  { data, places, theme }: AttentionScene,
  top: number,
  focus: Focus,
): void {
  const { pen } = sheet;
  const { stage, cell, headings } = places;
  paintWeights(sheet, weights, data, stage, theme, top);
  if (Math.min(cell.width, cell.height) >= 8) paintGaps(pen, stage, cell, theme);
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 1;
  pen.strokeRect(stage.x - 0.5, stage.y - 0.5, stage.width + 1, stage.height + 1);
  if (cell.width >= 30 && cell.height >= 15) paintValues(pen, weights, { data, places, theme }, top);

  pen.textBaseline = "middle";
  pen.textAlign = "left";
  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.fillText(
    `↓ ${trans.__("query")}  → ${trans.__("key")}`,
    Math.max(stage.x - 62, 0),
    stage.y - (headings?.height ?? 0) - 9,
  );
  pen.textAlign = "right";
  const every = cell.height >= 9 ? 1 : Math.ceil(11 / cell.height);
  data.queries.forEach((word, row) => {
    if (row % every !== 0 && focus.query !== row) return;
    ink(pen, theme, focus.query === undefined || focus.query === row, Math.min(12, every * cell.height - 1));
    pen.fillText(fitText(pen, shownWord(word), stage.x - 10), stage.x - 6, stage.y + (row + 0.5) * cell.height);
  });
  data.keys.forEach((word, column) => {
    if (!headings || (column % headings.every !== 0 && focus.key !== column)) return;
    ink(pen, theme, focus.key === undefined || focus.key === column, 10);
    paintHeading(pen, theme, shownWord(word), headings, stage.x + (column + 0.5) * cell.width, stage.y);
  });
  pen.globalAlpha = 1;
  pen.strokeStyle = theme.accent;
  pen.lineWidth = 1.5;
  if (focus.query !== undefined) {
    pen.strokeRect(stage.x - 1, stage.y + focus.query * cell.height, stage.width + 2, cell.height);
  }
  if (focus.key !== undefined) {
    pen.strokeRect(stage.x + focus.key * cell.width, stage.y - 1, cell.width, stage.height + 2);
  }
  paintScale(sheet, data, stage, theme, top);
}

/** Thin lines of paper between cells that are large enough. */
function paintGaps(pen: Pen, stage: Box, cell: { readonly width: number; readonly height: number }, theme: Theme) {
  pen.strokeStyle = theme.background;
  pen.lineWidth = 1;
  for (let x = stage.x + cell.width; x < stage.x + stage.width - 1; x += cell.width)
    line(pen, x, stage.y, x, stage.y + stage.height);
  for (let y = stage.y + cell.height; y < stage.y + stage.height - 1; y += cell.height)
    line(pen, stage.x, y, stage.x + stage.width, y);
}

/** "0.53"; less than half a hundredth says nothing. */
function paintValues(
  pen: Pen,
  weights: Float32Array,
  { data, places: { stage, cell }, theme }: Omit<AttentionScene, "choices">,
  top: number,
): void {
  const columns = data.keys.length;
  pen.font = font(theme, 10);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  weights.forEach((weight, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    if (weight < 0.005 || (data.causal && column > row)) return;
    pen.fillStyle = inkOn(weightColor(rampFor(theme), weight, top));
    pen.fillText(weight.toFixed(2), stage.x + (column + 0.5) * cell.width, stage.y + (row + 0.5) * cell.height);
  });
}

/** The scale of colours, and what a causal head cannot see. */
function paintScale(sheet: Sheet, data: AttentionData, stage: Box, theme: Theme, top: number): void {
  const { pen } = sheet;
  const [x, y] = [stage.x, stage.y + stage.height + 10];
  const steps = 96;
  const rgba = new Uint8ClampedArray(steps * 4).fill(255);
  for (let i = 0; i < steps; i++) rgba.set(colorAt(rampFor(theme), i / (steps - 1)), i * 4);
  sheet.pixels({ width: steps, height: 1, rgba }, x, y, legendWidth, 8);
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 1;
  pen.strokeRect(x - 0.5, y - 0.5, legendWidth + 1, 9);
  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.textBaseline = "top";
  for (const part of [0, 0.5, 1]) {
    pen.textAlign = part === 0 ? "left" : part === 1 ? "right" : "center";
    pen.fillText(formatNumber(part * part * top, 2), x + part * legendWidth, y + 12);
  }
  if (!data.causal || stage.width < legendWidth + 150) return;
  pen.fillStyle = `#${theme.dark ? "23282e" : "eef0f2"}`;
  pen.fillRect(x + legendWidth + 20, y, 12, 8);
  pen.strokeRect(x + legendWidth + 19.5, y - 0.5, 13, 9);
  pen.fillStyle = theme.muted;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(trans.__("not seen: causal"), x + legendWidth + 39, y + 4);
}
