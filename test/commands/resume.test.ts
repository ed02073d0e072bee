// `gradbook run --resume` after kills at random moments: nothing half written, nothing lost, nothing done twice.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseNotebook } from "../../kernel/notebook/read.ts";
import { root } from "../house/sources.ts";
import { random as seeded } from "../engine/random.ts";

/** `npm run prove` takes the whole length; every run of the tests a part of it. */
const long = process.env.GRADBOOK_LONG === "1";
const [notebooks, kills] = long ? [100, 50] : [6, 5];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook resume "));
  mkdirSync(join(folder, "in"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A notebook that writes its name to a shared file each time it runs. */
function write(name: string, code = ""): void {
  const log = `const { appendFileSync } = await import("node:fs");\nappendFileSync("../ran.txt", "${name}\\n");\n`;
  const cell = { cell_type: "code", id: "a", metadata: {}, execution_count: null, outputs: [] };
  const cells = [{ ...cell, source: `${log}${code}"result of ${name}"` }];
  writeFileSync(
    join(folder, "in", `${name}.ipynb`),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
  );
}

const ran = (): string[] => readFileSync(join(folder, "ran.txt"), "utf8").trim().split("\n").toSorted();

function start(...args: string[]) {
  const child = spawn(process.execPath, [join(root, "dist", "cli.js"), "run", "in", "-o", "out", ...args], {
    cwd: folder,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, said })),
  );
  return { child, ended };
}

/** Every file in the folder of results is a whole notebook with its outputs. */
function expectWhole(): string[] {
  const names = readdirSync(join(folder, "out")).filter((name) => name.endsWith(".ipynb"));
  for (const name of names) {
    const { cells } = parseNotebook(readFileSync(join(folder, "out", name), "utf8"), name);
    expect(JSON.stringify(cells)).toContain(`result of ${name.replace(".ipynb", "")}`);
  }
  return names;
}

const killed = "killed again and again and resumed: every result is whole, and finished notebooks run once";
test(killed, { timeout: long ? 900_000 : 60_000 }, async () => {
  const seed = Number(process.env.GRADBOOK_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const names = Array.from({ length: notebooks }, (_, k) => `n${String(k).padStart(2, "0")}`);
  for (const name of names) write(name);
  mkdirSync(join(folder, "out"));
  let done = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const { child, ended } = start("-j", "2", "--resume");
    const timer = setTimeout(() => child.kill("SIGKILL"), 200 + random() * (long ? 6000 : 2500));
    const { code } = await ended;
    clearTimeout(timer);
    const whole = expectWhole().length;
    // Nothing that was finished is lost.
    expect(whole).toBeGreaterThanOrEqual(done);
    done = whole;
    // On a fast machine the last notebook may be done before the last kill.
    if (code === 0) break;
  }
  if (expectWhole().length < names.length) expect((await start("-j", "2", "--resume").ended).code).toBe(0);
  expect(expectWhole()).toEqual(names.map((name) => `${name}.ipynb`));
  expect(readdirSync(join(folder, "out")).filter((name) => name.startsWith("."))).toEqual([]);
  // A kill costs at most the two that were running.
  expect(ran().length).toBeLessThanOrEqual(names.length + kills * 2);
  if (long)
    console.log(`${notebooks} notebooks, ${done} finished when the last was killed, ${ran().length} runs in all`);
});

test("what has changed since, or has failed, runs again; what is finished does not", async () => {
  for (const name of ["good", "changed"]) write(name);
  write("bad", 'throw new Error("no");');
  expect((await start().ended).code).toBe(1);
  write("changed", "/* new */");
  write("bad");
  const { code, said } = await start("--resume").ended;
  expect(said).toMatch(/✔ in[/\\]good.ipynb {2}finished before/);
  expect(code).toBe(0);
  expect(ran()).toEqual(["bad", "bad", "changed", "changed", "good"]);
});
