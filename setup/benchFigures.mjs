// `npm run bench:figures`: what figures cost in Chromium and JupyterLab, beside their goals; see test/bench/figures.ts.
// Needs the build and the project's Python.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { houseNode, root } from "./house.mjs";

// Type stripping is on by default in the pinned Node.
const { status } = spawnSync(houseNode(), [join(root, "test/bench/figures.ts"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
