// Which point is under the pointer, among tens of thousands: a grid over the sheet, made once for each picture.
import type { EmbeddingScene } from "./scene.ts";

const cell = 24;

export interface PointGrid {
  /** The nearest point within reach of a place, or −1. */
  nearest(x: number, y: number): number;
}

export function pointGrid({ at, shown, width, height }: EmbeddingScene): PointGrid {
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  /** The first point of each cell, and of each point the next one in its cell: lists without objects. */
  const first = new Int32Array(columns * rows).fill(-1);
  const next = new Int32Array(at.length / 2).fill(-1);
  for (const point of shown) {
    const [column, row] = [Math.floor(at[2 * point]! / cell), Math.floor(at[2 * point + 1]! / cell)];
    if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
    next[point] = first[row * columns + column]!;
    first[row * columns + column] = point;
  }
  return {
    nearest(x, y) {
      let [best, distance] = [-1, cell * cell];
      const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          for (let point = first[r * columns + c]!; point >= 0; point = next[point]!) {
            const squared = (at[2 * point]! - x) ** 2 + (at[2 * point + 1]! - y) ** 2;
            if (squared < distance) [best, distance] = [point, squared];
          }
        }
      }
      return best;
    },
  };
}

/** The next point from one point in a direction: the nearest in the quarter that the arrow key points to; −1 if none. */
export function nextPoint({ at, shown }: EmbeddingScene, from: number, [dx, dy]: readonly [number, number]): number {
  let [best, distance] = [-1, Infinity];
  for (const point of shown) {
    const [x, y] = [at[2 * point]! - at[2 * from]!, at[2 * point + 1]! - at[2 * from + 1]!];
    const along = x * dx + y * dy;
    if (along <= 0 || Math.abs(x * dy) + Math.abs(y * dx) > along) continue;
    const squared = x * x + y * y;
    if (squared < distance) [best, distance] = [point, squared];
  }
  return best;
}
