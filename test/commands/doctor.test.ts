// `gradbook doctor` on a healthy installation, and on machines where something is missing.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../house/sources.ts";
import { pythonEnv, testWithPython } from "../python.ts";

function doctor(env: NodeJS.ProcessEnv, cwd = tmpdir()): { code: number | null; lines: string[] } {
  const cli = join(root, "dist", "cli.js");
  const { status, stdout } = spawnSync(process.execPath, [cli, "doctor"], { env, cwd, encoding: "utf8" });
  return { code: status, lines: stdout.trim().split("\n") };
}

testWithPython("a healthy installation: every line good, exit code 0", () => {
  const { code, lines } = doctor(pythonEnv);
  expect(lines.filter((line) => !line.startsWith("✔"))).toEqual([]);
  expect(lines.at(-1)).toMatch(/The kernel: ready after \d+ ms, computes/);
  expect(code).toBe(0);
});

test("without Jupyter: says so, says what to do, and still proves the kernel", () => {
  const { code, lines } = doctor({ HOME: process.env.HOME, TMPDIR: tmpdir(), PATH: "/nonexistent" });
  const text = lines.join("\n");
  expect(text).toMatch(/✘ JupyterLab: not found[^]*pip install jupyterlab/);
  expect(text).toMatch(/✘ Kernel in Jupyter: not registered[^]*gradbook install/);
  expect(text).toMatch(/✔ The kernel/);
  expect(code).toBe(1);
});

testWithPython("a JupyterLab that only `gradbook lab` uses needs nothing installed into it", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-doctor-"));
  try {
    const programs = join(folder, ".venv", "bin");
    mkdirSync(programs, { recursive: true });
    // As after `gradbook lab --setup`: it has versions to tell, and nothing of ours.
    const script = `#!/bin/sh\ncase "$1" in lab) echo 4.6.0;; kernelspec) echo '{"kernelspecs":{}}';; esac\n`;
    writeFileSync(join(programs, "jupyter"), script, { mode: 0o755 });
    const env = { HOME: folder, TMPDIR: tmpdir(), PATH: "/usr/bin:/bin" };
    const { code, lines } = doctor(env, folder);
    expect(lines.join("\n")).toMatch(/✔ JupyterLab: 4\.6\.0, in \.venv of this folder/);
    expect(lines.filter((line) => line.includes("`gradbook lab` brings it along"))).toHaveLength(2);
    expect(code).toBe(0);
    // On the PATH it is a Jupyter as any other, and lacks the kernel.
    const active = doctor({ ...env, PATH: `${programs}:${env.PATH}` }, folder);
    expect(active.lines.join("\n")).toMatch(/✘ Kernel in Jupyter: not registered/);
    expect(active.code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a folder that cannot be used is named, with what to do", () => {
  const file = join(root, "package.json");
  const { code, lines } = doctor({ ...process.env, PATH: "/nonexistent", JUPYTER_DATA_DIR: join(file, "jupyter") });
  expect(lines.join("\n")).toMatch(/✘ Folders: .*jupyter cannot be written\n[^]*JUPYTER_DATA_DIR/);
  expect(code).toBe(1);
});

/** What doctor says where the registered kernelspec is ours with these changes. */
function doctorWith(change: (spec: KernelJson) => object): ReturnType<typeof doctor> {
  const data = mkdtempSync(join(tmpdir(), "gradbook-doctor-"));
  try {
    const spec = join(data, "kernels", "gradbook");
    cpSync(join(root, ".venv", "share", "jupyter", "kernels", "gradbook"), spec, { recursive: true });
    const file = join(spec, "kernel.json");
    const known = JSON.parse(readFileSync(file, "utf8")) as KernelJson;
    writeFileSync(file, JSON.stringify({ ...known, ...change(known) }));
    return doctor({ ...pythonEnv, JUPYTER_PATH: data, JUPYTER_PREFER_ENV_PATH: "0" });
  } finally {
    rmSync(data, { recursive: true });
  }
}

interface KernelJson {
  readonly argv: readonly string[];
  readonly metadata: object;
}

testWithPython("a kernel that another version registered is told from this one", () => {
  const { code, lines } = doctorWith(({ metadata }) => ({ metadata: { ...metadata, gradbook: { version: "0.0.1" } } }));
  const text = lines.join("\n");
  expect(text).toMatch(/✘ Kernel in Jupyter: .* is of version 0\.0\.1, this is [\d.]+\n +gradbook install/);
  // The Node that npm brought is known as such, wherever npm has put it.
  expect(text).toMatch(/✔ Node for kernels: v[\d.]+ \([^)]*\)(\n|$)/);
  expect(code).toBe(1);
});

testWithPython("a kernelspec that names a Node that is gone is found out", () => {
  const { code, lines } = doctorWith(({ argv }) => ({ argv: ["/gone/node", ...argv.slice(1)] }));
  expect(lines.join("\n")).toMatch(/✘ Kernel in Jupyter: .* names \/gone\/node, which is gone/);
  expect(code).toBe(1);
});
