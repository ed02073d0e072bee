// A chart's rows in words, as a table and as CSV.
import { formatNumber } from "../draw/numbers.ts";
import type { ChartData } from "../payload/chart.ts";
import { csvLine, type Table } from "../view/shell.ts";
import { trans } from "../draw/words.ts";

const mostRows = 400;

export function chartTable(data: ChartData): Table {
  const head = columnsOf(data);
  const left =
    data.rows.length > mostRows ? ` ${trans.__("The first %1 rows; the CSV file has all.", String(mostRows))}` : "";
  return {
    caption: `${data.title || trans.__("Chart")}.${left} ${data.note}`,
    head,
    rows: data.rows.slice(0, mostRows).map((row) => head.map((name) => said(field(row, name)))),
  };
}

export function chartCsv(data: ChartData): string {
  const head = columnsOf(data);
  const lines = data.rows.map((row) => csvLine(head.map((name) => plain(field(row, name)))));
  return `${[csvLine(head), ...lines].join("\r\n")}\r\n`;
}

/** "x: 3, y: 0.5" */
export const datumSentence = (datum: unknown): string =>
  datumEntries(datum)
    .map(([name, value]) => (name ? `${name}: ${value}` : value))
    .join(", ");

/** What is known of a mark, by name; what has no name is one text. */
export function datumEntries(datum: unknown): (readonly [name: string, value: string])[] {
  if (typeof datum !== "object" || datum === null) return [["", said(datum)]];
  const known = Object.entries(datum).filter(([name]) => !name.startsWith("__"));
  return known.slice(0, 8).map(([name, value]) => [name, said(value)] as const);
}

/** Fields of the first rows, in their order; rows that are plain values have one column. */
function columnsOf({ rows }: ChartData): string[] {
  const names = new Set<string>();
  for (const row of rows.slice(0, 50)) {
    if (typeof row === "object" && row !== null && !Array.isArray(row))
      for (const name of Object.keys(row)) names.add(name);
    else names.add("value");
  }
  return [...names];
}

const field = (row: unknown, name: string): unknown =>
  typeof row === "object" && row !== null
    ? Object.hasOwn(row, name)
      ? (row as Record<string, unknown>)[name]
      : ""
    : row;

const said = (value: unknown): string => (typeof value === "number" ? formatNumber(value, 6) : plain(value));

const plain = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
