// The Node that kernels should run on.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { manifest, packageRoot } from "./package.ts";

/** Absolute path of the Node for kernels: the pinned one that npm brought, else the one running now. */
export const kernelNode = (): string => pinnedNode() ?? process.execPath;

/**
 * The Node that npm brought with this package, wherever it lies. The optional packages carry `os` and `cpu`, so the one
 * that is installed is the one that fits.
 */
export function pinnedNode(): string | undefined {
  const require = createRequire(join(packageRoot, "package.json"));
  for (const name of Object.keys(manifest.optionalDependencies)) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      const path = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
      if (canStart(path)) return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** A package for glibc also lands on musl systems, where its binary cannot start. Starting it to see takes 50 ms. */
function canStart(path: string): boolean {
  if (!existsSync(path)) return false;
  const [glibc, musl] = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"];
  const surely = process.platform !== "linux" || (existsSync(glibc) && !existsSync(musl));
  return surely || spawnSync(path, ["--version"]).status === 0;
}
