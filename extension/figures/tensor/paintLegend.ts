// The colour scale with the distribution of all elements standing on it, each bar in the colour of its values; beside
// it the kinds of value that have no place on a scale.
import { colorAt, css } from "../draw/color.ts";
import { formatCount, formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { TensorStats } from "../payload/tensor.ts";
import { type ColorScale, special } from "./colorScale.ts";

export const legendHeight = 74;

export function paintLegend(sheet: Sheet, stats: TensorStats, scale: ColorScale, theme: Theme, width: number): void {
  const { pen } = sheet;
  const [left, right, base] = [12, Math.min(width, 300) - 12, 44];
  // The axis covers the data and the scale, so that clipped values are seen outside the coloured bar.
  const from = Math.min(scale.low, Number.isFinite(stats.min) ? stats.min : scale.low);
  const to = Math.max(scale.high, Number.isFinite(stats.max) ? stats.max : scale.high);
  const at = (value: number) => left + ((value - from) / (to - from)) * (right - left);
  paintHistogram(pen, stats, scale, at, base);
  paintBar(sheet, scale, at, base);

  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const middle = scale.kind === "diverging" ? [0] : [];
  let free = -Infinity;
  for (const value of [...new Set([from, scale.low, ...middle, scale.high, to])].toSorted((a, b) => a - b)) {
    const label = formatNumber(value, 3);
    const half = pen.measureText(label).width / 2;
    line(pen, at(value), base + 8, at(value), base + 11);
    if (at(value) - half < free + 6) continue;
    pen.fillText(label, at(value), base + 14);
    free = at(value) + half;
  }
  paintSpecials(pen, stats, theme, right + 24, 18, width);
}

function paintHistogram(
  pen: Pen,
  stats: TensorStats,
  scale: ColorScale,
  at: (v: number) => number,
  base: number,
): void {
  const bins = stats.histogram.length;
  if (bins === 0 || !Number.isFinite(stats.min) || stats.max === stats.min) return;
  const highest = Math.max(...stats.histogram);
  const step = (stats.max - stats.min) / bins;
  stats.histogram.forEach((count, i) => {
    if (count === 0) return;
    const [x0, x1] = [at(stats.min + i * step), at(stats.min + (i + 1) * step)];
    // Rare values stay visible: no bar is lower than one pixel.
    const height = Math.max(1, (count / highest) * 36);
    pen.fillStyle = css(scale.color(stats.min + (i + 0.5) * step));
    pen.fillRect(x0, base - 2 - height, Math.max(0.6, x1 - x0 - 0.4), height);
  });
}

function paintBar({ pen, pixels }: Sheet, scale: ColorScale, at: (v: number) => number, base: number): void {
  const steps = 128;
  const rgba = new Uint8ClampedArray(steps * 4).fill(255);
  for (let i = 0; i < steps; i++) rgba.set(colorAt(scale.ramp, i / (steps - 1)), i * 4);
  aside(pen, () => pixels({ width: steps, height: 1, rgba }, at(scale.low), base, at(scale.high) - at(scale.low), 8));
}

function paintSpecials(pen: Pen, stats: TensorStats, theme: Theme, x: number, y: number, width: number): void {
  const kinds = [
    { name: "NaN", count: stats.nan, color: special.nan },
    { name: "+∞", count: stats.posInf, color: special.posInf },
    { name: "−∞", count: stats.negInf, color: special.negInf },
  ].filter(({ count }) => count > 0);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.font = font(theme, 11);
  kinds.forEach(({ name, count, color }, i) => {
    if (x + 80 > width) return;
    pen.fillStyle = css(color);
    pen.fillRect(x, y + i * 18 - 5, 10, 10);
    pen.fillStyle = theme.text;
    pen.fillText(`${name} ${formatCount(count)}`, x + 16, y + i * 18);
  });
}
