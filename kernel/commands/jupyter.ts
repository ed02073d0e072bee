// Which Jupyter the commands mean: the project's own environment when `npm start` names it, else `.venv` of this folder, which
// `gradbook lab --setup` makes, else the first `jupyter` on the PATH. Starts nothing.
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

export interface FoundJupyter {
  /** The program. */
  readonly path: string;
  /** Whether only `gradbook lab` would find it: in `.venv` of this folder, which is not on the PATH. */
  readonly ofThisFolder: boolean;
}

export function findJupyter(): FoundJupyter | undefined {
  const names = process.platform === "win32" ? ["jupyter.exe", "jupyter.cmd"] : ["jupyter"];
  const onPath = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const named = process.env.GRADBOOK_JUPYTER_BIN;
  const own = programsOf(resolve(".venv"));
  for (const folder of [...(named ? [named] : []), own, ...onPath]) {
    const path = names.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (path !== undefined) return { path, ofThisFolder: folder === own && folder !== named && !onPath.includes(own) };
  }
  return undefined;
}

/** Where an environment of Python has its programs. */
export const programsOf = (environment: string): string =>
  join(environment, process.platform === "win32" ? "Scripts" : "bin");
