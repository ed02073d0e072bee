// `npm run bench`: measures the engine; with `--peers` side by side with PyTorch, TensorFlow.js and gensim in the same run,
// taking turns, so that a busy machine is unfair to nobody. Writes the table to the terminal and, with `--out file`, JSON
// and Markdown.
//   --peers            also the peers: all, or some as in --peers=pytorch (made ready in .bench-peers on the first run)
//   --only a,b         only these workloads
//   --rounds 5         how often each peer gets its turn with each workload
//   --milliseconds 300 how long a turn is
//   --threads 1        PyTorch's threads
//   --node path        the Node to measure on, by default the pinned one
//   --out test/.results/bench
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { houseNode, root } from "./house.mjs";
import { run, step } from "./progress.mjs";

const torchVersion = "2.13.0";
const tfjsVersion = "4.22.0";
const gensimVersion = "4.4.0";
const peersFolder = join(root, ".bench-peers");
// `--peers` alone means all of them; parseArgs wants a value.
const given = process.argv.slice(2).map((arg) => (arg === "--peers" ? "--peers=pytorch,tfjs,gensim" : arg));
const { values: options } = parseArgs({
  args: given,
  options: {
    peers: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "300" },
    threads: { type: "string", default: "1" },
    node: { type: "string" },
    out: { type: "string" },
  },
});

const node = options.node ?? houseNode();
const bundled = join(root, "node_modules/.cache/bench");
await bundle();
const { workloads } = await import(pathToFileURL(join(bundled, "workloads.js")).href);
const peers = { gradbook: start(node, [join(bundled, "gradbook.js")]) };
const asked = options.peers?.split(",") ?? [];
if (asked.includes("pytorch")) {
  peers.pytorch = start(await pythonWith("torch", torchVersion, "PyTorch"), [
    join(root, "test/bench/peers/pytorch.py"),
    options.threads,
  ]);
}
if (asked.includes("gensim")) {
  peers.gensim = start(await pythonWith("gensim", gensimVersion, "gensim"), [
    join(root, "test/bench/peers/word2vec.py"),
  ]);
}
if (asked.includes("tfjs")) peers.tfjs = start(node, [await tensorflowScript()]);

const only = options.only?.split(",");
const results = [];
for (const workload of workloads) {
  if (only && !only.includes(workload.name)) continue;
  const result = await measure(workload);
  results.push(result);
  console.log(row(result));
}
for (const peer of Object.values(peers)) peer.stop();
if (options.out) write(options.out);

/** Bundles the TypeScript, so that any Node can be measured. */
async function bundle() {
  const { rolldown } = await import("rolldown");
  const folder = join(root, "test/bench");
  const input = { gradbook: join(folder, "peers/gradbook.ts"), workloads: join(folder, "workloads.ts") };
  const build = await rolldown({ input, platform: "node", logLevel: "silent" });
  await build.write({ dir: bundled, format: "esm" });
  await build.close();
}

async function measure(workload) {
  const times = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  const errors = {};
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [name, peer] of Object.entries(peers)) {
      if (errors[name]) continue;
      const answer = await peer.ask({ workload: workload.name, milliseconds: Number(options.milliseconds) });
      if (answer.error) errors[name] = answer.error;
      times[name].push(...(answer.times ?? []));
    }
  }
  const measured = {};
  for (const [name, all] of Object.entries(times)) {
    if (all.length > 0) measured[name] = { ...quartiles(all), samples: all.length };
  }
  return { ...workload, measured, errors };
}

function quartiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** A process that answers one line for each line; see test/bench/protocol.ts. */
function start(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      return done ? { error: `${command} ended` } : JSON.parse(value);
    },
    stop: () => child.kill(),
  };
}

/** The Python of .bench-peers, which both Python peers share, once it has the package. */
async function pythonWith(name, version, title) {
  const venv = join(peersFolder, "venv");
  const windows = process.platform === "win32";
  const python = join(venv, windows ? "Scripts/python.exe" : "bin/python");
  const check = `import ${name}; assert ${name}.__version__.split("+")[0] == "${version}"`;
  if (existsSync(python) && spawnSync(python, ["-c", check]).status === 0) return python;
  await step(`${title} ${version} in .bench-peers`, async (report) => {
    if (!existsSync(python)) await run(process.env.PYTHON ?? "python3", ["-m", "venv", venv], { report });
    await run(python, ["-m", "pip", "install", "--disable-pip-version-check", `${name}==${version}`], { report });
  });
  return python;
}

/** TensorFlow.js's peer, beside the packages it needs. */
async function tensorflowScript() {
  const packages = ["tfjs-core", "tfjs-layers", "tfjs-backend-wasm", "tfjs-backend-cpu"];
  if (!packages.every((name) => existsSync(join(peersFolder, "node_modules/@tensorflow", name)))) {
    mkdirSync(peersFolder, { recursive: true });
    writeFileSync(join(peersFolder, "package.json"), '{ "private": true }\n');
    const wanted = packages.map((name) => `@tensorflow/${name}@${tfjsVersion}`);
    const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...wanted];
    await step(`TensorFlow.js ${tfjsVersion} in .bench-peers`, (report) =>
      run("npm", install, { report, cwd: peersFolder }),
    );
  }
  const script = join(peersFolder, "tfjs.mjs");
  copyFileSync(join(root, "test/bench/peers/tfjs.mjs"), script);
  return script;
}

function row({ title, flops, goals, measured, errors }) {
  const ours = measured.gradbook;
  const columns = [title.padEnd(66)];
  for (const name of Object.keys(peers)) {
    const time = measured[name];
    if (!time) {
      columns.push((errors[name] ? "failed" : "–").padStart(12));
      continue;
    }
    const speed = flops ? ` ${(flops / time.median / 1000).toFixed(0)} GFLOPS` : "";
    columns.push(microseconds(time.median).padStart(12) + speed);
    if (name !== "gradbook" && ours) {
      const goal = goals[name] ? ` (goal ${goals[name]})` : "";
      columns.push(`${(time.median / ours.median).toFixed(2)}×${goal}`);
    }
  }
  return [columns.join("  "), ...Object.values(errors).map((error) => `    ${error}`)].join("\n");
}

function microseconds(time) {
  if (time < 1) return `${(time * 1000).toFixed(0)} ns`;
  return time < 10_000 ? `${time.toFixed(time < 100 ? 2 : 0)} µs` : `${(time / 1000).toFixed(1)} ms`;
}

function write(out) {
  const machine = {
    processor: cpus()[0].model,
    node: spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim(),
    ...(peers.pytorch ? { pytorch: `${torchVersion}, eager, ${options.threads} thread(s)` } : {}),
    ...(peers.gensim ? { gensim: `${gensimVersion}, 1 worker` } : {}),
    ...(peers.tfjs ? { tfjs: `${tfjsVersion}, wasm, 1 thread` } : {}),
  };
  mkdirSync(dirname(join(root, out)), { recursive: true });
  writeFileSync(join(root, `${out}.json`), `${JSON.stringify({ machine, results }, null, 2)}\n`);
  writeFileSync(join(root, `${out}.md`), markdown(machine));
}

function markdown(machine) {
  const others = Object.keys(peers).filter((name) => name !== "gradbook");
  const header = ["workload", "gradbook", ...others.flatMap((name) => [name, "ratio", "goal"])];
  const lines = results.map(({ title, goals, measured }) => [
    title,
    cell(measured.gradbook),
    ...others.flatMap((name) => [cell(measured[name]), ratio(measured, name), goals[name] ? `≥ ${goals[name]}` : "–"]),
  ]);
  const means = others.flatMap((name) => {
    const ratios = results
      .filter(({ training, measured }) => training && measured[name] && measured.gradbook)
      .map(({ measured }) => measured[name].median / measured.gradbook.median);
    if (ratios.length === 0) return [];
    const mean = Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length);
    return [`Geometric mean over the ${ratios.length} training steps: ${mean.toFixed(2)} × ${name}.`];
  });
  return [
    `Medians (quartiles) of a step. ${Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join("; ")}.`,
    "",
    `| ${header.join(" | ")} |`,
    `|${" --- |".repeat(header.length)}`,
    ...lines.map((columns) => `| ${columns.join(" | ")} |`),
    "",
    ...means,
    "",
  ].join("\n");
}

function cell(time) {
  if (!time) return "–";
  return `${microseconds(time.median)} (${microseconds(time.low)}–${microseconds(time.high)})`;
}

function ratio(measured, name) {
  if (!measured[name] || !measured.gradbook) return "–";
  return `${(measured[name].median / measured.gradbook.median).toFixed(2)} ×`;
}
