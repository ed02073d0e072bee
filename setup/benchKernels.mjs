// `npm run bench:kernels`: gradbook's kernel beside ipykernel, tslab and Deno, in one run, taking turns; prints a table.
// Deno's cells are not type-checked, nor are ipykernel's.
//   --peers ipykernel,tslab,deno   which ones; those from npm are made ready in .bench-peers on the first run
//   --rounds 5 --cells 100 --interrupts 10
//   --hardship                     instead: bad messages, interrupts and restarts in large numbers, gradbook only
//   --messages 100000 --interrupts 1000 (of each kind) --lifetimes 200 --seed 1
//   --parts messages,interrupts,floods,lifetimes,restarts   which of them
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { houseNode, root } from "./house.mjs";
import { peerKernels } from "./peerKernels.mjs";

const { values: options } = parseArgs({
  options: {
    peers: { type: "string", default: "ipykernel,tslab,deno" },
    rounds: { type: "string", default: "5" },
    cells: { type: "string", default: "100" },
    interrupts: { type: "string" },
    hardship: { type: "boolean", default: false },
    messages: { type: "string", default: "100000" },
    lifetimes: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    parts: { type: "string", default: "messages,interrupts,floods,lifetimes,restarts" },
  },
});

const node = houseNode();
const ours = [
  node,
  "--no-force-async-hooks-checks",
  "--min-semi-space-size=16",
  "--max-semi-space-size=16",
  join(root, "dist/kernel.js"),
  "{connection_file}",
];
const bundled = await bundle();
if (options.hardship) {
  const { hardship } = await import(pathToFileURL(join(bundled, "hardship.js")).href);
  const { messages, lifetimes, seed, parts, interrupts = "1000" } = options;
  await hardship({
    argv: ours,
    messages: Number(messages),
    lifetimes: Number(lifetimes),
    interrupts: Number(interrupts),
    seed: Number(seed),
    parts: parts.split(","),
  });
} else {
  const { measureKernels } = await import(pathToFileURL(join(bundled, "kernels.js")).href);
  const { rounds, cells, interrupts = "10" } = options;
  const count = { rounds: Number(rounds), cells: Number(cells), interrupts: Number(interrupts) };
  // As a notebook of the course: in a folder of an npm project, without a tsconfig.json beside it.
  print(await measureKernels(await peers(options.peers.split(",")), join(root, "notebooks"), count));
}
process.exit();

/** Bundles the client, so that any Node can run it. */
async function bundle() {
  const { rolldown } = await import("rolldown");
  const input = {
    kernels: join(root, "test/bench/kernels.ts"),
    hardship: join(root, "test/bench/hardship/hardship.ts"),
    beats: join(root, "test/bench/hardship/beats.ts"),
  };
  const dir = join(root, "node_modules/.cache/bench-kernels");
  const build = await rolldown({ input, platform: "node", external: ["zeromq"], logLevel: "silent" });
  await build.write({ dir, format: "esm" });
  await build.close();
  return dir;
}

async function peers(wanted) {
  const javascript = { loop: "while (true);", complete: "Math.flo" };
  const all = [
    { name: "gradbook", argv: ours, interrupt: "message", ...javascript },
    { name: "gradbook, %types off", argv: ours, interrupt: "message", prepare: "%types off", ...javascript },
  ];
  const python = join(root, ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (wanted.includes("ipykernel") && existsSync(python)) {
    const argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"];
    all.push({ name: "ipykernel", argv, interrupt: "signal", loop: "while True: pass", complete: "import os; os.pat" });
  }
  const modules = await peerKernels(wanted);
  if (wanted.includes("tslab")) {
    const argv = [node, join(modules, "tslab/bin/tslab"), "kernel", "--config-path={connection_file}"];
    all.push({ name: "tslab", argv, interrupt: "signal", ...javascript });
  }
  if (wanted.includes("deno")) {
    const argv = [node, join(modules, "deno/bin.cjs"), "jupyter", "--kernel", "--conn", "{connection_file}"];
    all.push({ name: "Deno", argv, interrupt: "message", ...javascript });
  }
  return all;
}

function print(all) {
  const rows = {
    ready: "process start to ready",
    firstResult: "process start to the first result",
    cell: "trivial cell, round trip",
    completion: "completion, warm",
    hover: "hover, warm",
    busyCompletion: "completion while a loop runs",
    busyHover: "hover while a loop runs",
    interrupt: "interrupt of an endless loop",
  };
  const names = [...all.keys()];
  console.log(`Medians (quartiles) in milliseconds. ${cpus()[0].model}, Node ${process.versions.node}.\n`);
  console.log(`| | ${names.join(" | ")} |`);
  console.log(`|${" --- |".repeat(names.length + 1)}`);
  for (const [key, title] of Object.entries(rows)) {
    console.log(`| ${title} | ${names.map((name) => summary(all.get(name)[key])).join(" | ")} |`);
  }
}

function summary(times) {
  if (times.length === 0) return "–";
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => {
    const time = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return time.toFixed(time < 100 ? 1 : 0);
  };
  return `${at(0.5)} (${at(0.25)}–${at(0.75)})`;
}
