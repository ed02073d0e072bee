// Which rows of a model's tree are shown, and where its columns stand. Painting and pointing work on the same scene.
import type { Theme } from "../draw/theme.ts";
import type { ModuleData, ModuleRow } from "../payload/module.ts";

export interface ModuleChoices {
  /** Rows whose children are shown. */
  readonly open: ReadonlySet<number>;
}

export interface ModuleScene {
  readonly data: ModuleData;
  readonly choices: ModuleChoices;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Numbers of the rows that are shown, in order. */
  readonly shown: readonly number[];
  /** Left edges; a column for which there is no room has none. */
  readonly columns: Partial<Record<ColumnName, { readonly x: number; readonly width: number }>>;
}

export type ColumnName = "name" | "shape" | "count" | "values" | "norm" | "gradient" | "gradientNorm";

export const rowHeight = 24;
export const headHeight = 26;

/** So many rows are shown at first, if closing modules can achieve it. */
const comfortable = 28;

export const hasChildren = ({ rows }: ModuleData, at: number): boolean => (rows[at + 1]?.depth ?? 0) > rows[at]!.depth;

/** Opens level after level while the tree stays comfortable to read. */
export function defaultModule(data: ModuleData): ModuleChoices {
  let open = new Set([0]);
  for (let depth = 1; ; depth++) {
    const next = new Set([...open, ...data.rows.flatMap((row, at) => (row.depth === depth && hasChildren(data, at) ? [at] : []))]); // prettier-ignore
    if (next.size === open.size || shownRows(data, next).length > comfortable) return { open };
    open = next;
  }
}

export function moduleScene(data: ModuleData, choices: ModuleChoices, theme: Theme, width: number): ModuleScene {
  const shown = shownRows(data, choices.open);
  const graded = data.rows.some(({ gradient }) => gradient);
  const columns: { -readonly [K in keyof ModuleScene["columns"]]: ModuleScene["columns"][K] } = {};
  const wanted: (readonly [ColumnName, number])[] = [
    ["count", 86],
    ["shape", 96],
    ["values", 84],
    ...(graded ? ([["gradientNorm", 62], ["gradient", 84]] as const) : []),
    ["norm", 62],
  ]; // prettier-ignore
  // The tree needs room first; then the columns, the most telling first.
  let room = width - 190;
  const fitting = new Map(wanted.filter(([, wide]) => (room -= wide) >= 0 || ((room += wide), false)));
  columns.name = { x: 0, width: 190 + room };
  let x = columns.name.width;
  for (const name of ["shape", "count", "values", "norm", "gradient", "gradientNorm"] as const) {
    const wide = fitting.get(name);
    if (wide === undefined) continue;
    columns[name] = { x, width: wide };
    x += wide;
  }
  return { data, choices, theme, width, height: headHeight + shown.length * rowHeight + 2, shown, columns };
}

/** The place among the shown rows at a height of the sheet, or −1. */
export function rowUnder(scene: ModuleScene, y: number): number {
  const at = Math.floor((y - headHeight) / rowHeight);
  return at >= 0 && at < scene.shown.length ? at : -1;
}

export function parentOf({ rows }: ModuleData, at: number): number {
  let parent = at;
  while (parent > 0 && rows[parent]!.depth >= rows[at]!.depth) parent--;
  return parent;
}

function shownRows({ rows }: ModuleData, open: ReadonlySet<number>): number[] {
  const shown: number[] = [];
  let hiddenBelow = Infinity;
  rows.forEach((row: ModuleRow, at) => {
    if (row.depth > hiddenBelow) return;
    shown.push(at);
    hiddenBelow = open.has(at) ? Infinity : row.depth;
  });
  return shown;
}
