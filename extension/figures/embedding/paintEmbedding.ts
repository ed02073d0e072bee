// Paints an embedding map: points in the colours of their kinds, names where there is room, arrows, and around the point
// that is looked at the lines to its neighbours.
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font } from "../draw/theme.ts";
import { placeLabels } from "./labels.ts";
import { type EmbeddingScene, neighboursOf } from "./scene.ts";

/** @param focus the point that is looked at */
export function paintEmbedding({ pen }: Sheet, scene: EmbeddingScene, focus = -1): void {
  aside(pen, () => {
    pen.beginPath();
    pen.rect(0, 0, scene.width, scene.height);
    pen.clip();
    const near = focus < 0 ? [] : neighboursOf(scene.data, focus).map(({ point }) => point);
    paintPoints(pen, scene, new Set(focus < 0 ? [] : [focus, ...near]));
    paintArrows(pen, scene);
    paintNeighbours(pen, scene, focus);
    paintLabels(pen, scene, focus, near);
  });
}

function paintPoints(
  pen: Pen,
  { at, shown, color, found, width, height }: EmbeddingScene,
  lit: ReadonlySet<number>,
): void {
  const radius = shown.length > 8000 ? 1.3 : shown.length > 1000 ? 2 : 3.2;
  const dimmed = lit.size > 1 || found !== undefined;
  let current = "";
  for (const point of shown) {
    const [x, y] = [at[2 * point]!, at[2 * point + 1]!];
    if (x < -4 || y < -4 || x > width + 4 || y > height + 4) continue;
    const bright = !dimmed || lit.has(point) || (found?.has(point) ?? false);
    const style = `${color(point)}${bright ? "" : "·"}`;
    // Changing the pen costs more than drawing with it.
    if (style !== current) {
      pen.fillStyle = color(point);
      pen.globalAlpha = bright ? 0.9 : 0.22;
      current = style;
    }
    if (radius < 2) {
      pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
      continue;
    }
    pen.beginPath();
    pen.arc(x, y, lit.has(point) ? radius + 1.5 : radius, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function paintArrows(pen: Pen, { data, at, theme }: EmbeddingScene): void {
  pen.strokeStyle = theme.text;
  pen.fillStyle = theme.text;
  pen.lineWidth = 1.5;
  pen.font = font(theme, 11);
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  for (const { from, to, label } of data.arrows) {
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
    if (label) pen.fillText(label, (x1 + x2) / 2, (y1 + y2) / 2 - 3);
  }
}

function paintNeighbours(pen: Pen, { data, at, theme }: EmbeddingScene, focus: number): void {
  if (focus < 0) return;
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  for (const { point, similarity } of neighboursOf(data, focus)) {
    pen.globalAlpha = Math.min(1, Math.max(0.15, similarity));
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
  for (const { point, x, y } of placeLabels(pen, scene, [...(focus < 0 ? [] : [focus]), ...near, ...ends])) {
    const dim = (focus >= 0 && near.length > 0 && !lit.has(point)) || (scene.found && !scene.found.has(point));
    pen.globalAlpha = dim ? 0.3 : 1;
    pen.fillStyle = theme.text;
    pen.font = font(theme, 11, point === focus ? 600 : 400);
    pen.fillText(data.labels[point]!, x, y);
  }
  pen.globalAlpha = 1;
}
