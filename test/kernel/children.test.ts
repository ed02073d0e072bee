// What programs print that a cell has started: in the notebook, in order, whatever way they were started.
import { expect, test } from "vitest";
import { useKernel } from "./session.ts";

const { run } = useKernel();

test("execSync and spawnSync with inherited streams print under the cell, in order", async () => {
  const { stdout, stderr, error } = await run(
    "import { execSync, spawnSync } from 'node:child_process';\nconsole.log('before');\nexecSync('echo one', { stdio: 'inherit' });\nspawnSync('sh', ['-c', 'echo two; echo wrong >&2'], { stdio: ['ignore', 'inherit', 'inherit'] });\nconsole.log('after');",
  );
  expect(error).toBeUndefined();
  expect(stdout).toBe("before\none\ntwo\nafter\n");
  expect(stderr).toBe("wrong\n");
});

test("spawn with inherited streams prints as it goes; piped output is left alone", async () => {
  const { stdout, result } = await run(
    "import { execSync as now, spawn } from 'node:child_process';\nconst child = spawn('sh', ['-c', 'echo live'], { stdio: 'inherit' });\nawait new Promise((done) => child.on('close', done));\n[child.stdout, now('echo piped').toString()]",
  );
  expect(stdout).toBe("live\n");
  expect(result).toBe("[ null, 'piped\\n' ]");
});

test("what execSync inherits is shown when the program fails, too, and what it only gives is given", async () => {
  const failing = await run(
    "import { execSync as exec2 } from 'node:child_process';\nexec2('echo said; echo why >&2; exit 4', { stdio: 'inherit' })",
  );
  expect(failing.error?.traceback).toContain("status: 4");
  expect([failing.stdout, failing.stderr]).toEqual(["said\n", "why\n"]);
  const both = "echo said; echo why >&2";
  const given = await run(`exec2('${both}', { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })`);
  expect([given.result, given.stdout, given.stderr]).toEqual(["'said\\n'", "", "why\n"]);
  const dropped = await run(`exec2('${both}', { stdio: ['ignore', 'ignore', 'inherit'] })`);
  expect([dropped.result, dropped.stdout, dropped.stderr]).toEqual(["null", "", "why\n"]);
});
