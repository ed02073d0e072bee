// `npm run course`: executes every chapter as a reader would, and prints how long it took and whether its check cells
// held. Fails when a chapter fails, has no ✔, or takes more than a minute.
//   04 07        only these chapters: the beginnings of their files' names
//   --seeds 5    instead: run each chapter that has a parameter `seed` with the seeds 1 to 5, and print what its checks
//                measured, as a Markdown table. This is where the tolerances come from.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { houseNode, root } from "./house.mjs";
import { reporting } from "./setup.mjs";
import { checkMachine, compile, dependencies } from "./steps.mjs";

const limit = 60;
const folder = join(root, "notebooks");
const executed = join(root, "test", ".results", "course");
const { values: options, positionals: chosen } = parseArgs({
  options: { seeds: { type: "string" } },
  allowPositionals: true,
});

await reporting(async () => {
  // Neither Python nor JupyterLab is needed for this, so nothing is registered anywhere.
  checkMachine();
  await dependencies();
  await compile();
  mkdirSync(executed, { recursive: true });
  const chapters = readdirSync(folder)
    .filter((name) => /^\d\d-.*\.ipynb$/.test(name))
    .filter((name) => chosen.length === 0 || chosen.some((start) => name.startsWith(start)));
  if (options.seeds) await study(chapters, Number(options.seeds));
  else await runAll(chapters);
  rmSync(executed, { recursive: true, force: true });
});

async function runAll(chapters) {
  console.log("| chapter | seconds | checks | |\n| --- | ---: | ---: | --- |");
  let wrong = 0;
  for (const name of chapters) {
    const { code, seconds, checks } = await execute(name);
    const held = checks.filter(({ holds }) => holds).length;
    const slow = seconds > limit && `took more than ${limit} s`;
    const verdict = (code !== 0 && "failed") || (held === 0 && "nothing was checked") || slow || "✔";
    if (verdict !== "✔") wrong += 1;
    console.log(`| ${name} | ${seconds.toFixed(1)} | ${held} of ${checks.length} | ${verdict} |`);
  }
  if (wrong > 0) process.exitCode = 1;
  console.log(wrong > 0 ? `${wrong} of ${chapters.length} chapters went wrong` : `${chapters.length} chapters, all ✔`);
}

async function study(chapters, count) {
  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  for (const name of chapters.filter(hasSeed)) {
    const columns = [];
    for (const seed of seeds) columns.push((await execute(name, ["--param", `seed=${seed}`])).checks);
    const longest = columns.reduce((a, b) => (b.length > a.length ? b : a));
    console.log(`\n**${name}**\n\n| check | expected |${seeds.map((seed) => ` seed ${seed} |`).join("")}`);
    console.log(`| --- | --- |${" ---: |".repeat(count)}`);
    longest.forEach(({ what, expected }, row) => {
      const cells = columns.map((checks) =>
        checks[row] ? `${checks[row].holds ? "" : "✘ "}${checks[row].value}` : "",
      );
      // The same for every seed: nothing random in it.
      if (new Set(cells).size > 1) console.log(`| ${what} | ${expected} | ${cells.join(" | ")} |`);
    });
    if (columns.some((checks) => checks.some(({ holds }) => !holds))) process.exitCode = 1;
  }
}

function hasSeed(name) {
  const { cells } = read(join(folder, name));
  return cells.some((cell) => isTagged(cell, "parameters") && [cell.source].flat().join("").includes("seed"));
}

/** Runs a chapter; its outputs go elsewhere, so that the committed ones stay. */
async function execute(name, args = []) {
  const done = join(executed, name);
  rmSync(done, { force: true });
  const began = performance.now();
  const code = await new Promise((resolve) => {
    const command = [join(root, "dist", "cli.js"), "run", join(folder, name), "-o", done, ...args];
    spawn(houseNode(), command, { stdio: ["ignore", "ignore", "ignore"] }).on("exit", resolve);
  });
  return { code, seconds: (performance.now() - began) / 1000, checks: checksIn(done) };
}

/** What the check cells printed, line by line; a check that failed is the first line of its error. */
function checksIn(path) {
  const outputs = read(path)
    .cells.filter((cell) => isTagged(cell, "check"))
    .flatMap((cell) => cell.outputs);
  const lines = outputs.flatMap((output) =>
    output.output_type === "error" ? [output.evalue] : [output.text].flat().join("").trimEnd().split("\n"),
  );
  return lines.flatMap((line) => {
    const [, mark, what, value, expected] = /^([✔✘]) (.+): (\S+) \((.+)\)$/u.exec(line) ?? [];
    return mark ? [{ holds: mark === "✔", what, value, expected }] : [];
  });
}

function read(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function isTagged(cell, tag) {
  return cell.metadata.tags?.includes(tag) ?? false;
}
