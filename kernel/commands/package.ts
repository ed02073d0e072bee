// Where the installed package lies. Both threads of the kernel read this first of all, so it imports only what both need
// anyhow.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder that holds package.json: found upwards, as this file runs both bundled in `dist/` and from its source. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "gradbook") return folder;
  return findRoot(dirname(folder));
}

export const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

export const { version } = manifest;
