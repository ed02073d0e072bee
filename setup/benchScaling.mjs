// `node setup/benchScaling.mjs`: how the time of a training step grows with batch, length and width. An LSTM (batch 32,
// 50 steps, 64 units), of which one size at a time changes; this engine, its compile(), PyTorch and TensorFlow.js take
// turns, each with one thread. Writes docs/scaling.json and draws docs/scaling.svg from it.
//   --draw              only draws again what was measured
//   --milliseconds 200  how long a turn is
//   --rounds 3          how many turns each has at each size; TensorFlow.js, which takes seconds for a step, has one
//   --clock cpu         "wall" measures the wall's time, which other work on the machine stretches
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleBench } from "./benchBundle.mjs";
import { known, start } from "./benchPeers.mjs";
import { houseNode, root } from "./house.mjs";

const { values: options } = parseArgs({
  options: {
    draw: { type: "boolean", default: false },
    milliseconds: { type: "string", default: "200" },
    rounds: { type: "string", default: "3" },
    clock: { type: "string", default: "cpu" },
  },
});
const base = { batch: 32, steps: 50, units: 64 };
const axes = {
  batch: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  steps: [5, 10, 20, 50, 100, 200],
  units: [8, 16, 32, 64, 128, 256],
};
const labels = {
  gradbook: "gradbook",
  compiled: "gradbook, compile()",
  pytorch: "PyTorch",
  tfjs: "TensorFlow.js",
};
const colours = { gradbook: "#0072b2", compiled: "#56b4e9", pytorch: "#d55e00", tfjs: "#8a8a8a" };
const dashes = { gradbook: "", compiled: "6 4", pytorch: "", tfjs: "2 3" };
const data = join(root, "docs/scaling.json");

if (!options.draw) await measure();
writeFileSync(join(root, "docs/scaling.svg"), draw(JSON.parse(readFileSync(data, "utf8"))));

async function measure() {
  const node = houseNode();
  const ours = join(await bundleBench(), "gradbook.js");
  const peers = {
    gradbook: start(node, [ours]),
    compiled: start(node, [ours, "--compiled"]),
    pytorch: await known.pytorch.start({ threads: "1" }),
    tfjs: await known.tfjs.start({ node }),
  };
  const panels = {};
  for (const [axis, sizes] of Object.entries(axes)) {
    panels[axis] = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
    for (const size of sizes) {
      const { batch, steps, units } = { ...base, [axis]: size };
      const { clock } = options;
      const workload = `lstm-${batch}-${steps}-${units}`;
      const all = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
      for (let round = 0; round < Number(options.rounds); round += 1) {
        for (const [name, peer] of Object.entries(peers)) {
          if (name === "tfjs" && round > 0) continue;
          const { times, error } = await peer.ask({ workload, milliseconds: Number(options.milliseconds), clock });
          if (error) throw new Error(`${name}: ${error}`);
          all[name].push(...times);
        }
      }
      for (const [name, times] of Object.entries(all)) {
        panels[axis][name].push([size, Math.round(times.toSorted((a, b) => a - b)[times.length >> 1] * 10) / 10]);
      }
      console.log(axis, size, ...Object.keys(peers).map((name) => `${name} ${panels[axis][name].at(-1)[1]} µs`));
    }
  }
  for (const peer of Object.values(peers)) peer.stop();
  mkdirSync(join(root, "docs"), { recursive: true });
  writeFileSync(data, `${JSON.stringify({ processor: cpus()[0].model, base, panels })}\n`);
}

/** Three panels side by side, both axes logarithmic, so that proportional growth is a line of slope one. */
function draw({ panels }) {
  const [width, height, left, top, gap] = [300, 250, 62, 54, 34];
  const all = Object.values(panels).flatMap((panel) => Object.values(panel).flatMap((line) => line.map(([, t]) => t)));
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...all))), 10 ** Math.ceil(Math.log10(Math.max(...all)))];
  const share = (value, from, to) => Math.log(value / from) / Math.log(to / from);
  const y = (time) => top + height * (1 - share(time, low, high));
  const parts = [];
  const titles = {
    batch: "batch (50 steps, 64 units)",
    steps: "steps (batch 32, 64 units)",
    units: "units (batch 32, 50 steps)",
  };
  Object.entries(panels).forEach(([axis, lines], index) => {
    const from = left + index * (width + gap);
    const sizes = axes[axis];
    const x = (size) => from + width * share(size, sizes[0], sizes.at(-1));
    for (let time = low; time <= high; time *= 10) {
      parts.push(`<path d="M${from} ${y(time)}h${width}" stroke="#e2e2e2"/>`);
      const text = time >= 1e6 ? `${time / 1e6} s` : time >= 1000 ? `${time / 1000} ms` : `${time} µs`;
      if (index === 0) parts.push(`<text x="${from - 8}" y="${y(time) + 4}" text-anchor="end">${text}</text>`);
    }
    for (const size of sizes)
      parts.push(`<text x="${x(size)}" y="${top + height + 18}" text-anchor="middle">${size}</text>`);
    parts.push(`<text x="${from + width / 2}" y="${top + height + 38}" text-anchor="middle">${titles[axis]}</text>`);
    for (const [name, line] of Object.entries(lines)) {
      const path = line
        .map(([size, time], i) => `${i ? "L" : "M"}${x(size).toFixed(1)} ${y(time).toFixed(1)}`)
        .join("");
      parts.push(
        `<path d="${path}" fill="none" stroke="${colours[name]}" stroke-width="2" stroke-dasharray="${dashes[name]}"/>`,
      );
      for (const [size, time] of line)
        parts.push(`<circle cx="${x(size).toFixed(1)}" cy="${y(time).toFixed(1)}" r="2.5" fill="${colours[name]}"/>`);
    }
  });
  Object.entries(labels).forEach(([name, label], i) => {
    const at = left + i * 200;
    parts.push(
      `<path d="M${at} 22h28" stroke="${colours[name]}" stroke-width="2" stroke-dasharray="${dashes[name]}"/>`,
    );
    parts.push(`<text x="${at + 36}" y="26">${label}</text>`);
  });
  const [w, h] = [left + 3 * width + 2 * gap + 20, top + height + 52];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="sans-serif" font-size="12" fill="#222" role="img" aria-label="Time of an LSTM training step against batch, steps and units">
<rect width="100%" height="100%" fill="#fff"/>
${parts.join("\n")}
</svg>
`;
}
