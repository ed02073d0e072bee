// `npm run course`: executes every chapter as a reader would, and prints how long it took and whether its check cells
// held. Fails when a chapter fails, has no ✔, or takes more than a minute.
//   04 07        only these chapters: the beginnings of their files' names
//   --seeds 5    instead: run each chapter five times, every time with other seeds, and print what its checks measured,
//                as Markdown tables. This is where the tolerances come from. The first column is the chapter as it is,
//                and all training is as long as in the chapter; only the exercises' solutions are left out.
import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { houseNode, root } from "./house.mjs";
import { reporting } from "./setup.mjs";
import { checkMachine, compile, dependencies } from "./steps.mjs";

const limit = 60;
const folder = join(root, "notebooks");
// Inside the project, so that the chapters find their packages.
const executed = join(root, "test", ".results", `course-${process.pid}`);
const { values: options, positionals: chosen } = parseArgs({
  options: { seeds: { type: "string" } },
  allowPositionals: true,
});

await reporting(async () => {
  // Neither Python nor JupyterLab is needed for this, so nothing is registered anywhere.
  checkMachine();
  await dependencies();
  await compile();
  rmSync(executed, { recursive: true, force: true });
  cpSync(folder, executed, { recursive: true });
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
  for (const name of chapters) {
    const columns = [];
    for (let n = 0; n < count; n += 1) columns.push((await execute(name, n, withoutSolutions)).checks);
    console.log(table(name, columns));
    if (columns.some((checks) => checks.some(({ holds }) => !holds))) process.exitCode = 1;
  }
}

function table(name, columns) {
  const longest = columns.reduce((a, b) => (b.length > a.length ? b : a));
  const rows = longest.flatMap(({ what, expected }, i) => {
    const values = columns.map((checks) => (checks[i] ? `${checks[i].holds ? "" : "✘ "}${checks[i].value}` : ""));
    // The same for every seed: nothing random in it.
    return new Set(values).size > 1 ? [`| ${what} | ${expected} | ${values.join(" | ")} |`] : [];
  });
  if (rows.length === 0) return `\n## ${name}\n\nNothing in the checks is random.`;
  const head = `| check | expected | as it is |${columns
    .slice(1)
    .map((_, i) => ` seeds ${i + 2} |`)
    .join("")}`;
  return [`\n## ${name}\n`, head, `| --- | --- |${" ---: |".repeat(columns.length)}`, ...rows].join("\n");
}

/** Runs a copy of a chapter, so that the committed outputs stay, with seeds of their own for every `n` from 1 on. */
async function execute(name, n = 0, edited = (cells) => cells) {
  const copy = join(executed, name);
  const chapter = JSON.parse(readFileSync(join(folder, name), "utf8"));
  chapter.cells = edited(chapter.cells);
  for (const cell of chapter.cells.filter(({ cell_type: type }) => type === "code")) {
    cell.source = reseed([cell.source].flat().join(""), n);
    cell.outputs = []; // a check that is not reached must not show what is committed
  }
  writeFileSync(copy, JSON.stringify(chapter));
  const began = performance.now();
  const code = await new Promise((resolve) => {
    const command = [join(root, "dist", "cli.js"), "run", copy];
    spawn(houseNode(), command, { cwd: executed, stdio: "ignore" }).on("exit", resolve);
  });
  return { code, seconds: (performance.now() - began) / 1000, checks: checksIn(copy) };
}

/** What a study runs: the exercises stand behind the checks, and take half of a chapter's time. */
function withoutSolutions(cells) {
  return cells.filter(({ metadata }) => !metadata.tags?.includes("solution"));
}

/** Another number where the chapter's parameter is set, `let seed = 1`; for `n` 0 the same. */
function reseed(source, n) {
  return source.replace(/\b(let|const) seed = (\d+)/g, (_, word, seed) => `${word} seed = ${Number(seed) + 1000 * n}`);
}

/** What the check cells printed, line by line; a check that failed is the first line of its error. */
function checksIn(path) {
  const outputs = JSON.parse(readFileSync(path, "utf8"))
    .cells.filter((cell) => cell.metadata.tags?.includes("check"))
    .flatMap((cell) => cell.outputs);
  const lines = outputs.flatMap((output) =>
    output.output_type === "error" ? [output.evalue] : [output.text].flat().join("").trimEnd().split("\n"),
  );
  return lines.flatMap((line) => {
    const [, mark, what, value, expected] = /^([✔✘]) (.+): (\S+) \((.+)\)$/u.exec(line) ?? [];
    return mark ? [{ holds: mark === "✔", what, value, expected }] : [];
  });
}
