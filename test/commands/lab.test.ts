// `gradbook lab`: JupyterLab with this package's kernel and figures, whatever is registered. A script stands for `jupyter`
// and writes down how it was called and what it would have found.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../house/sources.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook lab é "));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a `jupyter` into a folder of programs; it notes what it gets and ends with this code. */
function jupyterIn(programs: string, code = 0): void {
  mkdirSync(programs, { recursive: true });
  const script = `#!/bin/sh
printf '%s\\n' "$@" > "${folder}/args"
printf '%s' "$JUPYTER_PATH" > "${folder}/path"
cp -r "\${JUPYTER_PATH%%:*}" "${folder}/found"
exit ${code}
`;
  writeFileSync(join(programs, "jupyter"), script);
  chmodSync(join(programs, "jupyter"), 0o755);
}

function lab(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const ran = spawnSync(process.execPath, [join(root, "dist", "cli.js"), "lab", ...args], {
    cwd: folder,
    env: { HOME: folder, TMPDIR: tmpdir(), PATH: "/usr/bin:/bin", ...env },
    encoding: "utf8",
  });
  return { code: ran.status, said: ran.stdout + ran.stderr };
}

const noted = (name: string): string => readFileSync(join(folder, name), "utf8");

test.skipIf(process.platform === "win32")(
  "JupyterLab finds kernel, extension and template of this package first, and nothing of them stays",
  () => {
    jupyterIn(join(folder, "bin"), 3);
    const env = { PATH: `${join(folder, "bin")}${delimiter}/usr/bin:/bin`, JUPYTER_PATH: "/mine" };
    const { code, said } = lab([".", "--no-browser"], env);
    expect(code, said).toBe(3);
    expect(noted("args").trim().split("\n")).toEqual(["lab", `--ServerApp.root_dir=${folder}`, "--no-browser"]);
    const [data, mine] = noted("path").split(delimiter);
    expect(mine).toBe("/mine");
    expect(existsSync(data!)).toBe(false);
    const { argv } = JSON.parse(noted("found/kernels/gradbook/kernel.json"));
    expect(argv).toContain(join(root, "dist", "kernel.js"));
    expect(readdirSync(join(folder, "found", "labextensions", "@gradbook"))).toEqual(["jupyterlab"]);
    expect(existsSync(join(folder, "found/nbconvert/templates/gradbook/index.html.j2"))).toBe(true);
  },
);

test.skipIf(process.platform === "win32")("the environment of the folder comes before the PATH", () => {
  jupyterIn(join(folder, "bin"), 1);
  jupyterIn(join(folder, ".venv", "bin"), 0);
  expect(lab([], { PATH: `${join(folder, "bin")}${delimiter}/usr/bin:/bin` }).code).toBe(0);
});

test("without JupyterLab it says what to do, and makes nothing", () => {
  const { code, said } = lab([], { PATH: folder });
  expect(said).toMatch(/JupyterLab was not found[^]*gradbook lab --setup[^]*pip install jupyterlab/);
  expect(code).toBe(2);
  expect(readdirSync(folder)).toEqual([]);
});

test("--setup without Python says so", () => {
  const { code, said } = lab(["--setup"], { PATH: folder });
  expect(said).toMatch(/Python 3\.10/);
  expect(code).toBe(2);
});

test("a port in use and a folder that is not there are one sentence each", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  expect(lab(["--port", String(port)]).said).toMatch(new RegExp(`Port ${port} is in use`));
  server.close();
  expect(lab(["nowhere"])).toEqual({ code: 2, said: "There is no folder nowhere.\n" });
});
