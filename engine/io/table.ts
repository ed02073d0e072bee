// Tables from text: columns by name, and the numeric ones as a tensor.
import { empty, type Tensor } from "../tensor/tensor.ts";
import { type CsvOptions, parseCsv } from "./csv.ts";
import { FormatError } from "./formatError.ts";
import { asBytes, type Bytes } from "./tensors.ts";

/** One row, by column name. */
export type Row = Readonly<Record<string, number | string>>;

/** A table: rows of numbers and texts, all with the same columns. Made by `readCsv`. */
export class Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];

  constructor(columns: readonly string[], rows: readonly Row[]) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Number of rows. */
  get length(): number {
    return this.rows.length;
  }

  /** All values of one column, from the first row to the last. @throws FormatError for a column that is not there */
  column(name: string): (number | string)[] {
    if (!this.columns.includes(name)) {
      throw new FormatError("csv", `there is no column '${name}'; there are ${this.columns.join(", ")}`);
    }
    return this.rows.map((row) => row[name]!);
  }

  /**
   * Columns of numbers as float32 [rows, columns]; empty fields are NaN.
   * @param names which, in which order; default all
   * @throws FormatError naming a column that holds text
   */
  tensor(names: readonly string[] = this.columns): Tensor {
    const out = empty([this.rows.length, names.length], "float32");
    const { data } = out;
    names.forEach((name, c) =>
      this.column(name).forEach((value, r) => {
        if (typeof value === "string") {
          throw new FormatError("csv", `column '${name}' holds text, such as ${JSON.stringify(value)} in row ${r}`);
        }
        data[r * names.length + c] = value;
      }),
    );
    return out;
  }
}

/**
 * Reads comma-separated values (RFC 4180). A column whose fields are all numbers, or empty, becomes numbers; the others
 * stay text.
 * @param text the file's text, or its bytes in UTF-8
 * @throws FormatError naming the line
 * @example io.readCsv("height,weight\n1.65,60\n").tensor(["height"])
 */
export function readCsv(text: string | Bytes, options: CsvOptions = {}): Table {
  const decoded = typeof text === "string" ? text : new TextDecoder().decode(asBytes("readCsv", text));
  const { columns, rows } = parseCsv(decoded, options);
  return new Table(columns, rows);
}
