// The numbers behind a tensor figure, as a table of the slice in view and as CSV of everything that travelled.
import { formatCount, formatNumber } from "../draw/numbers.ts";
import type { TensorData } from "../payload/tensor.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { axisName, indexText } from "./describe.ts";
import type { Grid } from "./grid.ts";
import type { TensorChoices } from "./still.ts";

const mostRows = 200;
const mostColumns = 64;

export function tensorTable(data: TensorData, grid: Grid, choices: TensorChoices): Table {
  const columns = Math.min(grid.columns, mostColumns);
  const rows: string[][] = [];
  for (let facet = 0; facet < grid.facets; facet++) {
    for (let row = 0; row < grid.rows && rows.length < mostRows; row++) {
      const at = grid.columns > 0 ? grid.index(facet, row, 0) : [];
      const label = at
        .map((index, axis) => indexText(data, axis, index))
        .filter((_, axis) => grid.wrapped || choices.roles[axis] !== "columns")
        .join(", ");
      const cells = Array.from({ length: columns }, (_, column) => {
        const offset = grid.offset(facet, row, column);
        if (offset < 0 || data.mask?.[offset]) return offset < 0 ? "" : "masked";
        return formatNumber(data.values.values[offset]!, 6);
      });
      rows.push([`[${label}]`, ...cells]);
    }
  }
  const total = grid.facets * grid.rows;
  const partial = total > rows.length || grid.columns > columns;
  const note = partial
    ? `; the first ${formatCount(rows.length)} × ${columns} of ${formatCount(total)} × ${formatCount(grid.columns)}`
    : "";
  const head = Array.from({ length: columns }, (_, column) =>
    String(grid.wrapped ? column : (grid.word("columns", column) ?? grid.label("columns", column).join(", "))),
  );
  return { caption: `${data.title || "Values"}${note}`, head: ["", ...head], rows };
}

/** One line for each element: its index, the names that this has, then its value with full precision. */
export function tensorCsv(data: TensorData): string {
  const { shape, values } = data.values;
  const named = shape.map((_, axis) => axis).filter((axis) => data.labels[axis]);
  const names = named.map((axis) => `${axisName(data, axis)} label`);
  const lines = [csvLine([...shape.map((_, axis) => axisName(data, axis)), ...names, "value"])];
  for (let offset = 0; offset < values.length; offset++) {
    let rest = offset;
    const index = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis]!;
      index[axis] = data.kept[axis]?.[at] ?? at;
      rest = Math.floor(rest / shape[axis]!);
    }
    const words = named.map((axis) => data.labels[axis]!.get(index[axis]!) ?? "");
    lines.push(csvLine([...index, ...words, data.mask?.[offset] ? "" : values[offset]!]));
  }
  return `${lines.join("\r\n")}\r\n`;
}
