// Paints a model's tree: names at the left, beside them how many numbers there are, how they are spread, and how large
// their gradients are. Gradients that are broken or vanished are marked in words, not by colour alone.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import { fitText } from "../draw/textWidth.ts";
import type { ModuleRow } from "../payload/module.ts";
import { type ColumnName, hasChildren, headHeight, type ModuleScene, rowHeight } from "./scene.ts";
import { trans } from "../draw/words.ts";

const indent = 16;

const heads: Record<ColumnName, () => string> = {
  name: () => trans.__("module"),
  shape: () => trans.__("shape"),
  count: () => trans.__("numbers"),
  values: () => trans.__("values"),
  norm: () => trans.__("norm"),
  gradient: () => trans.__("gradient"),
  gradientNorm: () => trans.__("norm"),
};

/** @param cursor place among the shown rows */
export function paintModule({ pen }: Sheet, scene: ModuleScene, cursor = -1): void {
  const { theme, shown, width } = scene;
  pen.textBaseline = "middle";
  paintHead(pen, scene);
  shown.forEach((at, i) => {
    aside(pen, () => {
      pen.translate(0, headHeight + i * rowHeight);
      if (i === cursor) {
        pen.fillStyle = theme.grid;
        pen.fillRect(0, 0, width, rowHeight);
      }
      paintName(pen, scene, at);
      paintFacts(pen, scene, scene.data.rows[at]!);
      pen.strokeStyle = theme.grid;
      line(pen, 0, rowHeight - 0.5, width, rowHeight - 0.5);
    });
  });
  if (cursor < 0) return;
  pen.strokeStyle = theme.accent;
  pen.lineWidth = 1.5;
  pen.strokeRect(1, headHeight + cursor * rowHeight, width - 2, rowHeight - 1);
}

function paintHead(pen: Pen, { columns, theme, width }: ModuleScene): void {
  pen.font = font(theme, 11);
  pen.fillStyle = theme.muted;
  for (const [name, { x, width: wide }] of Object.entries(columns) as [ColumnName, { x: number; width: number }][]) {
    const right = isNumber(name);
    pen.textAlign = right ? "right" : "left";
    pen.fillText(heads[name](), right ? x + wide - 8 : x + 4, headHeight / 2);
  }
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 1;
  line(pen, 0, headHeight - 0.5, width, headHeight - 0.5);
}

const isNumber = (name: ColumnName): boolean => name === "count" || name === "norm" || name === "gradientNorm";

function paintName(pen: Pen, { data, theme, choices, columns }: ModuleScene, at: number): void {
  const row = data.rows[at]!;
  const { x: start, width } = columns.name!;
  let x = start + 4 + row.depth * indent;
  const middle = rowHeight / 2;
  if (hasChildren(data, at)) {
    pen.fillStyle = theme.muted;
    triangle(pen, x + 4, middle, choices.open.has(at));
  }
  x += 14;
  const room = start + width - 6;
  pen.textAlign = "left";
  const put = (text: string, color: string, weight: 400 | 600) => {
    if (x >= room - 8) return;
    pen.font = font(theme, 12, weight);
    pen.fillStyle = color;
    const shown = fitText(pen, text, room - x);
    pen.fillText(shown, x, middle);
    x += pen.measureText(shown).width + 7;
  };
  const quiet = row.kind === "buffer" || row.trainable === false;
  if (row.name) put(row.name, quiet ? theme.muted : theme.text, row.kind === "module" ? 600 : 400);
  if (row.kind === "module") put(row.type, theme.muted, row.name ? 400 : 600);
  if (row.kind === "buffer") put(trans.__("buffer"), theme.muted, 400);
  if (row.trainable === false) put(trans.__("frozen"), theme.muted, 400);
  if (row.sameAs !== undefined) put(`= ${row.sameAs}`, theme.muted, 400);
}

function triangle(pen: Pen, x: number, y: number, open: boolean): void {
  pen.beginPath();
  if (open) {
    pen.moveTo(x - 4, y - 2.5);
    pen.lineTo(x + 4, y - 2.5);
    pen.lineTo(x, y + 3);
  } else {
    pen.moveTo(x - 2.5, y - 4);
    pen.lineTo(x + 3, y);
    pen.lineTo(x - 2.5, y + 4);
  }
  pen.closePath();
  pen.fill();
}

function paintFacts(pen: Pen, { data, columns, theme }: ModuleScene, row: ModuleRow): void {
  const { shape, count, values, gradient } = columns;
  const middle = rowHeight / 2;
  pen.font = font(theme, 12);
  const right = (text: string, at: ColumnName, color = theme.text) => {
    const column = columns[at];
    if (!column) return;
    pen.textAlign = "right";
    pen.fillStyle = color;
    pen.fillText(text, column.x + column.width - 8, middle);
  };
  if (shape && row.shape) {
    pen.textAlign = "left";
    pen.fillStyle = theme.text;
    pen.fillText(fitText(pen, `[${row.shape.join(", ")}]`, shape.width - 8), shape.x + 4, middle);
  }
  if (count) {
    // A bar as long as the row's share of the model, behind the number.
    const share = data.count > 0 ? Math.min(1, row.count / data.count) : 0;
    pen.fillStyle = theme.accent;
    pen.globalAlpha = 0.18;
    const wide = share * (count.width - 12);
    if (row.kind !== "buffer") pen.fillRect(count.x + count.width - 4 - wide, 3, wide, rowHeight - 7);
    pen.globalAlpha = 1;
    right(formatCount(row.count), "count", row.kind === "module" ? theme.muted : theme.text);
  }
  if (row.kind === "module") return;
  if (row.values) {
    if (values) paintHistogram(pen, row.values, values, theme, theme.accent);
    right(formatNumber(row.values.norm, 3), "norm");
  }
  if (!row.gradient) {
    if (row.kind === "parameter" && row.trainable !== false) right("–", "gradientNorm", theme.muted);
    return;
  }
  const sick = row.gradient.broken > 0 || row.gradient.norm === 0;
  if (gradient) paintHistogram(pen, row.gradient, gradient, theme, theme.warning);
  const said = row.gradient.broken > 0 ? trans.__("NaN or ∞") : formatNumber(row.gradient.norm, 3);
  right(said, "gradientNorm", sick ? theme.warning : theme.text);
}

/** Bars from the smallest number to the largest, and a tick where zero is. */
function paintHistogram(
  pen: Pen,
  { histogram, min, max }: NonNullable<ModuleRow["values"]>,
  { x, width }: { readonly x: number; readonly width: number },
  theme: Theme,
  color: string,
): void {
  const most = Math.max(...histogram, 1);
  const [wide, tall, bottom] = [width - 16, rowHeight - 8, rowHeight - 5];
  if (histogram.length === 0 || Number.isNaN(min)) return;
  if (min === max) {
    pen.textAlign = "left";
    pen.fillStyle = theme.muted;
    pen.fillText(trans.__("all %1", formatNumber(min, 3)), x + 4, rowHeight / 2);
    return;
  }
  pen.fillStyle = color;
  const bar = wide / histogram.length;
  histogram.forEach((size, i) => {
    // The root, so that tails of a few numbers are seen too.
    const high = Math.sqrt(size / most) * tall;
    if (size > 0) pen.fillRect(x + 4 + i * bar, bottom - high, Math.max(0.5, bar - 0.5), high);
  });
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  line(pen, x + 4, bottom + 0.5, x + 4 + wide, bottom + 0.5);
  if (min >= 0 || max <= 0) return;
  const zero = x + 4 + (-min / (max - min)) * wide;
  line(pen, zero, bottom - 2, zero, bottom + 3);
}
