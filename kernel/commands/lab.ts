// `gradbook lab [dir]`: JupyterLab on a folder, with the kernel, figures and template of this very package, whatever is
// registered elsewhere: they lie in a folder that goes when JupyterLab ends. Options we do not know go to JupyterLab.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { UserError } from "./errors.ts";
import { placeFiles } from "./install.ts";
import { findJupyter, programsOf } from "./jupyter.ts";

const usage = `usage: gradbook lab [dir] [--setup] [--port N] [--no-browser] [any option of \`jupyter lab\`]

JupyterLab on a folder (default: this one), with the kernel and the figures of this package; nothing need be installed
into Jupyter for it. It is looked for in \`.venv\` of this folder, then on the PATH.

  --setup   when there is no JupyterLab: puts one into \`.venv\` of this folder (Python 3.10 or newer; from PyPI)`;

/** What \`--setup\` asks pip for. */
const wanted = ["jupyterlab>=4.4,<5", "notebook>=7.4,<8", "jupyter-console", "nbconvert>=7.16,<8"];

export async function lab(given: string[]): Promise<number> {
  if (given.includes("--help") || given.includes("-h")) {
    console.log(usage);
    return 0;
  }
  const args = given.filter((arg) => arg !== "--setup");
  const port = askedPort(args);
  if (port !== undefined && !(await isFree(port))) {
    throw new UserError(`Port ${port} is in use: choose another with --port ${port + 1}, or stop what runs there.`);
  }
  const [dir, rest] = args[0] !== undefined && !args[0].startsWith("-") ? [args[0], args.slice(1)] : [".", args];
  if (!existsSync(dir)) throw new UserError(`There is no folder ${dir}.`);
  const jupyter = findJupyter()?.path ?? (given.includes("--setup") ? setUp() : undefined);
  if (jupyter === undefined)
    throw new UserError(
      "JupyterLab was not found. `gradbook lab --setup` puts one into .venv of this folder; or install it with " +
        "`pip install jupyterlab`, or put its folder on the PATH.",
    );
  return open(jupyter, ["lab", `--ServerApp.root_dir=${resolve(dir)}`, ...rest]);
}

/** Runs JupyterLab where it finds this package's files before all others. */
async function open(jupyter: string, args: readonly string[]): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), "gradbook-lab-"));
  try {
    placeFiles({ folder: data, name: "gradbook" });
    const paths = [data, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
    const child = spawn(jupyter, args, { stdio: "inherit", env: { ...process.env, JUPYTER_PATH: paths } });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    return await new Promise((done, failed) => {
      child.on("error", failed);
      child.on("exit", (code) => done(code ?? 0));
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Makes `.venv` with JupyterLab in this folder and gives its `jupyter`. */
function setUp(): string {
  const environment = resolve(".venv");
  const must = (command: string, args: readonly string[], otherwise: string): void => {
    if (spawnSync(command, args, { stdio: "inherit" }).status !== 0) throw new UserError(otherwise);
  };
  console.log(`Putting JupyterLab into ${environment} …`);
  const python = process.platform === "win32" ? "python" : "python3";
  must(python, ["-m", "venv", environment], `${python} could not make ${environment}: is Python 3.10 or newer there?`);
  const own = join(programsOf(environment), python);
  must(own, ["-m", "pip", "install", "--quiet", ...wanted], "pip could not install JupyterLab; its words are above.");
  return findJupyter()!.path;
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
  return new Promise((answer) => {
    const probe = createServer();
    probe.once("error", () => answer(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => answer(true)));
  });
}
