// The keyboard's way through the cells: arrows, Home and End within a row, Page Up and Page Down from facet to facet.
import type { Grid } from "./grid.ts";
import type { Cell } from "./paintGrid.ts";

/** The cell that a key leads to, or undefined when the key means nothing here. The first key enters the grid. */
export function moveCursor(grid: Grid, from: Cell | undefined, key: string): Cell | undefined {
  const steps: Record<string, (cell: Cell) => Cell> = {
    ArrowLeft: (cell) => ({ ...cell, column: cell.column - 1 }),
    ArrowRight: (cell) => ({ ...cell, column: cell.column + 1 }),
    ArrowUp: (cell) => ({ ...cell, row: cell.row - 1 }),
    ArrowDown: (cell) => ({ ...cell, row: cell.row + 1 }),
    Home: (cell) => ({ ...cell, column: 0 }),
    End: (cell) => ({ ...cell, column: grid.columns - 1 }),
    PageUp: (cell) => ({ ...cell, facet: cell.facet - 1 }),
    PageDown: (cell) => ({ ...cell, facet: cell.facet + 1 }),
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (!step || grid.facets * grid.rows * grid.columns === 0) return undefined;
  if (!from) return { facet: 0, row: 0, column: 0 };
  const to = step(from);
  const next = {
    facet: clamp(to.facet, grid.facets),
    row: clamp(to.row, grid.rows),
    column: clamp(to.column, grid.columns),
  };
  // The last line of a wrapped vector may be short.
  return grid.offset(next.facet, next.row, next.column) < 0 ? from : next;
}

const clamp = (at: number, size: number): number => Math.min(size - 1, Math.max(0, at));
