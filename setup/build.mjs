// The build: type declarations by TypeScript, bundles by rolldown, the labextension by Jupyter's builder.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { houseNode, root } from "./house.mjs";
import { run } from "./progress.mjs";

const tool = (...parts) => join(root, "node_modules", ...parts);
const tsc = tool("typescript", "bin", "tsc");

/** Builds everything into `dist/` and `extension/labextension/`. Independent parts run side by side. */
export async function build(report = () => {}) {
  const node = houseNode();
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const declarations = run(node, [tsc, "-p", "tsconfig.json", "--outDir", "dist/types"], { report }).then(async () => {
    // Loaded late: it needs packages, and set-up, which installs them, loads this file.
    const { bundleDeclarations } = await import("./declarations.mjs");
    bundleDeclarations();
  });
  const bundles = run(node, [tool("rolldown", "bin", "cli.mjs"), "-c", "setup/rolldown.config.mjs"], { report });
  await Promise.all([declarations, bundles, labextension(node, report)]);
}

async function labextension(node, report) {
  await run(node, [tsc, "-p", "extension/tsconfig.json"], { report });
  const core = tool("@jupyterlab", "core-meta", "core.package.json");
  await run(
    node,
    [tool("@jupyter", "builder", "lib", "build-labextension.js"), "--core-package-file", core, "extension"],
    { report },
  );
}

if (process.argv[1] === join(root, "setup", "build.mjs")) await build(console.log);
