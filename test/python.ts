// Tests that need the project's Python: skipped with the reason where there is none, a failure in continuous integration.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "vitest";

const root = join(import.meta.dirname, "..");
const bin = join(root, ".venv", process.platform === "win32" ? "Scripts" : "bin");

export const python = join(bin, process.platform === "win32" ? "python.exe" : "python");
export const jupyter = join(bin, process.platform === "win32" ? "jupyter.exe" : "jupyter");

/** Environment in which `jupyter` and kernels registered with it are found, and nothing of the user's. */
export const pythonEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  VIRTUAL_ENV: join(root, ".venv"),
  JUPYTER_PREFER_ENV_PATH: "1",
};

const reason = process.env.GRADBOOK_NO_PYTHON || (existsSync(python) ? "" : "no .venv: run `npm run setup`");

/** `test` where Python is there. */
export const testWithPython: typeof test = (reason && !process.env.CI ? test.skipIf(true) : test) as typeof test;

if (reason && !process.env.CI) console.warn(`Skipping tests that need Python: ${reason}`);
