// Files as cells: a `.ts` file is one cell, a notebook its code cells.
import { readFileSync } from "node:fs";
import { NotebookError } from "../../notebook/error.ts";
import { readNotebook } from "../../notebook/read.ts";
import { UserError } from "../errors.ts";

/** The cells of a file. @throws UserError */
export async function cellsOf(path: string): Promise<string[]> {
  if (path.endsWith(".ipynb")) {
    const notebook = await readNotebook(path).catch((error: Error) => {
      throw error instanceof NotebookError ? new UserError(error.message) : error;
    });
    return notebook.cells.flatMap((cell) =>
      cell.cell_type === "code" && !cell.metadata.tags?.includes("skip-execution") ? [cell.source] : [],
    );
  }
  try {
    return [readFileSync(path, "utf8")];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${message}.`);
  }
}
