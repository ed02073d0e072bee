// The notebooks that a command line names.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "./errors.ts";

/** Paths of notebooks; a folder stands for the notebooks in it, in the order of their names. */
export async function notebookFiles(paths: readonly string[]): Promise<string[]> {
  const found = paths.map(async (path) => {
    const entries = await readdir(path).catch(() => undefined);
    if (entries === undefined) return [path];
    const inside = entries.filter((name) => name.endsWith(".ipynb")).toSorted();
    if (inside.length === 0) throw new UserError(`There is no notebook in ${path}.`);
    return inside.map((name) => join(path, name));
  });
  return (await Promise.all(found)).flat();
}
