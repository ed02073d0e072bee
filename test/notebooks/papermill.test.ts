// papermill with our translator: parameters become TypeScript, and the kernel runs the notebook.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { root } from "../house/sources.ts";
import { python, pythonEnv, testWithPython } from "../python.ts";

const execute = promisify(execFile);
const env = {
  ...pythonEnv,
  PYTHONPATH: join(root, "kernel/resources/papermill"),
  PYTHONDONTWRITEBYTECODE: "1",
};
const folder = mkdtempSync(join(tmpdir(), "gradbook-papermill-"));

const cell = (id: string, source: string, tags: readonly string[] = []): object => ({
  cell_type: "code",
  id,
  source,
  metadata: { tags },
  outputs: [],
  execution_count: null,
});
const defaults = "const rate: number = 0.1; // how fast\nlet name = 'x';\nlet flags: Record<string, unknown> = {};";
writeFileSync(
  join(folder, "in.ipynb"),
  JSON.stringify({
    cells: [cell("a", defaults, ["parameters"]), cell("b", "console.log(rate, name, flags)")],
    metadata: { kernelspec: { name: "gradbook", display_name: "gradbook", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  }),
);
const papermill = (...args: string[]) => execute(python, ["-m", "gradbook_papermill", ...args], { env, cwd: folder });

testWithPython("parameters of every kind take the place of the defaults", { timeout: 120_000 }, async () => {
  const given = `{ rate: 0.5, name: "qu\\"o\\n✓", flags: { open: true, "b c": null, far: [-2, 0.5] } }`;
  await papermill("in.ipynb", "out.ipynb", "-y", given, "--no-progress-bar");
  const { cells } = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as {
    cells: { source: string[]; outputs: { text: string[] }[] }[];
  };
  expect(cells[1]!.source.join("")).toContain('let flags = {"open": true, "b c": null, "far": [-2, 0.5]};');
  expect(cells[2]!.outputs.flatMap(({ text }) => text).join("")).toBe(
    "0.5 qu\"o\n✓ { open: true, 'b c': null, far: [ -2, 0.5 ] }\n",
  );
});

testWithPython("papermill lists the parameters with types, defaults and help", async () => {
  const { stdout } = await papermill("--help-notebook", "in.ipynb");
  expect(stdout).toMatch(/rate: number \(default 0\.1\) +how fast/);
  expect(stdout).toMatch(/flags: Record<string, unknown> \(default {}\)/);
});
