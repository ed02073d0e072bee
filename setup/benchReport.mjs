// What `npm run bench` says: a line of the terminal for each workload, JSON, and a Markdown table that goes to a file of its
// own or between two marks of README.md and docs/performance.md. Measures nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { columns } from "./benchPeers.mjs";
import { root } from "./house.mjs";
import { run } from "./progress.mjs";

/** Columns that measure text only have few rows, and share one column of the table. */
const joined = ["gensim", "sklearn"];

/** One workload as lines: what we take, each other column and how it compares, and what failed. */
export function line({ title, flops, goals, measured, errors }, names) {
  const parts = names.map((name) => {
    const time = measured[name];
    if (!time) return "";
    const speed = flops ? ` (${gigaflops(flops, time)} GFLOPS)` : "";
    const { ratio, goal } = compare({ goals, measured }, name);
    const times = ratio ? ` ${ratio.toFixed(2)} ×${goal ? ` (goal ${goal})` : ""}` : "";
    return `${columns[name].title} ${duration(time.median)}${speed}${times}`;
  });
  const failed = Object.entries(errors).map(([name, error]) => `    ${columns[name].title}: ${firstLine(error)}`);
  return [`${title}\n    ${parts.filter(Boolean).join("; ")}`, ...failed].join("\n");
}

/** Writes `out`.json and `out`.md. */
export async function write(out, report) {
  const file = resolve(root, out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${file}.md`, `# How fast the engine is\n\n${markdown(report)}\n`);
}

const marks = ["<!-- measured by `npm run bench -- --peers --write` -->", "<!-- end of what was measured -->"];

/** Puts the table into the two pages that have a place for it, and the numbers beside the second. */
export async function publish(report) {
  const pages = ["README.md", "docs/performance.md"].map((name) => join(root, name));
  for (const page of pages) writeFileSync(page, insert(readFileSync(page, "utf8"), markdown(report)));
  const numbers = join(root, "docs/performance.json");
  writeFileSync(numbers, `${JSON.stringify(report, null, 2)}\n`);
  await format(...pages, numbers);
  console.log("Written: README.md, docs/performance.md and docs/performance.json.");
}

/** Writes files as `npm run format` does. */
export async function format(...files) {
  await run(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), ...files]);
}

/** `page` with `text` between the two marks, instead of what is there. */
export function insert(page, text) {
  const [from, to] = [page.indexOf(marks[0]), page.indexOf(marks[1])];
  if (from < 0 || to < from) throw new Error(`The page has no place for the table: ${marks.join(" … ")}`);
  return `${page.slice(0, from)}${marks[0]}\n\n${text}\n\n${page.slice(to)}`;
}

/** How the run was made, the table, the means of the training steps, and what is not in it and why. */
export function markdown({ machine, columns: names, missing, results }) {
  const apart = names.filter((name) => !joined.includes(name));
  const together = names.filter((name) => joined.includes(name));
  const peak = results.find(({ name, measured }) => name === "peak" && measured.gradbook);
  const rows = results.map((result) => [
    result.title,
    own(result, peak && peak.flops / peak.measured.gradbook.median),
    ...apart.slice(1).map((name) => compared(result, name)),
    ...(together.length > 0
      ? [together.map((name) => compared(result, name)).find((cell) => cell !== "–") ?? "–"]
      : []),
  ]);
  const header = ["workload", ...apart.map((name) => columns[name].title)];
  if (together.length > 0) header.push(together.map((name) => columns[name].title).join(", "));
  return [
    `${sentence(machine.processor)}, ${machine.node}, ${machine.clock}, ${machine.rounds}, everybody in one run, taking turns. ${names.map((name) => columns[name].about).join("; ")}.`,
    `| ${header.join(" | ")} |\n|${" --- |".repeat(header.length)}\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`,
    ...means(names, results),
    ...leftOut(missing, results),
  ].join("\n\n");
}

function own({ flops, limit, ofPeak, measured }, peak) {
  const time = measured.gradbook;
  if (!time) return "failed";
  const parts = [spread(time)];
  if (flops) parts.push(`${gigaflops(flops, time)} GFLOPS`);
  if (ofPeak && peak) {
    const share = flops / time.median / peak;
    parts.push(mark(`${Math.round(100 * share)} % of the 128-bit peak`, share >= ofPeak, `≥ ${100 * ofPeak} %`));
  }
  if (limit) parts.push(mark(time.median <= limit ? "within" : "over", time.median <= limit, `≤ ${duration(limit)}`));
  return parts.join("; ");
}

function compared(result, name) {
  const time = result.measured[name];
  if (!time) return result.errors[name] ? "failed" : "–";
  const { ratio, goal } = compare(result, name);
  const shown = ratio && `${ratio.toFixed(2)} ×`;
  return [spread(time), goal ? mark(shown, ratio >= goal, `≥ ${goal}`) : shown].filter(Boolean).join(": ");
}

/** A column's time by ours with as many threads, and the goal for that. */
function compare({ goals, measured }, name) {
  const { against = "gradbook", goals: key = name } = columns[name];
  if (name === against || !measured[name] || !measured[against]) return {};
  return { ratio: measured[name].median / measured[against].median, goal: goals[key] };
}

/** Geometric means over the training steps that both have: one sentence. */
function means(names, results) {
  const steps = results.filter(({ training }) => training);
  const mean = (name, against) => {
    const ratios = steps
      .filter(({ measured }) => measured[name] && measured[against])
      .map(({ measured }) => Math.log(measured[name].median / measured[against].median));
    if (ratios.length === 0) return [];
    return [`${Math.exp(ratios.reduce((a, b) => a + b) / ratios.length).toFixed(2)} × (${ratios.length} rows)`];
  };
  const said = [
    ...names.flatMap((name) => {
      const { against = "gradbook", title } = columns[name];
      return name === against ? [] : mean(name, against).map((value) => `${title} ${value}`);
    }),
    ...mean("pytorch", "compiled").map((value) => `PyTorch by compile() ${value}`),
  ];
  return said.length > 0 ? [`Geometric means over the training steps: ${said.join("; ")}.`] : [];
}

/** The reasons for what is not in the table: one item each, the same reason once. */
function leftOut(missing, results) {
  const rows = new Map();
  for (const { title, errors } of results)
    for (const [name, error] of Object.entries(errors)) {
      const key = `${columns[name].title}: ${firstLine(error)}`;
      rows.set(key, [...(rows.get(key) ?? []), title]);
    }
  const items = [
    ...Object.entries(missing).map(([name, error]) => `- ${columns[name].title} is left out: ${firstLine(error)}`),
    ...[...rows].map(([key, titles]) => `- ${key} (${titles.join("; ")})`),
  ];
  return items.length > 0 ? [`Left out or failed in this run:\n\n${items.join("\n")}`] : [];
}

const mark = (value, reached, goal) => (reached ? `${value} (${goal})` : `**${value} (${goal})**`);
const sentence = (text) => text.replace(/\s+/g, " ").trim();
const firstLine = (text) => sentence(text.split("\n")[0]).replaceAll("|", "\\|");
const gigaflops = (flops, { median }) => (flops / median / 1000).toFixed(0);

/** The median, and half the distance of the quartiles as a part of it. */
function spread({ low, median, high, samples }) {
  if (samples === 1) return `${duration(median)}, once`;
  return `${duration(median)} ± ${Math.round((50 * (high - low)) / median)} %`;
}

/** Microseconds with three figures and the unit that suits them. */
function duration(time) {
  const [unit, value] = [
    ["s", time / 1e6],
    ["ms", time / 1e3],
    ["µs", time],
  ].find(([, v]) => v >= 1) ?? ["ns", time * 1e3];
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}
