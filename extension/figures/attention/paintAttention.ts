// Paints an attention figure: thumbnails, then one head. Weight is darkness (on dark pages: light), so that nothing is
// drawn where nothing is looked at; what is under the pointer stays, the rest fades.
import { colorAt, parseHex, type Ramp } from "../draw/color.ts";
import { paintHeading } from "../draw/headings.ts";
import { aside, type Pen, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { AttentionData } from "../payload/attention.ts";
import { type AttentionChoices, headWeights } from "./head.ts";
import { paintAlignment } from "./paintAlignment.ts";
import type { AttentionPlaces, Box } from "./places.ts";

export interface AttentionScene {
  readonly data: AttentionData;
  readonly choices: AttentionChoices;
  readonly places: AttentionPlaces;
  readonly theme: Theme;
}

/** Which word is pointed at: its weights light up. */
export interface Focus {
  readonly query?: number | undefined;
  readonly key?: number | undefined;
}

const light = ["ffffff", "dbe9f6", "9ecae1", "4292c6", "08519c", "08306b"].map(parseHex);
const dark = ["111417", "16324a", "1d5078", "2f7cb5", "74b3e3", "d6ebff"].map(parseHex);

export const attentionRamp = (theme: Theme): Ramp => (theme.dark ? dark : light);

export function paintAttention(sheet: Sheet, scene: AttentionScene, focus: Focus = {}): void {
  const { data, choices, places, theme } = scene;
  for (const thumb of places.thumbs) {
    paintMatrix(sheet, headWeights(data, thumb.layer, thumb.head), data, thumb, theme);
    const chosen = thumb.layer === choices.layer && (thumb.head === choices.head || choices.head < 0);
    sheet.pen.strokeStyle = chosen ? theme.accent : theme.faint;
    sheet.pen.lineWidth = chosen ? 2 : 1;
    sheet.pen.strokeRect(thumb.x - 1, thumb.y - 1, thumb.width + 2, thumb.height + 2);
  }
  const weights = headWeights(data, choices.layer, choices.head);
  aside(sheet.pen, () => {
    if (choices.mode === "alignment") paintAlignment(sheet.pen, weights, data, places, theme, focus);
    else if (choices.mode === "lines") paintLines(sheet.pen, weights, scene, focus);
    else paintHead(sheet, weights, scene, focus);
  });
}

function paintMatrix(sheet: Sheet, weights: Float32Array, data: AttentionData, box: Box, theme: Theme): void {
  const [rows, columns] = [data.queries.length, data.keys.length];
  const ramp = attentionRamp(theme);
  const rgba = new Uint8ClampedArray(rows * columns * 4);
  weights.forEach((weight, i) => rgba.set([...colorAt(ramp, Math.sqrt(weight)), 255], i * 4));
  sheet.pixels({ width: columns, height: rows, rgba }, box.x, box.y, box.width, box.height);
}

function paintHead(sheet: Sheet, weights: Float32Array, { data, places, theme }: AttentionScene, focus: Focus): void {
  const { pen } = sheet;
  const { stage, cell } = places;
  paintMatrix(sheet, weights, data, stage, theme);
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 1;
  pen.strokeRect(stage.x - 0.5, stage.y - 0.5, stage.width + 1, stage.height + 1);

  pen.textBaseline = "middle";
  pen.textAlign = "right";
  const every = cell.height >= 9 ? 1 : Math.ceil(11 / cell.height);
  data.queries.forEach((word, row) => {
    if (row % every !== 0 && focus.query !== row) return;
    ink(pen, theme, focus.query === undefined || focus.query === row, Math.min(12, every * cell.height - 1));
    pen.fillText(fitText(pen, shown(word), stage.x - 10), stage.x - 6, stage.y + (row + 0.5) * cell.height);
  });
  const { headings } = places;
  data.keys.forEach((word, column) => {
    if (!headings || (column % headings.every !== 0 && focus.key !== column)) return;
    ink(pen, theme, focus.key === undefined || focus.key === column, 10);
    paintHeading(pen, theme, shown(word), headings, stage.x + (column + 0.5) * cell.width, stage.y);
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
}

function paintLines(pen: Pen, weights: Float32Array, { data, places, theme }: AttentionScene, focus: Focus): void {
  const { stage, cell } = places;
  const columns = data.keys.length;
  const middle = (at: number) => stage.y + (at + 0.5) * cell.height;
  pen.lineWidth = 2;
  pen.strokeStyle = theme.accent;
  weights.forEach((weight, i) => {
    const [query, key] = [Math.floor(i / columns), i % columns];
    const lit = (focus.query ?? query) === query && (focus.key ?? key) === key;
    const strength = lit ? weight : 0.12 * weight;
    if (strength < 0.01) return;
    pen.globalAlpha = Math.min(1, strength);
    pen.beginPath();
    pen.moveTo(stage.x, middle(query));
    pen.bezierCurveTo(
      stage.x + stage.width / 2,
      middle(query),
      stage.x + stage.width / 2,
      middle(key),
      stage.x + stage.width,
      middle(key),
    );
    pen.stroke();
  });
  pen.globalAlpha = 1;
  pen.textBaseline = "middle";
  const size = Math.min(13, cell.height - 2);
  pen.textAlign = "right";
  data.queries.forEach((word, query) => {
    ink(pen, theme, (focus.query ?? query) === query, size);
    pen.fillText(fitText(pen, shown(word), stage.x - 10), stage.x - 8, middle(query));
  });
  pen.textAlign = "left";
  data.keys.forEach((word, key) => {
    const weight = focus.query === undefined ? undefined : weights[focus.query * columns + key]!;
    ink(pen, theme, weight === undefined ? (focus.key ?? key) === key : weight > 0.05, size);
    const percent = weight !== undefined && weight >= 0.01 ? `  ${Math.round(100 * weight)} %` : "";
    pen.fillText(fitText(pen, shown(word) + percent, 160), stage.x + stage.width + 8, middle(key));
  });
}

function ink(pen: Pen, theme: Theme, lit: boolean, size: number): void {
  pen.fillStyle = lit ? theme.text : theme.muted;
  pen.font = font(theme, Math.max(8, size));
  pen.globalAlpha = lit ? 1 : 0.5;
}

/** Spaces and line ends are words too. */
const shown = (word: string): string => word.replaceAll(" ", "␣").replaceAll("\n", "↵");
