// A Jupyter that knows nothing of us: a Python environment of its own with the project's packages and Jupyter's own files,
// without our kernel, extension and template; and a home folder with nothing in it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { python } from "../python.ts";

export interface StockJupyter {
  readonly folder: string;
  readonly home: string;
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a Python module; gives what it printed. @throws when it fails */
  run(args: readonly string[], input?: string): { readonly stdout: string; readonly stderr: string };
  /** Starts a server and asks it for paths until it answers. */
  serve(module: string, paths: readonly string[]): Promise<Map<string, string>>;
  remove(): void;
}

export function stockJupyter(): StockJupyter {
  const folder = mkdtempSync(join(tmpdir(), "gradbook ünstalled "));
  const venv = join(folder, "python");
  const home = join(folder, "home");
  const must = (command: string, args: readonly string[], options: object = {}) => {
    const ran = spawnSync(command, args, { encoding: "utf8", ...options });
    if (ran.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${ran.stdout}${ran.stderr}`);
    return { stdout: ran.stdout.trim(), stderr: ran.stderr };
  };
  mkdirSync(home);
  must(python, ["-m", "venv", "--without-pip", venv]);
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const [packages, own] = [python, join(venv, "bin", "python")].map((each) => must(each, ["-c", where]).stdout);
  writeFileSync(join(own!, "stock.pth"), packages!);
  const share = must(python, ["-c", "import sys; print(sys.prefix)"]).stdout;
  link(join(share, "share", "jupyter"), join(venv, "share", "jupyter"));

  const state = join(folder, "state");
  const env: NodeJS.ProcessEnv = {
    ...reachingTheNetwork(),
    PATH: `${join(venv, "bin")}:${process.env.PATH}`,
    HOME: home,
    // Jupyter's own habits are not ours to clean up.
    JUPYTER_CONFIG_DIR: join(state, "config"),
    JUPYTER_RUNTIME_DIR: join(state, "runtime"),
    IPYTHONDIR: join(state, "ipython"),
    XDG_CACHE_HOME: join(state, "cache"),
    npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? state, ".npm"),
    npm_config_update_notifier: "false",
  };
  const interpreter = join(venv, "bin", "python");
  return {
    folder,
    home,
    python: interpreter,
    env,
    run: (args, input) => must(interpreter, ["-m", ...args], { env, cwd: folder, input, timeout: 180_000 }),
    serve: (module, paths) => answers(interpreter, module, paths, env, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Where this machine says which proxies and certificates lead to the package registries. */
const reachingTheNetwork = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /_proxy$|cert|ca_bundle|^npm_config_(registry|cafile)$/i.test(name)),
  );

/** Links what is not ours, folder by folder. */
function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const { name } of readdirSync(from, { withFileTypes: true })) {
    if (name === "gradbook" || name === "@gradbook") continue;
    if (["kernels", "labextensions", "nbconvert", "templates"].includes(name)) link(join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
  }
}

async function answers(
  interpreter: string,
  module: string,
  paths: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Map<string, string>> {
  const port = await freePort();
  const options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`, "--IdentityProvider.token="];
  const server = spawn(interpreter, ["-m", module, ...options], { env, cwd, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ask = async (path: string): Promise<Response> => {
    for (let tries = 0; server.exitCode === null && tries < 300; tries += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
      if (answer) return answer;
      await sleep(100);
    }
    throw new Error(`${module} does not answer:\n${log}`);
  };
  try {
    const found = new Map<string, string>();
    for (const path of paths) {
      const answer = await ask(path);
      found.set(path, `${answer.status} ${await answer.text()}`);
    }
    return found;
  } finally {
    server.kill("SIGKILL");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Everything below a folder, as sorted paths. */
export const treeOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();

/** A notebook with one cell. */
export function writeNotebook(path: string, source: string): void {
  const cell = { cell_type: "code", id: "only", metadata: {}, source, outputs: [], execution_count: null };
  const kernelspec = { name: "gradbook", display_name: "TypeScript (gradbook)", language: "typescript" };
  appendFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [cell] }));
}
