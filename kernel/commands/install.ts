// `gradbook install` and `uninstall`: copies kernelspec, labextension and nbconvert template into a Jupyter data folder.
// A prebuilt labextension is installed by copying it (https://jupyterlab.readthedocs.io, "Distributing a prebuilt extension").
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "./errors.ts";
import { kernelSpec } from "./kernelSpec.ts";
import { packageRoot } from "./package.ts";

const labextension = "@gradbook/jupyterlab";

const usage = (name: string) => `usage: gradbook ${name} [--user | --sys-prefix | --prefix DIR] [--name NAME]

  --user               for you, in every Jupyter you start (default)
  --sys-prefix         into the Python environment whose \`python3\` comes first on the PATH
  --prefix DIR         under DIR/share/jupyter
  --name NAME          name of the kernel, so that several versions can stand side by side (default: gradbook)
  --display-name TEXT  what Jupyter shows (default: TypeScript (NAME))`;

interface Place {
  /** Jupyter's data folder. */
  readonly folder: string;
  readonly name: string;
  readonly displayName?: string | undefined;
}

interface InstallOptions extends Place {
  /** The folder above Jupyter's that is not ours to remove. */
  readonly above: string;
}

/** Registers the kernel, the extension and the template; running it again replaces what is there. */
export async function install(args: string[]): Promise<number> {
  const options = parseOptions("install", args);
  if (!options) return 0;
  const { folder, name } = options;
  try {
    placeFiles(options);
  } catch (error) {
    throw unwritable(error, folder);
  }
  console.log(`Installed the kernel ${name}, the JupyterLab extension and the nbconvert template into ${folder}`);
  return 0;
}

/** Puts kernelspec, labextension and nbconvert template into a Jupyter data folder, in place of what is there. */
export function placeFiles({ folder, name, displayName = `TypeScript (${name})` }: Place): void {
  const { kernel, extension, template } = targets(folder, name);
  const built = join(packageRoot, "extension", "labextension");
  if (!existsSync(built))
    throw new UserError(`The JupyterLab extension is not built: run \`npm run build\` in ${packageRoot} first.`);
  replace(join(packageRoot, "kernel", "resources"), kernel);
  writeFileSync(
    join(kernel, "kernel.json"),
    `${JSON.stringify({ ...kernelSpec(), display_name: displayName }, null, 2)}\n`,
  );
  replace(built, extension);
  replace(join(packageRoot, "dist", "nbconvert", "gradbook"), template);
  cpSync(join(packageRoot, "install.json"), join(extension, "install.json"));
}

/** Removes what `install` with the same options put there, and nothing else; what all versions share goes with the last. */
export async function uninstall(args: string[]): Promise<number> {
  const options = parseOptions("uninstall", args);
  if (!options) return 0;
  const { folder, above, name } = options;
  const { kernel, extension, template } = targets(folder, name);
  const others = installedNames(folder).filter((other) => other !== name);
  const found = [kernel, ...(others.length === 0 ? [extension, template] : [])].filter((path) => existsSync(path));
  if (found.length === 0) {
    const hint = others.length > 0 ? ` There is ${others.join(", ")}: uninstall that with --name.` : "";
    throw new UserError(`The kernel ${name} is not installed in ${folder}.${hint}`);
  }
  try {
    for (const path of found) {
      rmSync(path, { recursive: true });
      removeEmpty(dirname(path), above);
    }
  } catch (error) {
    throw unwritable(error, folder);
  }
  const rest =
    others.length > 0 ? `; extension and template stay for ${others.join(", ")}` : ", extension and template";
  console.log(`Removed the kernel ${name}${rest} from ${folder}`);
  return 0;
}

const targets = (folder: string, name: string) => ({
  kernel: join(folder, "kernels", name),
  extension: join(folder, "labextensions", ...labextension.split("/")),
  template: join(folder, "nbconvert", "templates", "gradbook"),
});

/** Names of all kernels of ours, of any version, in a data folder. */
function installedNames(folder: string): string[] {
  const kernels = join(folder, "kernels");
  if (!existsSync(kernels)) return [];
  return readdirSync(kernels).filter((name) => {
    try {
      return "gradbook" in JSON.parse(readFileSync(join(kernels, name, "kernel.json"), "utf8")).metadata;
    } catch {
      return false;
    }
  });
}

function replace(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
}

/** Removes folders that are empty, upwards to (and without) `above`. */
function removeEmpty(folder: string, above: string): void {
  if (folder === above || !folder.startsWith(above) || readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  removeEmpty(dirname(folder), above);
}

function parseOptions(command: string, args: string[]): InstallOptions | undefined {
  const values = parse(command, args);
  if (values.help) {
    console.log(usage(command));
    return undefined;
  }
  const places = [values.user, values["sys-prefix"], values.prefix].filter((place) => place !== undefined);
  if (places.length > 1) throw new UserError("Give one of --user, --sys-prefix and --prefix, not several.");
  const name = values.name ?? "gradbook";
  // What jupyter_client accepts as the name of a kernel.
  if (!/^[a-z0-9._-]+$/i.test(name))
    throw new UserError(`A kernel's name has letters, digits, '.', '-' and '_' only; '${name}' has others.`);
  const names = { name, displayName: values["display-name"] };
  const prefix = values["sys-prefix"] ? pythonPrefix() : values.prefix && resolve(values.prefix);
  if (prefix) return { ...names, folder: join(prefix, "share", "jupyter"), above: prefix };
  return { ...names, folder: userDataFolder(), above: homedir() };
}

function parse(command: string, args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        user: { type: "boolean" },
        "sys-prefix": { type: "boolean" },
        prefix: { type: "string" },
        name: { type: "string" },
        "display-name": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${usage(command)}`);
  }
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
export function userDataFolder(): string {
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
