// `gradbook install` and `uninstall`: copies kernelspec, labextension and nbconvert template into a Jupyter data folder.
// A prebuilt labextension is installed by copying it (https://jupyterlab.readthedocs.io, "Distributing a prebuilt extension").
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "./errors.ts";
import { kernelSpec } from "./kernelSpec.ts";
import { packageRoot } from "./package.ts";

const labextension = "@gradbook/jupyterlab";

const options = {
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const usage = (name: string) => `usage: gradbook ${name} [--user | --sys-prefix | --prefix DIR]

  --user         for you, in every Jupyter you start (default)
  --sys-prefix   into the Python environment whose \`python3\` comes first on the PATH
  --prefix DIR   under DIR/share/jupyter`;

/** Registers the kernel, the extension and the template; running it again replaces what is there. */
export async function install(args: string[]): Promise<number> {
  const folder = dataFolder("install", args);
  if (!folder) return 0;
  const { kernel, extension, template } = targets(folder);
  const built = join(packageRoot, "extension", "labextension");
  if (!existsSync(built))
    throw new UserError(`The JupyterLab extension is not built: run \`npm run build\` in ${packageRoot} first.`);
  try {
    replace(join(packageRoot, "kernel", "resources"), kernel);
    writeFileSync(join(kernel, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
    replace(built, extension);
    replace(join(packageRoot, "dist", "nbconvert", "gradbook"), template);
    cpSync(join(packageRoot, "install.json"), join(extension, "install.json"));
  } catch (error) {
    throw unwritable(error, folder);
  }
  console.log(`Installed the gradbook kernel, JupyterLab extension and nbconvert template into ${folder}`);
  return 0;
}

/** Removes what `install` with the same options put there, and nothing else. */
export async function uninstall(args: string[]): Promise<number> {
  const folder = dataFolder("uninstall", args);
  if (!folder) return 0;
  const { kernel, extension, template } = targets(folder);
  const found = [kernel, extension, template].filter((path) => existsSync(path));
  if (found.length === 0) throw new UserError(`gradbook is not installed in ${folder}.`);
  for (const path of found) rmSync(path, { recursive: true });
  console.log(`Removed the gradbook kernel, JupyterLab extension and nbconvert template from ${folder}`);
  return 0;
}

const targets = (folder: string) => ({
  kernel: join(folder, "kernels", "gradbook"),
  extension: join(folder, "labextensions", ...labextension.split("/")),
  template: join(folder, "nbconvert", "templates", "gradbook"),
});

function replace(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
}

function dataFolder(name: string, args: string[]): string | undefined {
  const { values } = parseArgs({ args, options });
  if (values.help) {
    console.log(usage(name));
    return undefined;
  }
  if (values.prefix) return join(resolve(values.prefix), "share", "jupyter");
  if (values["sys-prefix"]) return join(pythonPrefix(), "share", "jupyter");
  return userDataFolder();
}

function pythonPrefix(): string {
  for (const python of ["python3", "python"]) {
    try {
      return execFileSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8", stdio: "pipe" }).trim();
    } catch {
      continue;
    }
  }
  throw new UserError(
    "There is no python3 on the PATH: activate the Python environment that has Jupyter, or use --prefix.",
  );
}

/** Where Jupyter looks for a user's own kernels (jupyter_core.paths.jupyter_data_dir). */
function userDataFolder(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32")
    return join(process.env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "jupyter");
}

function unwritable(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") return error;
  return new UserError(`${folder} cannot be written: use --user, or --prefix with a folder of yours.`);
}
