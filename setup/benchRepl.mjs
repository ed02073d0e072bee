// `npm run bench:repl`: how long a terminal waits for its first prompt: `gradbook repl` beside `jupyter console` with
// tslab's kernel, in pseudo-terminals, taking turns; prints a table. Ours shows the prompt while the kernel starts, so the
// time until the kernel, engine loaded, has answered a line is taken as well.
//   --rounds 7
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { houseNode, root, venvBin, venvPython } from "./house.mjs";
import { peerKernels } from "./peerKernels.mjs";

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
const node = houseNode();
const folder = mkdtempSync(join(tmpdir(), "gradbook-repl-"));
try {
  const modules = await peerKernels(["tslab"]);
  const spec = join(folder, "kernels", "tslab");
  mkdirSync(spec, { recursive: true });
  const argv = [node, join(modules, "tslab/bin/tslab"), "kernel", "--config-path={connection_file}"];
  writeFileSync(join(spec, "kernel.json"), JSON.stringify({ argv, display_name: "tslab", language: "typescript" }));

  const prompts = { ours: [], answered: [], theirs: [] };
  // One round before those that count: what the disk holds is then in memory for both.
  for (let round = -1; round < Number(options.rounds); round += 1) {
    const ours = await time([node, join(root, "dist/cli.js"), "repl"], /1 ›/, ["%types off\r", /2 ›/]);
    const [theirs] = await time([join(venvBin, "jupyter"), "console", "--kernel", "tslab"], /In \[1\]/);
    if (round < 0) continue;
    prompts.ours.push(ours[0]);
    prompts.answered.push(ours[1]);
    prompts.theirs.push(theirs);
  }
  const base = median(prompts.theirs);
  const row = (name, times) => `| ${name} | ${quartiles(times)} | ${(median(times) / base).toFixed(2)} × |`;
  console.log(`Medians (quartiles) of ${options.rounds} starts, in milliseconds. ${cpus()[0].model}.\n`);
  console.log("| process start to | ms | of jupyter console |\n| --- | ---: | ---: |");
  console.log(row("first prompt, `gradbook repl`", prompts.ours));
  console.log(row("first answer of its kernel, engine loaded", prompts.answered));
  console.log(row("first prompt, `jupyter console` with tslab 1.0.22", prompts.theirs));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

/** Milliseconds from the start of a command until its terminal shows a prompt, and from the start until what follows the typed text. */
async function time(command, prompt, [typed, next] = []) {
  const env = {
    ...process.env,
    TERM: "xterm-256color",
    JUPYTER_PATH: [folder, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter),
    GRADBOOK_HISTORY: join(folder, "history"),
    IPYTHONDIR: join(folder, "ipython"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
  };
  const started = performance.now();
  const child = spawn(venvPython, [join(root, "test/repl/bridge.py"), ...command], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let shown = "";
  let look = () => {};
  child.stdout.setEncoding("utf8").on("data", (text) => {
    // eslint-disable-next-line no-control-regex -- what only moves or colours
    shown += text.replaceAll(/\x1b\[[?\d;]*[A-Za-z]/g, "");
    look();
  });
  const sees = (pattern) =>
    new Promise((resolve, reject) => {
      const patience = setTimeout(
        () => reject(new Error(`${command.join(" ")} never showed ${pattern}:\n${shown}`)),
        30_000,
      );
      look = () => {
        if (!pattern.test(shown)) return;
        clearTimeout(patience);
        resolve(performance.now() - started);
      };
      look();
    });
  const times = [await sees(prompt)];
  if (next) {
    child.stdin.write(typed);
    times.push(await sees(next));
  }
  child.stdin.write("\x04");
  // jupyter console asks whether it may go.
  setTimeout(() => child.stdin.write("y\r"), 300).unref();
  const forced = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(forced);
  // tslab's kernel outlives its console, and keeps a processor busy: the path of its connection file tells it.
  spawnSync("pkill", ["-KILL", "-f", join(folder, "runtime")]);
  return times;
}

function median(times) {
  return sorted(times)[Math.floor(times.length / 2)];
}

function quartiles(times) {
  const all = sorted(times);
  const at = (share) => all[Math.min(all.length - 1, Math.floor(share * all.length))].toFixed(0);
  return `${at(0.5)} (${at(0.25)}–${at(0.75)})`;
}

function sorted(times) {
  return times.toSorted((a, b) => a - b);
}
