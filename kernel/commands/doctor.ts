// `gradbook doctor`: looks at everything that must be right for a notebook to run, says what is wrong and how to mend it,
// and starts the kernel to prove the rest.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { KernelClient } from "../client/client.ts";
import { userDataFolder } from "./install.ts";
import { findJupyter } from "./jupyter.ts";
import { kernelSpec } from "./kernelSpec.ts";
import { kernelNode, pinnedNode } from "./kernelNode.ts";
import { packageRoot, version } from "./package.ts";

/** What was found: good, or bad with what to do about it. */
interface Finding {
  readonly what: string;
  readonly good: boolean;
  readonly detail: string;
  /** For bad findings. */
  readonly mend?: string;
}

const usage = `usage: gradbook doctor

Checks Node, the package, Jupyter, kernel and extension, and starts the kernel. Exit code 1 when something is wrong.`;

/** The command. */
export async function doctor(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return 0;
  }
  let healthy = true;
  for (const examine of [node, builtFiles, folders, jupyter, registeredKernel, extension, startsAndComputes]) {
    const { what, good, detail, mend } = await examine();
    healthy &&= good;
    console.log(`${good ? "✔" : "✘"} ${what}: ${detail}${mend === undefined ? "" : `\n    ${mend}`}`);
  }
  return healthy ? 0 : 1;
}

function node(): Finding {
  const path = kernelNode();
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  const detail = `${stdout.trim()} (${path})${pinnedNode() ? "" : ", the one that runs this; the package's own is faster"}`;
  const [major = 0, minor = 0] = stdout.slice(1).split(".").map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  return { what: "Node for kernels", good, detail, ...(!good && { mend: "Install Node 20.19 or newer." }) };
}

function builtFiles(): Finding {
  const wanted = [
    "dist/kernel.js",
    "dist/worker.js",
    "dist/types/kernel/api.d.ts",
    "dist/types/whole/index.d.ts",
    "extension/labextension/package.json",
  ];
  const missing = wanted.filter((path) => !existsSync(join(packageRoot, path)));
  if (missing.length === 0) return { what: `gradbook ${version}`, good: true, detail: packageRoot };
  return {
    what: `gradbook ${version}`,
    good: false,
    detail: `${missing.join(", ")} missing in ${packageRoot}`,
    mend: "In a clone: npm run build. Otherwise install the package again.",
  };
}

/** Those that a session or an installation writes into: itself, or where it is made if it is not there yet. */
function folders(): Finding {
  const what = "Folders";
  const wanted = [
    { path: tmpdir(), mend: "Set TMPDIR to a folder of yours." },
    { path: homedir(), mend: "Set HOME to a folder of yours." },
    { path: userDataFolder(), mend: "Make it yours (chown), or set JUPYTER_DATA_DIR to a folder of yours." },
    { path: process.env.JUPYTER_RUNTIME_DIR, mend: "Set JUPYTER_RUNTIME_DIR to a folder of yours." },
  ];
  const closed = wanted.find(({ path }) => path !== undefined && !writable(path));
  if (closed) return { what, good: false, detail: `${closed.path} cannot be written`, mend: closed.mend };
  return { what, good: true, detail: `${tmpdir()} and ${userDataFolder()} can be written` };
}

function writable(path: string): boolean {
  try {
    if (!existsSync(path) && path !== dirname(path)) return writable(dirname(path));
    // A folder takes new files when it can be entered, too.
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function runJupyter(...args: string[]): { readonly ok: boolean; readonly text: string } {
  const found = findJupyter()?.path ?? "jupyter";
  // What it starts in turn lies beside it.
  const path = [dirname(found), process.env.PATH ?? ""].join(delimiter);
  const ran = spawnSync(found, args, { encoding: "utf8", env: { ...process.env, PATH: path } });
  return { ok: ran.status === 0, text: `${ran.stdout ?? ""}${ran.stderr ?? ""}` };
}

/** Where only `gradbook lab` uses a Jupyter, it brings along what is not installed there. */
const broughtAlong = (what: string): Finding | undefined =>
  findJupyter()?.ofThisFolder
    ? { what, good: true, detail: "not installed into .venv of this folder; `gradbook lab` brings it along" }
    : undefined;

function jupyter(): Finding {
  const { ok, text } = runJupyter("lab", "--version");
  const found = text.trim().split("\n").at(-1) ?? "";
  if (!ok || !/^\d/.test(found)) {
    return {
      what: "JupyterLab",
      good: false,
      detail: "not found on the PATH",
      mend: "pip install jupyterlab, or put its environment on the PATH. `gradbook run` and `export` work without it.",
    };
  }
  const good = Number(found.split(".")[0]) >= 4;
  return {
    what: "JupyterLab",
    good,
    detail: findJupyter()?.ofThisFolder ? `${found}, in .venv of this folder` : found,
    ...(!good && { mend: "The figures need JupyterLab 4: pip install -U jupyterlab" }),
  };
}

function registeredKernel(): Finding {
  const what = "Kernel in Jupyter";
  const { ok, text } = runJupyter("kernelspec", "list", "--json");
  const mend = "gradbook install (with --user, --sys-prefix or --prefix DIR as fits your Jupyter)";
  const spec = ok ? specOf(text) : undefined;
  if (!spec) return broughtAlong(what) ?? { what, good: false, detail: "not registered", mend };
  const missing = spec.argv.filter((part) => isAbsolute(part) && !existsSync(part));
  if (missing.length > 0)
    return { what, good: false, detail: `${spec.folder} names ${missing.join(", ")}, which is gone`, mend };
  if (!spec.argv.includes(join(packageRoot, "dist", "kernel.js"))) {
    const of = `of another installation: version ${spec.version}, ${spec.argv.at(-2)}`;
    return { what, good: true, detail: `${spec.folder}, ${of}` };
  }
  if (spec.version !== version) {
    return { what, good: false, detail: `${spec.folder} is of version ${spec.version}, this is ${version}`, mend };
  }
  return { what, good: true, detail: spec.folder };
}

interface RegisteredSpec {
  readonly folder: string;
  readonly argv: readonly string[];
  readonly version: string;
}

/** This package's kernel, whatever it is called, else one of another installation. */
function specOf(text: string): RegisteredSpec | undefined {
  try {
    const { kernelspecs } = JSON.parse(text.slice(text.indexOf("{"))) as {
      kernelspecs: Record<
        string,
        { resource_dir: string; spec: { argv: string[]; metadata?: { gradbook?: { version: string } } } }
      >;
    };
    const ours = Object.values(kernelspecs).flatMap(({ resource_dir, spec: { argv, metadata } }) =>
      metadata?.gradbook ? [{ folder: resource_dir, argv, version: metadata.gradbook.version }] : [],
    );
    return ours.find(({ argv }) => argv.includes(join(packageRoot, "dist", "kernel.js"))) ?? ours[0];
  } catch {
    return undefined;
  }
}

function extension(): Finding {
  const what = "Extension in JupyterLab";
  const { text } = runJupyter("labextension", "list");
  const line = text.split("\n").find((each) => each.includes("@gradbook/jupyterlab"));
  const installed = /v(\d[^\s]*)/.exec(line ?? "")?.[1];
  if (installed !== undefined && installed !== version) {
    return { what, good: false, detail: `version ${installed}, this is ${version}`, mend: "gradbook install" };
  }
  if (line?.includes("enabled") && line.includes("OK")) return { what, good: true, detail: "enabled" };
  const brought = line ? undefined : broughtAlong(what);
  if (brought) return brought;
  const detail = line ? line.trim() : "not installed: figures show as pictures only";
  const mend = line ? "jupyter labextension enable @gradbook/jupyterlab" : "gradbook install";
  return { what, good: false, detail, mend };
}

async function startsAndComputes(): Promise<Finding> {
  const what = "The kernel";
  const started = performance.now();
  try {
    const client = await KernelClient.start({ argv: kernelSpec().argv as string[], cwd: tmpdir() });
    const ready = performance.now() - started;
    try {
      const { messages } = await client.execute("matmul(ones([2, 3]), ones([3, 4])).sum().item()");
      const result = messages.find(({ header }) => header.msg_type === "execute_result")?.content.data;
      const right = (result as Record<string, string> | undefined)?.["text/plain"] === "24";
      const detail = right
        ? `ready after ${ready.toFixed(0)} ms, computes`
        : "starts, but a product of two matrices went wrong";
      return { what, good: right, detail, ...(!right && { mend: `Please report this, with the version ${version}.` }) };
    } finally {
      await client.shutdown();
    }
  } catch (error) {
    return { what, good: false, detail: (error as Error).message, mend: "The lines above say what is missing." };
  }
}
