// `npm run bench`: measures the engine; with `--peers` side by side with PyTorch, TensorFlow.js, jax-js, gensim and
// scikit-learn in the same run, taking turns, so that a busy machine is unfair to nobody. All of it takes about ten minutes.
// A peer that is missing, ends, hangs or answers rubbish costs the run no more than its column or its row.
//   --peers            also the peers: all, or some as in --peers=compiled,pytorch (made ready in .bench-peers on the
//                      first run); "compiled" is this engine's own compile(), "gradbook2" the engine with two threads
//   --only a,b         only these workloads
//   --rounds 5         how often each peer gets its turn with each workload
//   --milliseconds 200 how long a turn is
//   --clock wall       "cpu" measures the time of the processor, which other work on the machine does not stretch; columns
//                      with two threads are always measured by the wall's clock, and mean little on a busy machine, where
//                      threads that wait for each other wait for whoever else runs
//   --node path        the Node to measure on, by default the pinned one
//   --out file         writes file.json and file.md
//   --write            puts the table into README.md and docs/performance.md, and the numbers into docs/performance.json
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleBench } from "./benchBundle.mjs";
import { clockOf } from "./benchClock.mjs";
import { columns } from "./benchPeers.mjs";
import { publish, line, write } from "./benchReport.mjs";
import { measure, startAll } from "./benchTurns.mjs";
import { houseNode } from "./house.mjs";

// `--peers` alone means all of them; parseArgs wants a value.
const all = `--peers=${Object.keys(columns).join(",")}`;
const { values: options } = parseArgs({
  args: process.argv.slice(2).map((arg) => (arg === "--peers" ? all : arg)),
  options: {
    peers: { type: "string", default: "" },
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "200" },
    clock: { type: "string", default: "wall" },
    node: { type: "string" },
    out: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const asked = new Set(["gradbook", ...options.peers.split(",").filter(Boolean)]);
const only = options.only?.split(",");
check([...asked], Object.keys(columns), "peer");
if (options.write && only) fail("--write writes the whole table: it does not go with --only");

const node = options.node ?? houseNode();
const bundled = await bundleBench();
const bundledModule = (name) => import(pathToFileURL(join(bundled, `${name}.js`)).href);
const { workloads } = await bundledModule("workloads");
check(
  only ?? [],
  workloads.map(({ name }) => name),
  "workload",
);
const wanted = workloads.filter(({ name }) => !only || only.includes(name));
const chosen = Object.entries(columns)
  .filter(([name]) => asked.has(name))
  .map(([name, column]) => ({
    name,
    title: column.title,
    prepare: () => column.prepare({ node, bundled, speeches }),
  }));

const { peers, missing } = await startAll(chosen, console.log);
if (!peers.gradbook) fail(`the engine itself does not start: ${missing.gradbook}`);
const threaded = Object.keys(peers).filter((name) => columns[name].threads > 1);
const progress = clockOf(wanted.map(({ weight = 1 }) => weight));
const results = [];
for (const workload of wanted) {
  const outcome = await measure(workload.name, peers, {
    rounds: Number(options.rounds),
    milliseconds: Number(options.milliseconds),
    clock: options.clock,
    clocks: Object.fromEntries(threaded.map((name) => [name, "wall"])),
    skip: (name) => (workload.oneThread && threaded.includes(name) ? "" : undefined),
    progress: (name, round) => progress.now(`${workload.title}, ${columns[name].title}, round ${round + 1}`),
  });
  results.push({ ...workload, ...outcome });
  progress.done(line(results.at(-1), Object.keys(peers)));
  // After each one, so that a run that is cut short leaves what it measured.
  if (options.out) await write(options.out, report());
}
for (const peer of Object.values(peers)) peer.stop();
if (options.write) await publish(report());
process.exitCode = results.some(({ errors }) => errors.gradbook) ? 1 : 0;

function report() {
  const machine = {
    processor: `${cpus()[0].model}, ${cpus().length} processors`,
    clock: options.clock === "cpu" ? "processor time, with two threads wall time" : "wall time",
    node: `Node ${spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()}`,
    rounds: `${options.rounds} turns of ${options.milliseconds} ms each`,
  };
  return { machine, seconds: progress.seconds(), columns: Object.keys(peers), missing, results };
}

async function speeches() {
  return (await bundledModule("speeches")).stateOfTheUnion().map(({ text }) => text);
}

function check(names, known, what) {
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) fail(`there is no ${what} ${strange.join(", ")}; there are ${known.join(", ")}`);
}

function fail(message) {
  console.error(`bench: ${message}.`);
  process.exit(1);
}
