// `npm run bench:scaling`: how the time of a training step grows with batch, length and width. An LSTM (batch 32, 50 steps, 64
// units), of which one size at a time changes; this engine, its compile() and its peers take turns, each with one thread.
// Writes docs/scaling.json and draws docs/scaling.svg and docs/scaling-dark.svg from it. Takes about five minutes.
//   --draw              only draws again what was measured
//   --milliseconds 200  how long a turn is
//   --rounds 3          how many turns each has at each size; fewer where a step takes long
//   --longest 3         no size is measured of a peer whose step would take more seconds, judged by its last two sizes
//   --clock wall        "cpu" measures the time of the processor, which other work on the machine does not stretch
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleBench } from "./benchBundle.mjs";
import { clockOf } from "./benchClock.mjs";
import { columns } from "./benchPeers.mjs";
import { draw, foretell } from "./benchScalingChart.mjs";
import { format } from "./benchReport.mjs";
import { measure, startAll } from "./benchTurns.mjs";
import { houseNode, root } from "./house.mjs";

const { values: options } = parseArgs({
  options: {
    draw: { type: "boolean", default: false },
    milliseconds: { type: "string", default: "200" },
    rounds: { type: "string", default: "3" },
    longest: { type: "string", default: "3" },
    clock: { type: "string", default: "wall" },
  },
});
const base = { batch: 32, steps: 50, units: 64 };
const axes = {
  batch: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  steps: [5, 10, 20, 50, 100, 200],
  units: [8, 16, 32, 64, 128, 256],
};
const names = ["gradbook", "compiled", "pytorch", "tfjs", "jaxjs"];
const data = join(root, "docs/scaling.json");

if (!options.draw) {
  writeFileSync(data, `${JSON.stringify(await measureAll())}\n`);
  await format(data);
}
const measured = JSON.parse(readFileSync(data, "utf8"));
for (const theme of ["light", "dark"]) {
  const name = theme === "light" ? "scaling.svg" : "scaling-dark.svg";
  writeFileSync(join(root, "docs", name), draw(measured, theme));
}
console.log("Drawn: docs/scaling.svg and docs/scaling-dark.svg.");

async function measureAll() {
  const context = { node: houseNode(), bundled: await bundleBench() };
  const chosen = names.map((name) => ({
    name,
    title: columns[name].title,
    prepare: () => columns[name].prepare(context),
  }));
  const { peers, missing } = await startAll(chosen, console.log);
  const panels = {};
  const left = Object.entries(missing).map(([name, reason]) => `${columns[name].title}: ${reason}`);
  // The size that all three panels share is measured once.
  const seen = new Map();
  const sizes = Object.values(axes).flat();
  const progress = clockOf(sizes.map(() => 1));
  for (const [axis, values] of Object.entries(axes)) {
    panels[axis] = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
    for (const value of values) {
      const { batch, steps, units } = { ...base, [axis]: value };
      const workload = `lstm-${batch}-${steps}-${units}`;
      const skip = (name) => tooLong(panels[axis][name], value);
      const now = (name, round) => progress.now(`${axis} ${value}, ${columns[name].title}, round ${round + 1}`);
      if (!seen.has(workload)) seen.set(workload, await measureOne(workload, peers, skip, now));
      const { measured: times, errors } = seen.get(workload);
      for (const [name, { median }] of Object.entries(times))
        panels[axis][name].push([value, Number(median.toPrecision(4))]);
      for (const [name, error] of Object.entries(errors))
        left.push(`${columns[name].title}, ${axis} ${value}: ${error}`);
      const line = Object.entries(times).map(
        ([name, { median }]) => `${columns[name].title} ${(median / 1000).toFixed(2)} ms`,
      );
      progress.done(`${axis} ${value}: ${line.join("; ")}`);
    }
  }
  for (const peer of Object.values(peers)) peer.stop();
  for (const reason of left) console.log(`Left out: ${reason}`);
  const { clock, rounds, milliseconds } = options;
  const node = spawnSync(context.node, ["--version"], { encoding: "utf8" }).stdout.trim();
  return { processor: cpus()[0].model, node, clock, rounds, milliseconds, base, panels, left };
}

function measureOne(workload, peers, skip, progress) {
  return measure(workload, peers, {
    rounds: Number(options.rounds),
    milliseconds: Number(options.milliseconds),
    clock: options.clock,
    // A peer that takes long for its first turn, which warms it up, has no second.
    most: 4000,
    skip,
    progress,
  });
}

/** Why a size is not measured, or undefined. */
function tooLong(line, size) {
  const seconds = foretell(line, size) / 1e6;
  if (!(seconds > Number(options.longest))) return undefined;
  return `a step would take about ${seconds.toFixed(0)} s`;
}
