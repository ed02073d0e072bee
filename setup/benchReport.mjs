// What `npm run bench` says: a line of the terminal for each workload, and JSON and a Markdown table at the end.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./house.mjs";

/** The table's columns after our own: eager PyTorch first, our compiled step beside our eager one. */
const titles = {
  compiled: "compile()",
  pytorch: "PyTorch",
  torchcompile: "torch.compile",
  tfjs: "TensorFlow.js",
  jaxjs: "jax-js",
  gensim: "gensim",
  sklearn: "scikit-learn",
};

/** One workload as a line. */
export function line({ title, flops, goals, measured, errors }, names) {
  const ours = measured.gradbook;
  const columns = [title.padEnd(66)];
  for (const name of names) {
    const time = measured[name];
    if (!time) {
      columns.push((errors[name] ? "failed" : "–").padStart(12));
      continue;
    }
    const speed = flops ? ` ${gigaflops(flops, time)} GFLOPS` : "";
    columns.push(microseconds(time.median).padStart(12) + speed);
    if (name !== "gradbook" && ours) {
      const goal = goals[name] ? ` (goal ${goals[name]})` : "";
      columns.push(`${(time.median / ours.median).toFixed(2)}×${goal}`);
    }
  }
  const failed = Object.entries(errors).map(([name, error]) => `    ${name}: ${error}`);
  return [columns.join("  "), ...failed].join("\n");
}

/** Writes `out`.json and `out`.md. */
export function write(out, machine, results, names) {
  mkdirSync(dirname(join(root, out)), { recursive: true });
  writeFileSync(join(root, `${out}.json`), `${JSON.stringify({ machine, results }, null, 2)}\n`);
  writeFileSync(join(root, `${out}.md`), markdown(machine, results, names));
}

/** The table: our medians with quartiles, then for each peer its median and the ratio, bold where the goal is missed. */
function markdown(machine, results, names) {
  const others = names.filter((name) => name !== "gradbook");
  const peak = results.find(({ name }) => name === "peak")?.measured.gradbook;
  const rows = results.map((result) => [
    result.title,
    cell(result, peak && results.find(({ name }) => name === "peak").flops / peak.median),
    ...others.map((name) => comparison(result, name)),
  ]);
  const header = ["workload", "gradbook", ...others.map((name) => titles[name])];
  return [
    "# How fast the engine is",
    "",
    "A training step is forward, backward and Adam, through the public API, everything in one run, taking",
    "turns. `npm run bench -- --peers --clock cpu --out docs/performance` wrote this page and the JSON beside it;",
    "`node setup/benchScaling.mjs` measured and drew the chart.",
    "",
    `Medians (quartiles) of a step; behind each peer's median the ratio peer ÷ gradbook and the goal, **bold** where missed. ${Object.values(machine).join("; ")}.`,
    "",
    `| ${header.join(" | ")} |`,
    `|${" --- |".repeat(header.length)}`,
    ...rows.map((columns) => `| ${columns.join(" | ")} |`),
    "",
    ...compiledMean(results),
    ...others.flatMap((name) => mean(results, name).flatMap((sentence) => [sentence, ""])),
    "## How the time grows",
    "",
    "A training step of an LSTM (batch 32, 50 steps, 64 units), of which one size at a time changes:",
    "",
    "![Time of an LSTM training step against batch, steps and units](scaling.svg)",
    "",
  ].join("\n");
}

function cell({ flops, limit, ofPeak, measured }, peak) {
  const time = measured.gradbook;
  if (!time) return "–";
  const parts = [`${microseconds(time.median)} (${microseconds(time.low)}–${microseconds(time.high)})`];
  if (flops) parts.push(`${gigaflops(flops, time)} GFLOPS`);
  if (ofPeak && peak) {
    const share = flops / time.median / peak;
    parts.push(mark(`${Math.round(100 * share)} % of the 128-bit peak`, share >= ofPeak, `≥ ${100 * ofPeak} %`));
  }
  if (limit)
    parts.push(mark(time.median <= limit ? "within" : "over", time.median <= limit, `≤ ${microseconds(limit)}`));
  return parts.join("; ");
}

function comparison({ goals, measured, errors }, name) {
  const time = measured[name];
  if (!time || !measured.gradbook) return errors[name] ? "failed" : "–";
  const ratio = time.median / measured.gradbook.median;
  const goal = goals[name];
  const shown = `${ratio.toFixed(2)} ×`;
  return `${microseconds(time.median)}: ${goal ? mark(shown, ratio >= goal, `≥ ${goal}`) : shown}`;
}

const mark = (value, reached, goal) => (reached ? `${value} (${goal})` : `**${value} (${goal})**`);

function mean(results, name) {
  const ratios = results
    .filter(({ training, measured }) => training && measured[name] && measured.gradbook)
    .map(({ measured }) => measured[name].median / measured.gradbook.median);
  if (ratios.length === 0) return [];
  const value = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  return [
    `Geometric mean over the ${ratios.length} training steps: ${value.toFixed(2)} × (${titles[name]} ÷ gradbook).`,
  ];
}

/** What compile() makes of it, against PyTorch. */
function compiledMean(results) {
  const compared = results.filter(({ training, measured }) => training && measured.compiled && measured.pytorch);
  const asOurs = compared.map((result) => ({
    ...result,
    measured: { ...result.measured, gradbook: result.measured.compiled },
  }));
  return mean(asOurs, "pytorch").flatMap((sentence) => [sentence.replace("÷ gradbook", "÷ compile()"), ""]);
}

const gigaflops = (flops, { median }) => (flops / median / 1000).toFixed(0);

function microseconds(time) {
  if (time < 1) return `${(time * 1000).toFixed(0)} ns`;
  return time < 10_000 ? `${time.toFixed(time < 100 ? 2 : 0)} µs` : `${(time / 1000).toFixed(1)} ms`;
}
