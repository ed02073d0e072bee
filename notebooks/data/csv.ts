// Tables of this folder: a heading, then a row a line, with commas between fields that hold none.
import { readFileSync } from "node:fs";

/** The rows without the heading. @throws Error when the file is not beside this one */
export function csvRows(name: string): string[][] {
  const [, ...rows] = readFileSync(new URL(name, import.meta.url), "utf8")
    .trim()
    .split("\n");
  return rows.map((row) => row.split(","));
}
