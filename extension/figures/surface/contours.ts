// Contour lines by marching squares: in each cell of the grid, straight pieces where the surface crosses a level.
// Lorensen & Cline's idea (1987) in two dimensions; saddles are cut by the height of the cell's middle.

/** Pieces of one level's line in units of the grid: x1, y1, x2, y2, and so on. */
export function contour(z: ArrayLike<number>, columns: number, rows: number, level: number): number[] {
  const pieces: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      // Corners in a circle: top left, top right, bottom right, bottom left.
      const a = z[at]!;
      const b = z[at + 1]!;
      const c = z[at + columns + 1]!;
      const d = z[at + columns]!;
      if (!Number.isFinite(a + b + c + d)) continue;
      const above = Number(a > level) | (Number(b > level) << 1) | (Number(c > level) << 2) | (Number(d > level) << 3);
      if (above === 0 || above === 15) continue;
      const top: Point = [column + (level - a) / (b - a), row];
      const right: Point = [column + 1, row + (level - b) / (c - b)];
      const bottom: Point = [column + (level - d) / (c - d), row + 1];
      const left: Point = [column, row + (level - a) / (d - a)];
      const middleAbove = (a + b + c + d) / 4 > level;
      for (const [from, to] of cuts(above, middleAbove, top, right, bottom, left)) pieces.push(...from, ...to);
    }
  }
  return pieces;
}

type Point = readonly [number, number];
type Cut = readonly [Point, Point];

/** Which sides a level connects. @param above a bit for each corner that is higher, in a circle */
function cuts(above: number, middle: boolean, top: Point, right: Point, bottom: Point, left: Point): readonly Cut[] {
  // What is above and what is below swap roles without moving the line.
  const corners = above > 7 ? 15 - above : above;
  if (corners === 1) return [[left, top]];
  if (corners === 2) return [[top, right]];
  if (corners === 3) return [[left, right]];
  if (corners === 4) return [[right, bottom]];
  if (corners === 6) return [[top, bottom]];
  if (corners === 7) return [[left, bottom]];
  // Two opposite corners: does the middle belong to them?
  const joined = (above === 5) === middle;
  return joined
    ? [
        [top, right],
        [bottom, left],
      ]
    : [
        [left, top],
        [right, bottom],
      ];
}
