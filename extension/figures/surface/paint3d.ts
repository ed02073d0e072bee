// Paints a surface as a landscape: tiles from back to front, each with the colour of its height and a little shade, and
// the paths a hair above the ground. Parallel projection: no size misleads.
import { colorAt, css, type Rgb } from "../draw/color.ts";
import { formatNumber } from "../draw/numbers.ts";
import { line, type Pen, type Sheet } from "../draw/pen.ts";
import { font } from "../draw/theme.ts";
import { pathColor, stepsShown, surfaceRamp, type SurfaceScene } from "./scene.ts";

/** More tiles than this a side are not told apart, and slow turning down. */
const mostTiles = 72;

export interface Point3d {
  readonly x: number;
  readonly y: number;
  /** Larger is nearer. */
  readonly near: number;
}

export function paint3d({ pen }: Sheet, scene: SurfaceScene): void {
  const { data, heights, theme } = scene;
  const project = projection(scene);
  const [columns, rows] = [thinned(data.x.length), thinned(data.y.length)];
  const part = (row: number, column: number) => heights.part(data.z[row * data.x.length + column]!);
  const tiles: { readonly corners: readonly Point3d[]; readonly height: number; readonly slope: number }[] = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    for (let c = 0; c + 1 < columns.length; c++) {
      const places = [
        [rows[r]!, columns[c]!],
        [rows[r]!, columns[c + 1]!],
        [rows[r + 1]!, columns[c + 1]!],
        [rows[r + 1]!, columns[c]!],
      ] as const;
      const parts = places.map(([row, column]) => part(row, column));
      const corners = places.map(([row, column], i) => project(data.x[column]!, data.y[row]!, parts[i]!));
      tiles.push({
        corners,
        height: parts.reduce((a, b) => a + b) / 4,
        slope: parts[1]! - parts[0]! + parts[3]! - parts[0]!,
      });
    }
  }
  tiles.sort((a, b) => nearness(a.corners) - nearness(b.corners));
  paintFrame(pen, scene, project);
  const ramp = surfaceRamp(theme);
  pen.lineWidth = 0.6;
  pen.lineJoin = "round";
  for (const { corners, height, slope } of tiles) {
    const color = css(shaded(colorAt(ramp, height), slope * 6));
    pen.fillStyle = color;
    // The edge in the tile's own colour closes the hairlines between tiles.
    pen.strokeStyle = tiles.length < 1600 ? (theme.dark ? "#ffffff22" : "#0000001c") : color;
    pen.beginPath();
    corners.forEach(({ x, y }, i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.closePath();
    pen.fill();
    pen.stroke();
  }
  paintPaths(pen, scene, project);
}

/** From the data's units, and a height from 0 to 1, to the sheet. */
export function projection({
  data,
  choices,
  width,
  height,
}: SurfaceScene): (x: number, y: number, z: number) => Point3d {
  const [cosTurn, sinTurn] = [Math.cos(choices.turn), Math.sin(choices.turn)];
  const [cosTilt, sinTilt] = [Math.cos(choices.tilt), Math.sin(choices.tilt)];
  const size = Math.min(width * 0.6, height * 0.74);
  const unit = (value: number, axis: ArrayLike<number>): number =>
    (value - axis[0]!) / (axis[axis.length - 1]! - axis[0]!) - 0.5;
  return (x, y, z) => {
    const [a, b] = [unit(x, data.x), unit(y, data.y)];
    const across = a * cosTurn - b * sinTurn;
    const depth = a * sinTurn + b * cosTurn;
    const up = (z - 0.5) * 0.62;
    return {
      x: width / 2 + across * size,
      y: height * 0.5 - (depth * sinTilt * 0.72 + up * cosTilt * 1.25) * size,
      near: -depth,
    };
  };
}

function paintFrame(pen: Pen, scene: SurfaceScene, project: ReturnType<typeof projection>): void {
  const { data, theme } = scene;
  const [x0, x1, y0, y1] = [data.x[0]!, data.x.at(-1)!, data.y[0]!, data.y.at(-1)!];
  const floor = [project(x0, y0, 0), project(x1, y0, 0), project(x1, y1, 0), project(x0, y1, 0)];
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 1;
  pen.beginPath();
  floor.forEach(({ x, y }, i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
  pen.stroke();
  pen.fillStyle = theme.muted;
  pen.font = font(theme, 11);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const beside = (from: Point3d, to: Point3d, label: string, room = 30): void => {
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    const middle = { x: (floor[0]!.x + floor[2]!.x) / 2, y: (floor[0]!.y + floor[2]!.y) / 2 };
    const away = Math.hypot(x - middle.x, y - middle.y) || 1;
    pen.fillText(label, x + (room * (x - middle.x)) / away, y + (room * (y - middle.y)) / away);
  };
  // Labels stand at the edges that are nearer to the reader, the axes' ends at their corners.
  const ends = (from: Point3d, to: Point3d, axis: ArrayLike<number>): void => {
    pen.font = font(theme, 10);
    for (const [at, other, value] of [
      [from, to, axis[0]!],
      [to, from, axis[axis.length - 1]!],
    ] as const) {
      const part = 0.1;
      const near = { ...at, x: at.x + part * (other.x - at.x), y: at.y + part * (other.y - at.y) };
      beside(near, near, formatNumber(value, 3), 13);
    }
    pen.font = font(theme, 11);
  };
  const [front, back] = [floor[0]!.near + floor[1]!.near, floor[2]!.near + floor[3]!.near];
  const [x1st, x2nd] = front > back ? [floor[0]!, floor[1]!] : [floor[3]!, floor[2]!];
  beside(x1st, x2nd, data.xLabel);
  ends(x1st, x2nd, data.x);
  const [left, right] = [floor[0]!.near + floor[3]!.near, floor[1]!.near + floor[2]!.near];
  const [y1st, y2nd] = left > right ? [floor[0]!, floor[3]!] : [floor[1]!, floor[2]!];
  beside(y1st, y2nd, data.yLabel);
  ends(y1st, y2nd, data.y);
  paintHeights(pen, scene, project);
}

/** The axis of heights, at the corner that stands farthest left. */
function paintHeights(pen: Pen, { data, theme, heights }: SurfaceScene, project: ReturnType<typeof projection>): void {
  const corners = [data.x[0]!, data.x.at(-1)!].flatMap((x) => [data.y[0]!, data.y.at(-1)!].map((y) => [x, y] as const));
  const [x, y] = corners.reduce((a, b) => (project(b[0], b[1], 0).x < project(a[0], a[1], 0).x ? b : a));
  const [foot, top] = [project(x, y, 0), project(x, y, 1)];
  pen.strokeStyle = theme.faint;
  line(pen, foot.x, foot.y, top.x, top.y);
  pen.fillStyle = theme.muted;
  pen.font = font(theme, 10);
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  let free = Infinity;
  for (const { value, label } of heights.levels) {
    const at = project(x, y, heights.part(value)).y;
    line(pen, foot.x - 4, at, foot.x, at);
    if (at > free) continue;
    pen.fillText(label, foot.x - 7, at);
    free = at - 13;
  }
  pen.textBaseline = "bottom";
  pen.fillText(data.zLabel ? `↑ ${data.zLabel}` : "", foot.x + 4, top.y - 6);
}

function paintPaths(
  pen: Pen,
  { data, theme, heights, choices }: SurfaceScene,
  project: ReturnType<typeof projection>,
): void {
  data.paths.forEach((path, i) => {
    const points = Array.from({ length: stepsShown(path.steps, choices) }, (_, step) =>
      project(path.places[2 * step]!, path.places[2 * step + 1]!, heights.part(path.heights[step]!) + 0.015),
    ).filter(({ x, y }) => Number.isFinite(x + y));
    if (points.length === 0) return;
    for (const [color, width] of [
      [theme.background, 4],
      [pathColor(theme, i), 2],
    ] as const) {
      pen.strokeStyle = color;
      pen.lineWidth = width;
      pen.beginPath();
      points.forEach(({ x, y }, step) => (step === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
      pen.stroke();
    }
    const last = points.at(-1)!;
    pen.fillStyle = pathColor(theme, i);
    pen.beginPath();
    pen.arc(last.x, last.y, 5, 0, 2 * Math.PI);
    pen.fill();
  });
}

const nearness = (corners: readonly Point3d[]): number => corners.reduce((sum, { near }) => sum + near, 0);

/** Light comes from the left: what falls to the right is darker. */
function shaded(color: Rgb, slope: number): Rgb {
  const factor = Math.min(1.12, Math.max(0.72, 1 - 0.28 * slope));
  return [0, 1, 2].map((c) => Math.min(255, Math.round(color[c]! * factor))) as unknown as Rgb;
}

/** The grid's numbers, every few of them when there are many, always with the last. */
function thinned(count: number): number[] {
  const step = Math.ceil((count - 1) / mostTiles);
  const kept = Array.from({ length: Math.ceil((count - 1) / step) }, (_, i) => i * step);
  return [...kept, count - 1];
}
