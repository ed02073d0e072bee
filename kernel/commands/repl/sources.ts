// Files as cells: a `.ts` file is one cell, a notebook its code cells. What they import from beside them is found from
// wherever the session stands.
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { NotebookError } from "../../notebook/error.ts";
import { readNotebook } from "../../notebook/read.ts";
import { UserError } from "../errors.ts";

/** The cells of a file, for a session in `folder`. @throws UserError */
export async function cellsOf(path: string, folder: string): Promise<string[]> {
  const sources = path.endsWith(".ipynb") ? await codeCells(path) : [textOf(path)];
  const way = relative(folder, dirname(resolve(path))).replaceAll("\\", "/");
  return way === "" ? sources : Promise.all(sources.map((source) => movedTo(way, source)));
}

async function codeCells(path: string): Promise<string[]> {
  const notebook = await readNotebook(path).catch((error: Error) => {
    throw error instanceof NotebookError ? new UserError(error.message) : error;
  });
  return notebook.cells.flatMap((cell) =>
    cell.cell_type === "code" && !cell.metadata.tags?.includes("skip-execution") ? [cell.source] : [],
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${message}.`);
  }
}

/** The source with its imports of `./x` and `../x` leading to the folder that it comes from. */
async function movedTo(way: string, source: string): Promise<string> {
  if (!/["'`]\.\.?\//.test(source)) return source;
  const { parseSync } = await import("oxc-parser");
  const { module } = parseSync("cell.tsx", source, { sourceType: "module" });
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ];
  const places = new Map(named.flatMap((place) => (place ? [[place.start, place.end] as const] : [])));
  const from = way.startsWith(".") ? way : `./${way}`;
  let moved = source;
  // From the end, so that the places before stay where they are.
  for (const [start, end] of [...places].toSorted(([a], [b]) => b - a)) {
    const found = /^(["'`])(\.\.?\/.*)\1$/s.exec(source.slice(start, end));
    if (found) moved = `${moved.slice(0, start)}${JSON.stringify(`${from}/${found[2]}`)}${moved.slice(end)}`;
  }
  return moved;
}
