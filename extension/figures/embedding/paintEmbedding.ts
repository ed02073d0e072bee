// Paints an embedding map: points in the colours of their kinds, names where there is room, arrows, and around the point
// that is looked at the lines to its neighbours.
import { css } from "../draw/color.ts";
import { formatNumber } from "../draw/numbers.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font } from "../draw/theme.ts";
import { valueRange } from "./colors.ts";
import { answers, arrowLabel, nameOf, placeLabels } from "./labels.ts";
import { type EmbeddingScene, neighboursOf } from "./scene.ts";
import { trans } from "../draw/words.ts";

/** @param focus the point that is looked at */
export function paintEmbedding(sheet: Sheet, scene: EmbeddingScene, focus = -1): void {
  const { pen } = sheet;
  aside(pen, () => {
    pen.beginPath();
    pen.rect(0, 0, scene.width, scene.height);
    pen.clip();
    // A line to a point that is hidden would lead nowhere; the tooltip names it all the same.
    const near =
      focus < 0 ? [] : neighboursOf(scene.data, focus).flatMap(({ point }) => (scene.shows(point) ? point : []));
    const lit = new Set(focus < 0 ? [] : [focus, ...near]);
    paintCube(pen, scene);
    if (scene.shown.length > dense) paintDense(sheet, scene, lit);
    else paintPoints(pen, scene, lit);
    paintTrails(pen, scene, lit);
    paintArrows(pen, scene);
    paintNeighbours(pen, scene, focus);
    paintLabels(pen, scene, focus, near);
    paintValueScale(sheet, scene);
  });
}

/** More points than this are written into a block of pixels: ten times as fast as drawing each. */
const dense = 4000;

/** Where three dimensions lie. */
function paintCube(pen: Pen, { cube, theme }: EmbeddingScene): void {
  pen.strokeStyle = theme.grid;
  pen.lineWidth = 1;
  for (const [x1, y1, x2, y2] of cube) line(pen, x1, y1, x2, y2);
}

function paintPoints(pen: Pen, scene: EmbeddingScene, lit: ReadonlySet<number>): void {
  const { at, depth, shown, palette, codes, found, width, height, theme } = scene;
  const usual = shown.length > 1000 ? 2.2 : shown.length > 300 ? 3.2 : 4.2;
  const rims = shown.length <= 1000;
  const dimmed = lit.size > 1 || found !== undefined;
  const colors = palette.map(css);
  pen.strokeStyle = theme.background;
  pen.lineWidth = shown.length > 300 ? 0.7 : 1.2;
  for (const point of shown) {
    const [x, y] = [at[2 * point]!, at[2 * point + 1]!];
    if (x < -6 || y < -6 || x > width + 6 || y > height + 6) continue;
    const bright = !dimmed || lit.has(point) || (found?.has(point) ?? false);
    // What is near is large and clear.
    const near = depth ? Math.min(1, Math.max(-1, 1.4 * depth[point]!)) : 0;
    pen.fillStyle = colors[codes[point]!]!;
    pen.globalAlpha = (bright ? 0.92 : 0.2) * (1 - 0.3 * Math.max(0, -near));
    pen.beginPath();
    pen.arc(x, y, usual * (1 + 0.35 * near) + (lit.has(point) ? 1.5 : 0), 0, 2 * Math.PI);
    pen.fill();
    if (rims && bright) pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** Of a pixel of 255: with one point on it, what each further one adds, and the end of that. */
interface Opacity {
  readonly first: number;
  readonly more: number;
  readonly most: number;
}

const bright: Opacity = { first: 150, more: 13, most: 250 };
const faint: Opacity = { first: 50, more: 4, most: 90 };
const chosen: Opacity = { first: 250, more: 0, most: 250 };

function paintDense(sheet: Sheet, scene: EmbeddingScene, lit: ReadonlySet<number>): void {
  const { at, shown, palette, codes, found, width, height } = scene;
  const density = Math.min(2, sheet.density);
  const [columns, rows] = [Math.ceil(width * density), Math.ceil(height * density)];
  const rgba = new Uint8ClampedArray(columns * rows * 4);
  const words = new Uint32Array(rgba.buffer);
  const dimmed = lit.size > 1 || found !== undefined;
  const side = Math.max(2, Math.round((shown.length > 15_000 ? 2 : 2.6) * density));
  const colors = palette.map(([r, g, b]) => (b << 16) | (g << 8) | r);
  // The more points lie on a pixel, the less of the page shows through: a cloud has a core, and is no blot.
  const put = (point: number, { first, more, most }: Opacity) => {
    const left = Math.round(at[2 * point]! * density - side / 2);
    const top = Math.round(at[2 * point + 1]! * density - side / 2);
    if (left < 0 || top < 0 || left + side > columns || top + side > rows) return;
    const color = colors[codes[point]!]!;
    for (let row = top; row < top + side; row++) {
      for (let column = left; column < left + side; column++) {
        const pixel = row * columns + column;
        const before = words[pixel]! >>> 24;
        words[pixel] = ((Math.min(most, before === 0 ? first : Math.max(first, before + more)) << 24) | color) >>> 0;
      }
    }
  };
  for (const point of shown) put(point, dimmed ? faint : bright);
  if (dimmed) for (const point of shown) if (lit.has(point) || scene.found?.has(point)) put(point, chosen);
  sheet.pixels({ width: columns, height: rows, rgba }, 0, 0, columns / density, rows / density);
}

/** With more points than this only those that are looked at draw their trail. */
const fewTrails = 60;

/** The way of the points so far, thin where it is long ago. */
function paintTrails(pen: Pen, scene: EmbeddingScene, lit: ReadonlySet<number>): void {
  const { data, choices, shown, palette, codes } = scene;
  if (data.trail.length === 0 || choices.map !== 0 || choices.part < 1) return;
  pen.lineCap = "round";
  for (const point of shown) {
    if (shown.length > fewTrails && !lit.has(point)) continue;
    pen.strokeStyle = css(palette[codes[point]!]!);
    let [x, y] = scene.locate(0, point);
    for (let moment = 1; moment <= choices.moment; moment++) {
      const [nextX, nextY] = scene.locate(moment, point);
      const age = moment / Math.max(1, choices.moment);
      pen.globalAlpha = 0.15 + 0.6 * age;
      pen.lineWidth = 0.6 + 1.4 * age;
      line(pen, x, y, nextX, nextY);
      [x, y] = [nextX, nextY];
    }
  }
  pen.globalAlpha = 1;
}

function paintArrows(pen: Pen, scene: EmbeddingScene): void {
  const { data, at, theme } = scene;
  pen.strokeStyle = theme.text;
  pen.fillStyle = theme.text;
  pen.lineWidth = 1.5;
  pen.font = font(theme, 11);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const arrow of data.arrows) {
    const { from, to, label } = arrow;
    const [x1, y1, x2, y2] = [at[2 * from]!, at[2 * from + 1]!, at[2 * to]!, at[2 * to + 1]!];
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (length < 12) continue;
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [tipX, tipY] = [x2 - 5 * dx, y2 - 5 * dy];
    line(pen, x1 + 5 * dx, y1 + 5 * dy, tipX, tipY);
    pen.beginPath();
    pen.moveTo(tipX, tipY);
    pen.lineTo(tipX - 8 * dx - 4 * dy, tipY - 8 * dy + 4 * dx);
    pen.lineTo(tipX - 8 * dx + 4 * dy, tipY - 8 * dy - 4 * dx);
    pen.closePath();
    pen.fill();
    if (!label || answers(scene, arrow)) continue;
    const [left, top, , bottom] = arrowLabel(pen, scene, arrow);
    pen.fillText(label, left, (top + bottom) / 2);
  }
}

function paintNeighbours(pen: Pen, { data, at, theme, shows }: EmbeddingScene, focus: number): void {
  if (focus < 0) return;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  const far = data.neighbours?.metric === "euclidean";
  const near = neighboursOf(data, focus);
  for (const { point, similarity } of near) {
    if (!shows(point)) continue;
    const strength = far ? near[0]!.similarity / (similarity || 1) : similarity;
    pen.globalAlpha = Math.min(1, Math.max(0.15, strength));
    line(pen, at[2 * focus]!, at[2 * focus + 1]!, at[2 * point]!, at[2 * point + 1]!);
  }
  pen.globalAlpha = 1;
  pen.strokeStyle = theme.text;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(at[2 * focus]!, at[2 * focus + 1]!, 6, 0, 2 * Math.PI);
  pen.stroke();
}

function paintLabels(pen: Pen, scene: EmbeddingScene, focus: number, near: readonly number[]): void {
  const { theme, data } = scene;
  pen.font = font(theme, 11);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  const ends = data.arrows.flatMap(({ from, to }) => [from, to]);
  const lit = new Set([focus, ...near]);
  const first = [...(focus < 0 ? [] : [focus]), ...near, ...ends];
  for (const { point, x, y, wide, ground } of placeLabels(pen, scene, first)) {
    const dim = near.length > 0 ? !lit.has(point) : (scene.found?.has(point) ?? true) === false;
    if (ground) {
      pen.globalAlpha = 0.78;
      pen.fillStyle = theme.background;
      pen.fillRect(x - 2, y - 6.5, wide + 4, 13);
    }
    pen.globalAlpha = dim ? 0.3 : 1;
    pen.fillStyle = theme.text;
    const name = nameOf(scene, point);
    const strong = point === focus || name !== data.labels[point];
    // Setting a font is slow, and most are alike.
    if (strong) pen.font = font(theme, 11, 600);
    pen.fillText(name, x, y);
    if (strong) pen.font = font(theme, 11);
  }
  pen.globalAlpha = 1;
}

/** What the colours of values mean, in the lower left corner. */
function paintValueScale(sheet: Sheet, { data, choices, palette, height, theme }: EmbeddingScene): void {
  const { values, categories } = data;
  if (!values || (categories && choices.colorBy === "kind")) return;
  const { pen } = sheet;
  const [low, high] = valueRange(values.numbers);
  if (!(low <= high)) return;
  const [x, y, wide] = [4, height - 24, 120];
  const rgba = new Uint8ClampedArray(palette.length * 4).fill(255);
  palette.forEach((color, i) => rgba.set(color, 4 * i));
  sheet.pixels({ width: palette.length, height: 1, rgba }, x, y, wide, 8);
  pen.font = font(theme, 10);
  pen.fillStyle = theme.muted;
  pen.textBaseline = "top";
  pen.textAlign = "left";
  pen.fillText(formatNumber(low, 3), x, y + 11);
  pen.textAlign = "right";
  pen.fillText(formatNumber(high, 3), x + wide, y + 11);
  pen.textAlign = "left";
  pen.textBaseline = "bottom";
  pen.fillText(values.name || trans.__("value"), x, y - 3);
}
