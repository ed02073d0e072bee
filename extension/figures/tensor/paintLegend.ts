// The colour scale with the distribution of all elements standing on it, each bar in the colour of its values; beside
// it the kinds of value that have no place on a scale.
import { colorAt, css, type Rgb } from "../draw/color.ts";
import { formatCount, formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { TensorStats } from "../payload/tensor.ts";
import { type ColorScale, maskedColor, special } from "./colorScale.ts";
import type { GridScene } from "./paintGrid.ts";

export const legendHeight = 74;

export function paintLegend(sheet: Sheet, scene: GridScene, stats: TensorStats, width: number): void {
  const { pen } = sheet;
  const { scale, theme } = scene;
  const [left, right, base] = [12, Math.min(width, 300) - 12, 44];
  // The axis covers the data and the scale, so that clipped values are seen outside the coloured bar.
  const from = Math.min(scale.low, Number.isFinite(stats.min) ? stats.min : scale.low);
  const to = Math.max(scale.high, Number.isFinite(stats.max) ? stats.max : scale.high);
  // A logarithmic scale stands on a logarithmic axis, so that the bar is the ramp.
  const place = scale.kind === "log" ? scale.part : (value: number) => value;
  const at = (value: number) => left + ((place(value) - place(from)) / (place(to) - place(from))) * (right - left);
  if (scale.kind === "log") paintLogHistogram(pen, scene, at, base);
  else paintHistogram(pen, stats, scale, at, base);
  paintBar(sheet, scale, at, base);

  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const middle = scale.low < 0 && scale.high > 0 ? [0] : [];
  let free = -Infinity;
  for (const value of [...new Set([from, scale.low, ...middle, scale.high, to])].toSorted((a, b) => a - b)) {
    const label = formatNumber(value, 3);
    const half = pen.measureText(label).width / 2;
    line(pen, at(value), base + 8, at(value), base + 11);
    if (at(value) - half < free + 6) continue;
    pen.fillText(label, at(value), base + 14);
    free = at(value) + half;
  }
  paintSpecials(pen, [...specialKinds(stats, theme), ...clippedKinds(scene)], theme, right + 24, width);
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

/** Equal bins on a logarithmic axis, which the statistics do not have: counted from the elements that are drawn. */
function paintLogHistogram(
  pen: Pen,
  { values, masked, scale }: GridScene,
  at: (v: number) => number,
  base: number,
): void {
  const counts = Array.from({ length: 48 }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const part = scale.part(values[i]!);
    if (!masked?.[i] && part >= 0 && part <= 1) counts[Math.min(47, Math.floor(part * 48))]! += 1;
  }
  const highest = Math.max(...counts, 1);
  const [left, wide] = [at(scale.low), (at(scale.high) - at(scale.low)) / 48];
  counts.forEach((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, (count / highest) * 36);
    pen.fillStyle = css(colorAt(scale.ramp, (i + 0.5) / 48));
    pen.fillRect(left + i * wide, base - 2 - height, Math.max(0.6, wide - 0.4), height);
  });
}

function paintBar({ pen, pixels }: Sheet, scale: ColorScale, at: (v: number) => number, base: number): void {
  const steps = 128;
  const rgba = new Uint8ClampedArray(steps * 4).fill(255);
  for (let i = 0; i < steps; i++) rgba.set(colorAt(scale.ramp, i / (steps - 1)), i * 4);
  aside(pen, () => pixels({ width: steps, height: 1, rgba }, at(scale.low), base, at(scale.high) - at(scale.low), 8));
}

interface Kind {
  readonly name: string;
  readonly count: number;
  readonly color: Rgb;
}

function specialKinds(stats: TensorStats, theme: Theme): Kind[] {
  return [
    { name: "NaN", count: stats.nan, color: special.nan },
    { name: "+∞", count: stats.posInf, color: special.posInf },
    { name: "−∞", count: stats.negInf, color: special.negInf },
    { name: "masked", count: stats.masked, color: maskedColor(theme.dark) },
  ];
}

/** How many of the drawn elements are beyond the ends of the scale. */
function clippedKinds({ scale, values, masked }: GridScene): Kind[] {
  const counts = { "-1": 0, "0": 0, "1": 0 };
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]!) && !masked?.[i]) counts[`${scale.clipped(values[i]!)}`]++;
  }
  return [
    { name: "above the scale", count: counts["1"], color: scale.ramp.at(-1)! },
    { name: "below the scale", count: counts["-1"], color: scale.ramp[0]! },
  ];
}

function paintSpecials(pen: Pen, kinds: readonly Kind[], theme: Theme, x: number, width: number): void {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.font = font(theme, 11);
  const present = kinds.filter(({ count }) => count > 0);
  present.forEach(({ name, count, color }, i) => {
    // Four below each other, the rest beside them.
    const [left, y] = [x + 130 * Math.floor(i / 4), 10 + (i % 4) * 16];
    if (left + 80 > width) return;
    pen.fillStyle = css(color);
    pen.fillRect(left, y - 5, 10, 10);
    pen.fillStyle = theme.text;
    pen.fillText(`${name} ${formatCount(count)}`, left + 16, y);
  });
}
