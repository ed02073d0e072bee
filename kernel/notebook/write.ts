// Writes notebooks: the same bytes as Jupyter's own nbformat, so that version control sees only real changes,
// and never half a file: the new one replaces the old in one step, after it lies safely on the disk.
import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NotebookError } from "./error.ts";
import type { Cell, MimeData, Notebook, Output } from "./format.ts";
import { formatJson } from "./json.ts";

/** Writes `notebook` to `path` in one step: readers see the old file or the new one. Permissions and links are kept. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await replaceFile(path, formatNotebook(notebook));
}

/** The text that nbformat writes for `notebook`: indent 1, sorted keys, text as lines, a newline at the end. */
export function formatNotebook(notebook: Notebook): string {
  return `${formatJson({ ...notebook, cells: notebook.cells.map(fileCell) })}\n`;
}

/** Replaces the file at `path` in one step by a neighbour that is complete and flushed. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const neighbour = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o666,
    );
    const file = await open(neighbour, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(neighbour, target);
  } catch (error) {
    await rm(neighbour, { force: true });
    throw new NotebookError(`${path} cannot be written: ${reason(error as NodeJS.ErrnoException)}.`);
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "its folder does not exist";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "you have no permission to write there";
  if (code === "ENOSPC") return "the disk is full";
  if (code === "EISDIR") return "there is a folder of that name";
  return message;
}

function fileCell(cell: Cell): object {
  const common = { ...cell, source: lines(cell.source) };
  if (cell.cell_type === "code") return { ...common, outputs: cell.outputs.map(fileOutput) };
  if (!cell.attachments) return common;
  const attachments = Object.entries(cell.attachments).map(([name, data]) => [name, fileData(data)]);
  return { ...common, attachments: Object.fromEntries(attachments) };
}

function fileOutput(output: Output): object {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return output;
  return { ...output, data: fileData(output.data) };
}

function fileData(data: MimeData): MimeData {
  const isText = (type: string) =>
    type.startsWith("text/") || type === "application/javascript" || type === "image/svg+xml";
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      isText(type) && typeof value === "string" ? lines(value) : value,
    ]),
  );
}

/** Python's `str.splitlines(True)`: lines with their ends, which are more than `\n`. */
function lines(text: string): string[] {
  const result: string[] = [];
  let start = 0;
  // oxlint-disable-next-line no-control-regex -- some of these separators are control characters
  for (const end of text.matchAll(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g)) {
    const next = end.index + end[0].length;
    result.push(text.slice(start, next));
    start = next;
  }
  if (start < text.length) result.push(text.slice(start));
  return result;
}
