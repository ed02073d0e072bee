// A few lines of a cell around one place, with a mark under it.
import { cyan, dim, red } from "./paint.ts";

export interface FrameOptions {
  /** Shown above the lines. */
  readonly filename?: string;
  /** Columns to mark; 1 unless told. */
  readonly width?: number;
  /** Lines shown before and after; 2 unless told. */
  readonly context?: number;
}

/** @param line from 1 @param column from 1 */
export function codeFrame(source: string, line: number, column: number, options: FrameOptions = {}): string {
  const { filename, width = 1, context = 2 } = options;
  const lines = source.split("\n");
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  const gutter = String(last).length;
  const shown: string[] = filename ? [`${cyan(filename)}:${line}:${column}`] : [];
  for (let n = first; n <= last; n += 1) {
    const text = lines[n - 1] ?? "";
    shown.push(`${n === line ? red(">") : " "} ${dim(`${String(n).padStart(gutter)} |`)} ${text}`);
    if (n !== line) continue;
    // Tabs stay tabs, so that the mark stands under its character whatever their width.
    const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
    const marks = "^".repeat(Math.max(1, Math.min(width, text.length - column + 1)));
    shown.push(`  ${" ".repeat(gutter)} ${dim("|")} ${indent}${red(marks)}`);
  }
  return shown.join("\n");
}
