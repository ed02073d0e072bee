// Where things are, and which Node runs them. Plain JavaScript on Node's own modules only:
// this folder runs on a fresh clone, before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const venv = join(root, ".venv");
const windows = process.platform === "win32";
export const venvBin = join(venv, windows ? "Scripts" : "bin");
export const venvPython = join(venvBin, windows ? "python.exe" : "python");

/** A failure the user can mend: printed as one sentence, without a stack. */
export class SetupError extends Error {}

/**
 * Path of the Node 26 that npm brought, or undefined where there is none for this machine.
 * The optional packages carry `os` and `cpu`, so the one that is installed is the one that fits.
 */
export function pinnedNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const require = createRequire(join(root, "package.json"));
  for (const name of Object.keys(optionalDependencies)) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), "bin", windows ? "node.exe" : "node");
      // A package for glibc also lands on musl systems, where its binary cannot start.
      if (spawnSync(path, ["--version"]).status === 0) return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The Node that builds, tests and kernels run on: the pinned one, else the one that started us, with a warning. */
export function houseNode() {
  const pinned = pinnedNode();
  if (!pinned) {
    console.warn(
      `No pinned Node for ${process.platform}-${process.arch}: using ${process.version}; number crunching may be slower.`,
    );
  }
  return pinned ?? process.execPath;
}

/** One hash over the names, sizes and contents of files; a stamp holding it marks a finished step. */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesUnder).toSorted()) {
    hash.update(relative(root, path).split(sep).join("/"));
    hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

const generated = new Set(["node_modules", "labextension", "lib", ".ipynb_checkpoints"]);

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !generated.has(entry.name))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}

export function isStamped(file, value) {
  return existsSync(file) && readFileSync(file, "utf8") === value;
}

export function stamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}
