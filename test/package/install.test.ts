// From an empty folder and a new home to a Jupyter that runs our notebooks, and back to where it began: once as the npm
// package, once as the wheel.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../house/sources.ts";
import { python, testWithPython } from "../python.ts";
import { type StockJupyter, stockJupyter, treeOf, writeNotebook } from "./stockJupyter.ts";

const { pack, wheel } = (await import(join(root, "setup", "wheel.mjs"))) as {
  pack: (folder: string) => Promise<string>;
  wheel: (tarball: string, out: string, options: { python: string; level: number }) => Promise<void>;
};
const packed = mkdtempSync(join(tmpdir(), "gradbook-packed-"));
afterAll(() => rmSync(packed, { recursive: true, force: true }));

let tarball = "";
beforeAll(async () => {
  tarball = await pack(packed);
}, 60_000);

/** What everybody expects of a kernel that is installed, by whomever. */
async function works(jupyter: StockJupyter, packageManager: "npm" | "python"): Promise<void> {
  const { run, folder } = jupyter;
  const { kernelspecs } = JSON.parse(run(["jupyter_client.kernelspecapp", "list", "--json"]).stdout) as {
    kernelspecs: Record<string, { spec: { display_name: string } }>;
  };
  expect(kernelspecs.gradbook!.spec.display_name).toBe("TypeScript (gradbook)");
  expect(run(["jupyterlab.labextensions", "list"]).stderr).toMatch(/@gradbook\/jupyterlab v[\d.]+.*enabled.*OK/);

  const notebook = join(folder, "one cell.ipynb");
  writeNotebook(notebook, "figures.tensor(eye(3)); eye(3).sum().item()");
  run(["nbconvert", "--to", "notebook", "--execute", "--inplace", notebook]);
  expect(JSON.parse(readFileSync(notebook, "utf8")).cells[0].outputs).toMatchObject([
    { data: { "text/plain": ["3"] } },
  ]);
  run(["nbconvert", "--to", "html", "--template", "gradbook", notebook]);
  expect(readFileSync(join(folder, "one cell.html"), "utf8")).toContain("eye");

  const console = run(["jupyter_console", "--kernel", "gradbook", "--simple-prompt"], "6 * 7\nexit\n").stdout;
  expect(console).toContain("42");

  const specs = "/api/kernelspecs";
  const manager = "/lab/api/extensions";
  const lab = await jupyter.serve("jupyterlab", [specs, "/lab", manager]);
  // What JupyterLab's extension manager lists, and whom it names for taking it out again.
  const listed = JSON.parse(lab.get(manager)!.replace(/^200 /, "")) as { name: string }[];
  expect(listed.find((one) => one.name.startsWith("gradbook"))).toMatchObject({
    installed: true,
    status: "ok",
    pkg_type: "prebuilt",
    install: { packageManager, packageName: "gradbook" },
  });
  expect(lab.get(specs)).toMatch(/^200 .*TypeScript \(gradbook\)/);
  expect(lab.get("/lab")).toContain("@gradbook/jupyterlab");
  const classic = await jupyter.serve("notebook", [specs, "/tree"]);
  expect(classic.get(specs)).toMatch(/^200 .*TypeScript \(gradbook\)/);
  expect(classic.get("/tree")).toContain("@gradbook/jupyterlab");
}

describe("the npm package", () => {
  test("carries what runs, and nothing of how it was built", () => {
    const { stdout } = spawnSync("tar", ["-tzf", tarball], { encoding: "utf8" });
    const files = stdout.trim().split("\n");
    expect(files).toContain("package/dist/cli.js");
    expect(files.filter((file) => /\/\.|\.ts$/.test(file) && !file.endsWith(".d.ts"))).toEqual([]);
  });

  testWithPython("installs from an empty folder, works, and leaves nothing behind", { timeout: 480_000 }, async () => {
    const jupyter = stockJupyter();
    try {
      const project = join(jupyter.folder, "empty folder");
      mkdirSync(project);
      writeFileSync(join(project, "package.json"), '{ "private": true }');
      const inProject = (command: string, ...args: string[]): void => {
        const ran = spawnSync(command, args, {
          cwd: project,
          env: jupyter.env,
          encoding: "utf8",
          timeout: 200_000,
        });
        expect(ran.status, `${ran.error ?? ""}${ran.stdout}${ran.stderr}`).toBe(0);
      };
      inProject("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball);
      const before = treeOf(jupyter.home);
      inProject("npx", "gradbook", "install");
      await works(jupyter, "npm");
      inProject("npx", "gradbook", "uninstall");
      expect(treeOf(jupyter.home)).toEqual(before);
    } finally {
      jupyter.remove();
    }
  });
});

describe("the wheel", () => {
  testWithPython("installs into an environment, works, and leaves nothing behind", { timeout: 600_000 }, async () => {
    const jupyter = stockJupyter();
    try {
      await wheel(tarball, packed, { python, level: 1 });
      const file = readdirSync(packed).find((name) => name.endsWith(".whl"))!;
      const pip = (...args: string[]): void => {
        const ran = spawnSync(python, ["-m", "pip", "--python", jupyter.python, ...args], { encoding: "utf8" });
        expect(ran.status, ran.stdout + ran.stderr).toBe(0);
      };
      const before = treeOf(jupyter.folder);
      pip("install", "--no-index", "--no-deps", "--quiet", join(packed, file));
      const { stdout, stderr } = spawnSync(join(jupyter.folder, "python", "bin", "gradbook"), ["repl", "-e", "6 * 7"], {
        env: jupyter.env,
        encoding: "utf8",
      });
      expect(stdout, stderr).toBe("42\n");
      await works(jupyter, "python");
      pip("uninstall", "--yes", "--quiet", "gradbook");
      const ours = treeOf(jupyter.folder).filter((path) => !before.includes(path));
      // Jupyter's own state, and what the test wrote; pip may leave a folder with nothing in it.
      const left = ours.filter((path) => !/^(state|one cell|home\/\.local)/.test(path));
      expect(left.filter((path) => statSync(join(jupyter.folder, path)).isFile())).toEqual([]);
    } finally {
      jupyter.remove();
    }
  });
});
