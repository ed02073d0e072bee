// `npm start`: set up if needed, then JupyterLab on the course. Options after `--` go to `gradbook lab`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { houseNode, root, venvBin } from "./house.mjs";
import { reporting, setup } from "./setup.mjs";

await reporting(async () => {
  await setup();
  const args = [join(root, "dist/cli.js"), "lab", join(root, "notebooks"), ...process.argv.slice(2)];
  const lab = spawn(houseNode(), args, { stdio: "inherit", env: { ...process.env, GRADBOOK_JUPYTER_BIN: venvBin } });
  // The terminal sends Ctrl-C to both of us: JupyterLab decides when to leave, we follow.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => lab.kill("SIGTERM"));
  lab.on("exit", (code, signal) => (process.exitCode = code ?? (signal ? 1 : 0)));
});
