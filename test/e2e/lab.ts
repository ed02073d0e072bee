// A real JupyterLab server on a copy of the course, and a page of it in Chromium that says what went wrong on it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { root } from "../house/sources.ts";
import { jupyter, pythonEnv } from "../python.ts";

export interface Lab {
  readonly url: string;
  /** The folder that JupyterLab shows: a copy, inside the project so that notebooks find their packages. */
  readonly folder: string;
  stop(): Promise<void>;
}

const token = "test";

/**
 * @param options.extension false: as people have it who did not install ours
 * @param options.kernel a name that the package is installed under besides, in a folder of this run
 */
export async function startLab({ extension = true, kernel = "" } = {}): Promise<Lab> {
  mkdirSync(join(root, "test", ".results"), { recursive: true });
  const folder = mkdtempSync(join(root, "test", ".results", "lab-"));
  cpSync(join(root, "notebooks"), folder, { recursive: true });
  const port = await freePort();
  const args = [
    "lab",
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--JupyterNotebookApp.expose_app_in_browser=True",
    `--ServerApp.port=${port}`,
    `--IdentityProvider.token=${token}`,
    `--ServerApp.root_dir=${folder}`,
    "--ServerApp.open_browser=False",
  ];
  const home = join(folder, ".home");
  if (!extension) {
    mkdirSync(join(home, "labconfig"), { recursive: true });
    const page = { disabledExtensions: { "@gradbook/jupyterlab": true } };
    writeFileSync(join(home, "labconfig", "page_config.json"), JSON.stringify(page));
  }
  if (kernel) {
    const installing = [join(root, "dist", "cli.js"), "install", "--prefix", home, "--name", kernel];
    execFileSync(process.execPath, installing, { stdio: "pipe" });
  }
  // Settings and state of this run only, whoever runs it.
  const env = {
    ...pythonEnv,
    JUPYTER_CONFIG_DIR: home,
    JUPYTER_PATH: join(home, "share", "jupyter"),
    JUPYTERLAB_SETTINGS_DIR: home,
    JUPYTERLAB_WORKSPACES_DIR: home,
  };
  const server = spawn(jupyter, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (printed += chunk));
  }
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await answers(url)); tries += 1) {
    if (tries > 240 || server.exitCode !== null) throw new Error(`JupyterLab did not start:\n${printed}`);
    await sleep(250);
  }
  return { url, folder, stop: () => stop(server, folder) };
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // Twice, as JupyterLab asks back after the first.
  server.kill("SIGINT");
  server.kill("SIGTERM");
  const forced = setTimeout(() => server.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(forced);
  rmSync(folder, { recursive: true, force: true });
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/api`).then(
    (response) => response.ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A cell as the page has it after a run. */
export interface RanCell {
  /** Its place in the notebook, Markdown cells counted. */
  readonly index: number;
  readonly count: number | null;
  readonly errors: readonly string[];
  /** Output MIME types, all of a cell's outputs together. */
  readonly mimes: readonly string[];
}

/** An open notebook in JupyterLab. */
export interface OpenNotebook {
  readonly page: Page;
  /** Errors of the page and of its console. */
  readonly troubles: readonly string[];
  /** Runs every cell and waits for the last. */
  runAll(): Promise<readonly RanCell[]>;
  /** Scrolls a cell into sight. */
  show(cell: number): Promise<void>;
}

export async function openNotebook(browser: Browser, lab: Lab, name: string): Promise<OpenNotebook> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`${message.text()} (${message.location().url})`);
  });
  await page.goto(`${lab.url}/lab/tree/${name}?token=${token}&reset`);
  await page.waitForFunction(ready, name, { timeout: 60_000 });
  return {
    page,
    troubles,
    async runAll() {
      await page.evaluate(clearAndRun);
      return page.evaluate(cellsAfterRun);
    },
    async show(cell) {
      await page.evaluate(scrollTo, cell);
    },
  };
}

// What follows runs inside the page. JupyterLab's own objects, as far as we need them.
interface LabWindow {
  readonly jupyterapp: {
    readonly commands: { execute(id: string): Promise<unknown> };
    readonly shell: { readonly currentWidget: NotebookPanel | null };
  };
}
interface NotebookPanel {
  readonly context: { readonly path: string };
  readonly sessionContext: { readonly session: { readonly kernel: { readonly status: string } | null } | null };
  readonly content: {
    readonly widgets: readonly {
      readonly model: {
        readonly type: string;
        readonly executionCount?: number | null;
        readonly outputs?: { toJSON(): { output_type: string; evalue?: string; data?: Record<string, unknown> }[] };
      };
    }[];
    scrollToItem(index: number, align: string): Promise<void>;
  };
}

function ready(name: string): boolean {
  const panel = (window as unknown as Partial<LabWindow>).jupyterapp?.shell.currentWidget;
  return panel?.context?.path === name && panel.sessionContext.session?.kernel?.status === "idle";
}

async function clearAndRun(): Promise<void> {
  const { commands } = (window as unknown as LabWindow).jupyterapp;
  await commands.execute("notebook:clear-all-cell-outputs");
  await commands.execute("notebook:run-all-cells");
  // Solutions are collapsed, and their figures are to be seen as well.
  await commands.execute("notebook:show-all-cell-outputs");
}

function cellsAfterRun(): RanCell[] {
  const panel = (window as unknown as LabWindow).jupyterapp.shell.currentWidget!;
  return panel.content.widgets
    .map(({ model }, index) => ({ model, index }))
    .filter(({ model }) => model.type === "code")
    .map(({ model, index }) => {
      const outputs = model.outputs!.toJSON();
      return {
        index,
        count: model.executionCount ?? null,
        errors: outputs.filter((each) => each.output_type === "error").map((each) => each.evalue ?? ""),
        mimes: outputs.flatMap((each) => Object.keys(each.data ?? {})),
      };
    });
}

async function scrollTo(cell: number): Promise<void> {
  const panel = (window as unknown as LabWindow).jupyterapp.shell.currentWidget!;
  await panel.content.scrollToItem(cell, "start");
}
