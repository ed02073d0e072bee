// Comma-separated values (RFC 4180): quoted fields, doubled quotes, line breaks inside quotes, CRLF or LF.
// Numbers become numbers column by column; a column with anything else stays text.
import { FormatError } from "./formatError.ts";
import { needArray } from "../tensor/given.ts";

export interface CsvOptions {
  /** Separates fields; default `,`. */
  readonly delimiter?: string;
  /** Whether the first row names the columns; default true. */
  readonly header?: boolean;
}

export interface CsvTable {
  readonly columns: readonly string[];
  /** One record a row, by column name; empty fields of a numeric column are NaN. */
  readonly rows: readonly Readonly<Record<string, number | string>>[];
}

/** Parses a table; every row must have as many fields as the first. */
export function parseCsv(text: string, { delimiter = ",", header = true }: CsvOptions = {}): CsvTable {
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    throw new FormatError(
      "csv",
      `the delimiter must be one character other than a quote or a line break, not ${JSON.stringify(delimiter)}`,
    );
  }
  // Excel starts its files with a byte order mark.
  const records = splitRecords(text.replace(/^\uFEFF/, ""), delimiter);
  const first = records[0];
  if (!first) return { columns: [], rows: [] };
  const columns = header ? first.fields : first.fields.map((_, i) => `column${i + 1}`);
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated !== undefined) throw new FormatError("csv", `two columns are called '${repeated}'`, first.line);
  const body = header ? records.slice(1) : records;
  for (const { fields, line } of body) {
    if (fields.length === columns.length) continue;
    throw new FormatError("csv", `line ${line} has ${fields.length} fields, the first row has ${columns.length}`, line);
  }
  const numeric = columns.map((_, i) => body.length > 0 && body.every(({ fields }) => isNumber(fields[i]!)));
  const value = (field: string, i: number) => (numeric[i] ? (field.trim() === "" ? NaN : Number(field)) : field);
  const rows = body.map(({ fields }) => Object.fromEntries(fields.map((field, i) => [columns[i]!, value(field, i)])));
  return { columns, rows };
}

/** Writes rows as CSV with a header line; fields are quoted where they must be. */
export function formatCsv(
  rows: readonly Readonly<Record<string, number | string>>[],
  { delimiter = "," }: CsvOptions = {},
): string {
  needArray(rows, "formatCsv()", "rows");
  const columns = Object.keys(rows[0] ?? {});
  const quote = (field: string) =>
    field.includes(delimiter) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  const lines = [columns, ...rows.map((row) => columns.map((name) => String(row?.[name] ?? "")))];
  return lines.map((fields) => `${fields.map(quote).join(delimiter)}\n`).join("");
}

const isNumber = (field: string) => /^\s*([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|nan|)\s*$/i.test(field);

interface CsvRecord {
  readonly fields: string[];
  /** Line, from 1, on which the record starts. */
  readonly line: number;
}

function splitRecords(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const record: CsvRecord = { fields: [], line };
    let more = true;
    while (more) {
      let field = "";
      if (text[at] === '"') {
        const opened = line;
        at++;
        for (;;) {
          const close = text.indexOf('"', at);
          if (close < 0) throw new FormatError("csv", `the quote opened on line ${opened} is never closed`, opened);
          field += text.slice(at, close);
          at = close + 1;
          if (text[at] !== '"') break;
          field += '"';
          at++;
        }
        line += field.split("\n").length - 1;
        if (at < text.length && text[at] !== delimiter && text[at] !== "\n" && !text.startsWith("\r\n", at)) {
          throw new FormatError("csv", `line ${line} has text after a closing quote`, line);
        }
      } else {
        const start = at;
        while (at < text.length && text[at] !== delimiter && text[at] !== "\n") at++;
        field = text.slice(start, text[at] === "\n" && text[at - 1] === "\r" && at > start ? at - 1 : at);
      }
      record.fields.push(field);
      if (text[at] === "\r") at++;
      more = text[at] === delimiter;
      at++;
    }
    line++;
    // A blank line is no record.
    if (record.fields.length > 1 || record.fields[0] !== "") records.push(record);
  }
  return records;
}
