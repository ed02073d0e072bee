// The colour scale with the distribution of all elements standing on it, each bar in the colour of its values; beside
// it the kinds of value that have no place on a scale.
import { colorAt, css, type Rgb } from "../draw/color.ts";
import { formatCount, formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { TensorStats } from "../payload/tensor.ts";
import { type ColorScale, maskedColor, special } from "./colorScale.ts";
import type { GridScene } from "./paintGrid.ts";
import { trans } from "../draw/words.ts";

/** Of the scale; the kinds without a place on it stand beside it, or below where there is no room. */
const scaleHeight = 84;
const lineHeight = 16;
/** Room at an end of the scale for what lies beyond it. */
const beyond = 46;

/** How high the legend is at a width. */
export function legendHeight(scene: GridScene, stats: TensorStats, width: number): number {
  const { beside, y, rows } = placeKinds(kindsOf(scene, stats).length, width);
  return Math.max(scaleHeight, beside ? 0 : y + rows * lineHeight);
}

export function paintLegend(sheet: Sheet, scene: GridScene, stats: TensorStats, width: number): void {
  const { pen } = sheet;
  const { scale, theme } = scene;
  if (scene.values.length === 0) return paintNothing(pen, theme);
  // Where elements lie beyond the scale, a bar apart stands for all of them: one far outlier takes no room from the rest.
  const [below, above] = [stats.min < scale.low, stats.max > scale.high];
  const [left, right, base] = [below ? beyond : 20, Math.min(width, 320) - (above ? beyond : 20), 44];
  const [from, to] = [scale.low, scale.high];
  // A logarithmic scale stands on a logarithmic axis, so that the bar is the ramp.
  const place = scale.kind === "log" ? scale.part : (value: number) => value;
  const at = (value: number) => left + ((place(value) - place(from)) / (place(to) - place(from))) * (right - left);
  const clipped = clippedKinds(scene);
  const ends = [
    ...(below ? [{ count: clipped[1]!.count, x: left - 26, value: stats.min, color: clipped[1]!.color }] : []),
    ...(above ? [{ count: clipped[0]!.count, x: right + 14, value: stats.max, color: clipped[0]!.color }] : []),
  ];
  const counted = scale.kind === "log" || ends.length > 0;
  const highest = counted ? paintCounted(pen, scene, at, base, ends) : 0;
  if (!counted) paintHistogram(pen, stats, scale, at, base);
  paintBar(sheet, scale, at, base);

  pen.font = font(theme, 10);
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.textBaseline = "top";
  pen.textAlign = "center";
  for (const { count, x, value, color } of ends) {
    pen.fillStyle = css(color);
    pen.fillRect(x, base, 12, 8);
    const tall = count === 0 ? 0 : Math.max(1, (count / highest) * 36);
    pen.fillRect(x, base - 2 - tall, 12, tall);
    pen.fillStyle = theme.muted;
    pen.fillText(formatNumber(value, 3), x + 6, base + 26);
    line(pen, x + 6, base + 8, x + 6, base + 24);
  }
  pen.fillStyle = theme.muted;
  const middle = scale.low < 0 && scale.high > 0 ? [0] : [];
  let free = -Infinity;
  for (const value of [...new Set([scale.low, ...middle, scale.high])].toSorted((a, b) => a - b)) {
    const label = formatNumber(value, 3);
    const half = pen.measureText(label).width / 2;
    line(pen, at(value), base + 8, at(value), base + 11);
    if (at(value) - half < free + 6) continue;
    pen.fillText(label, at(value), base + 14);
    free = at(value) + half;
  }
  paintKinds(pen, kindsOf(scene, stats), theme, width);
}

function paintNothing(pen: Pen, theme: Theme): void {
  pen.font = font(theme, 12);
  pen.fillStyle = theme.muted;
  pen.textAlign = "left";
  pen.textBaseline = "top";
  pen.fillText(trans.__("an axis of size 0: there is nothing to draw"), 4, 4);
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

/**
 * Equal bins along the scale, which the statistics do not have where it is logarithmic or ends before the data does:
 * counted from the elements that are drawn.
 * @returns the height of the highest bar, in elements
 */
function paintCounted(
  pen: Pen,
  { values, masked, scale }: GridScene,
  at: (v: number) => number,
  base: number,
  ends: readonly { readonly count: number }[],
): number {
  const counts = Array.from({ length: 48 }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const part = scale.part(values[i]!);
    const inside = part >= 0 && part <= 1 && scale.clipped(values[i]!) === 0;
    if (!masked?.[i] && inside) counts[Math.min(47, Math.floor(part * 48))]! += 1;
  }
  const highest = Math.max(...counts, ...ends.map(({ count }) => count), 1);
  const [left, wide] = [at(scale.low), (at(scale.high) - at(scale.low)) / 48];
  counts.forEach((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, (count / highest) * 36);
    pen.fillStyle = css(colorAt(scale.ramp, (i + 0.5) / 48));
    pen.fillRect(left + i * wide, base - 2 - height, Math.max(0.6, wide - 0.4), height);
  });
  return highest;
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
    { name: trans.__("masked"), count: stats.masked, color: maskedColor(theme.dark) },
  ];
}

/** How many of the drawn elements are beyond the ends of the scale. */
function clippedKinds({ scale, values, masked }: GridScene): Kind[] {
  const counts = { "-1": 0, "0": 0, "1": 0 };
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]!) && !masked?.[i]) counts[`${scale.clipped(values[i]!)}`]++;
  }
  return [
    { name: trans.__("above the scale"), count: counts["1"], color: scale.ramp.at(-1)! },
    { name: trans.__("below the scale"), count: counts["-1"], color: scale.ramp[0]! },
  ];
}

/** What has no place on the scale, as far as there is any. */
const kindsOf = (scene: GridScene, stats: TensorStats): Kind[] =>
  [...specialKinds(stats, scene.theme), ...clippedKinds(scene)].filter(({ count }) => count > 0);

const column = 136;

/** Beside the scale four below each other; where that has no room, below the scale. */
function placeKinds(count: number, width: number) {
  const left = Math.min(width, 320) + 10;
  const free = Math.floor((width - left) / column);
  const beside = free * 4 >= count;
  const columns = Math.max(1, beside ? free : Math.floor((width - 20) / column));
  const rows = beside ? 4 : Math.ceil(count / columns);
  return { beside, x: beside ? left : 20, y: beside ? 10 : scaleHeight + 10, rows };
}

function paintKinds(pen: Pen, kinds: readonly Kind[], theme: Theme, width: number): void {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.font = font(theme, 11);
  const { x, y, rows } = placeKinds(kinds.length, width);
  kinds.forEach(({ name, count, color }, i) => {
    const [left, top] = [x + column * Math.floor(i / rows), y + (i % rows) * lineHeight];
    pen.fillStyle = css(color);
    pen.fillRect(left, top - 5, 10, 10);
    pen.fillStyle = theme.text;
    pen.fillText(`${name} ${formatCount(count)}`, left + 16, top);
  });
}
