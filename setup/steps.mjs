// The four steps of the set-up. Each is idempotent: a stamp with a hash of its inputs says that it is done.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { fingerprint, houseNode, isStamped, root, SetupError, stamp, venv, venvPython } from "./house.mjs";
import { run, step } from "./progress.mjs";

const at = (...parts) => join(root, ...parts);

export function checkMachine() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: install Node 20.19 or newer (https://nodejs.org) and run the same command again.`,
    );
  }
  const disk = statfsSync(root);
  const free = (disk.bavail * disk.bsize) / 2 ** 30;
  const needed = existsSync(at("node_modules")) && existsSync(venv) ? 0.2 : 3;
  if (free < needed) {
    throw new SetupError(
      `Only ${free.toFixed(1)} GB of disk are free and the set-up needs ${needed} GB: free some space and run the same command again.`,
    );
  }
}

export async function dependencies() {
  const wanted = fingerprint([at("package-lock.json"), at("package.json"), at("extension/package.json")]);
  const mark = at("node_modules", ".gradbook-stamp");
  if (isStamped(mark, wanted)) return;
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // Not `npm ci`: it refuses the lock where a registry mirror lacks optional binaries of platforms that are not ours.
  const install = [...first, "install", "--no-save", "--loglevel=http"];
  await step("npm packages", (report) => run(command, install, { report }));
  stamp(mark, wanted);
}

export async function compile() {
  const wanted = fingerprint(
    ["engine", "kernel", "extension", "setup", "tsconfig.json", "package-lock.json", "install.json"].map((name) =>
      at(name),
    ),
  );
  const mark = at("dist", ".stamp");
  if (isStamped(mark, wanted)) return;
  rmSync(mark, { force: true });
  await step("build", (report) => build(report));
  stamp(mark, wanted);
}

/** The project's own Python with the pinned JupyterLab. Nothing outside the project is touched. */
export async function python() {
  const wanted = fingerprint([at("requirements.txt")]);
  const mark = join(venv, ".gradbook-stamp");
  if (isStamped(mark, wanted)) return;
  const base = findPython();
  if (!existsSync(venvPython)) {
    rmSync(venv, { recursive: true, force: true });
    await step("Python environment", () => run(base, ["-m", "venv", venv])).catch((error) => {
      rmSync(venv, { recursive: true, force: true });
      throw /ensurepip|venv/.test(String(error.message))
        ? new SetupError(
            `${base} cannot make virtual environments: install its venv module (Debian and Ubuntu: apt install python3-venv) and run the same command again.`,
          )
        : error;
    });
  }
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", at("requirements.txt")];
  await step("JupyterLab", (report) => run(venvPython, pip, { report }));
  stamp(mark, wanted);
}

/** Kernelspec and labextension into `.venv`, by the same code that `gradbook install` runs for users. */
export async function registration() {
  const wanted = `${fingerprint([at("dist", ".stamp")])} ${houseNode()}`;
  const mark = join(venv, ".gradbook-registered");
  if (isStamped(mark, wanted)) return;
  await step("kernel and extension", async () => {
    await run(houseNode(), [at("dist/cli.js"), "install", "--prefix", venv]);
    quietNews();
  });
  stamp(mark, wanted);
}

/** Nothing of ours asks the network at run time, so this JupyterLab neither fetches news nor asks whether it may. */
function quietNews() {
  const settings = join(venv, "share", "jupyter", "lab", "settings");
  mkdirSync(settings, { recursive: true });
  const overrides = {
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
  };
  writeFileSync(join(settings, "overrides.json"), JSON.stringify(overrides, null, 2));
}

function findPython() {
  const asks = "import sys; print('%d.%d' % sys.version_info[:2])";
  const found = [];
  for (const name of [process.env.PYTHON, "python3", "python"].filter(Boolean)) {
    const probe = spawnSync(name, ["-c", asks], { encoding: "utf8" });
    if (probe.status !== 0) continue;
    const version = probe.stdout.trim();
    const [major, minor] = version.split(".").map(Number);
    if (major === 3 && minor >= 10) return name;
    found.push(`${name} is ${version}`);
  }
  const seen = found.length ? ` (${found.join(", ")})` : "";
  throw new SetupError(
    `JupyterLab needs Python 3.10 or newer and none was found${seen}: install it (https://www.python.org, or Debian and Ubuntu: apt install python3 python3-venv) and run the same command again.`,
  );
}
