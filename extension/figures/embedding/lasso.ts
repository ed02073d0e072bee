// A lasso: a line drawn by hand around points, and the points inside it.
import type { Pen } from "../draw/pen.ts";
import type { Theme } from "../draw/theme.ts";
import type { EmbeddingScene } from "./scene.ts";

export type Corner = readonly [x: number, y: number];

/** A point is inside when a ray from it crosses the line an odd number of times. */
export function insideLasso({ at, shown }: EmbeddingScene, corners: readonly Corner[]): number[] {
  return Array.from(shown).filter((point) => {
    const [x, y] = [at[2 * point]!, at[2 * point + 1]!];
    let inside = false;
    corners.forEach(([x1, y1], i) => {
      const [x2, y2] = corners[(i + 1) % corners.length]!;
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    });
    return inside;
  });
}

export function paintLasso(pen: Pen, corners: readonly Corner[], theme: Theme): void {
  if (corners.length < 2) return;
  pen.strokeStyle = theme.accent;
  pen.lineWidth = 1.5;
  pen.setLineDash([4, 3]);
  pen.beginPath();
  corners.forEach(([x, y], i) => pen[i === 0 ? "moveTo" : "lineTo"](x, y));
  pen.closePath();
  pen.stroke();
  pen.setLineDash([]);
}
