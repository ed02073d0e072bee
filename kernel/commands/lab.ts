// `gradbook lab [dir]`: JupyterLab on a folder. Options we do not know go to JupyterLab unchanged.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { UserError } from "./errors.ts";

const usage = `usage: gradbook lab [dir] [--port N] [--no-browser] [any option of \`jupyter lab\`]`;

export async function lab(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return 0;
  }
  const jupyter = findJupyter();
  const port = askedPort(args);
  if (port !== undefined && !(await isFree(port))) {
    throw new UserError(`Port ${port} is in use: choose another with --port ${port + 1}, or stop what runs there.`);
  }
  const [dir, rest] = args[0] !== undefined && !args[0].startsWith("-") ? [args[0], args.slice(1)] : [".", args];
  if (!existsSync(dir)) throw new UserError(`There is no folder ${dir}.`);
  const child = spawn(jupyter, ["lab", `--ServerApp.root_dir=${dir}`, ...rest], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 0));
  });
}

/** The project's own environment when `npm start` names it, else the first `jupyter` on the PATH. */
function findJupyter(): string {
  const names = process.platform === "win32" ? ["jupyter.exe", "jupyter.cmd"] : ["jupyter"];
  const folders = [process.env.GRADBOOK_JUPYTER_BIN ?? "", ...(process.env.PATH ?? "").split(delimiter)].filter(
    Boolean,
  );
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (found) return found;
  throw new UserError(
    "JupyterLab was not found: install it with `pip install jupyterlab`, or put its folder on the PATH.",
  );
}

function askedPort(args: string[]): number | undefined {
  const at = args.findIndex(
    (arg) => arg === "--port" || arg.startsWith("--port=") || arg.startsWith("--ServerApp.port="),
  );
  if (at < 0) return undefined;
  const text = args[at]!.includes("=") ? args[at]!.split("=")[1] : args[at + 1];
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UserError(`--port needs a number from 0 to 65535, not '${text}'.`);
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
