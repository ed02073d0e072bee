// `npm run bench`: measures the engine; with `--peers` side by side with PyTorch, TensorFlow.js, jax-js, gensim and
// scikit-learn in the same run, taking turns, so that a busy machine is unfair to nobody. Writes the table to the
// terminal and, with `--out file`, JSON and Markdown.
//   --peers            also the peers: all, or some as in --peers=compiled,pytorch (made ready in .bench-peers on the
//                      first run); "compiled" is this engine's own compile()
//   --only a,b         only these workloads
//   --rounds 5         how often each peer gets its turn with each workload
//   --milliseconds 300 how long a turn is
//   --clock wall       "cpu" measures the time of the processor, which other work on the machine does not stretch
//   --threads 1        ours and PyTorch's; with 2, measure by the wall's clock: the processor's adds threads up
//   --node path        the Node to measure on, by default the pinned one
//   --out test/.results/bench
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleBench } from "./benchBundle.mjs";
import { known, start } from "./benchPeers.mjs";
import { line, write } from "./benchReport.mjs";
import { houseNode } from "./house.mjs";

// `--peers` alone means all of them; parseArgs wants a value.
const all = `--peers=compiled,${Object.keys(known).join(",")}`;
const { values: options } = parseArgs({
  args: process.argv.slice(2).map((arg) => (arg === "--peers" ? all : arg)),
  options: {
    peers: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "300" },
    clock: { type: "string", default: "wall" },
    threads: { type: "string", default: "1" },
    node: { type: "string" },
    out: { type: "string" },
  },
});

const node = options.node ?? houseNode();
const bundled = await bundleBench();
const bundledModule = (name) => import(pathToFileURL(join(bundled, `${name}.js`)).href);
const { workloads } = await bundledModule("workloads");
const machine = {
  processor: cpus()[0].model,
  clock: options.clock === "cpu" ? "processor time" : "wall time",
  threads: `gradbook with ${options.threads} thread${options.threads === "1" ? "" : "s"}`,
  node: `Node ${spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()}`,
};
const peers = await startPeers(options.peers?.split(",") ?? []);

const only = options.only?.split(",");
const results = [];
for (const workload of workloads) {
  if (only && !only.includes(workload.name)) continue;
  const result = await measure(workload);
  results.push(result);
  console.log(line(result, Object.keys(peers)));
  // After each one, so that a run that is cut short leaves what it measured.
  if (options.out) write(options.out, machine, results, Object.keys(peers));
}
for (const peer of Object.values(peers)) peer.stop();

async function startPeers(names) {
  const ours = join(bundled, "gradbook.js");
  const env = { GRADBOOK_THREADS: options.threads };
  const started = { gradbook: start(node, [ours], env) };
  if (names.includes("compiled")) started.compiled = start(node, [ours, "--compiled"], env);
  const speeches = names.includes("sklearn")
    ? (await bundledModule("speeches")).stateOfTheUnion().map(({ text }) => text)
    : undefined;
  for (const [name, { about, start: begin }] of Object.entries(known)) {
    if (!names.includes(name)) continue;
    started[name] = await begin({ node, threads: options.threads, speeches });
    machine[name] = about(options.threads);
  }
  return started;
}

async function measure(workload) {
  const times = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  const errors = {};
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [name, peer] of Object.entries(peers)) {
      if (errors[name]) continue;
      const answer = await peer.ask({
        workload: workload.name,
        milliseconds: Number(options.milliseconds),
        clock: options.clock,
      });
      if (answer.error) errors[name] = answer.error;
      times[name].push(...(answer.times ?? []));
    }
  }
  const measured = {};
  for (const [name, taken] of Object.entries(times)) {
    if (taken.length > 0) measured[name] = { ...quartiles(taken), samples: taken.length };
  }
  return { ...workload, measured, errors };
}

function quartiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { least: sorted[0], low: at(0.25), median: at(0.5), high: at(0.75) };
}
