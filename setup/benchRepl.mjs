// `npm run bench:repl`: how long a terminal waits for its first prompt: `gradbook repl` beside `jupyter console` with
// tslab's kernel, in pseudo-terminals, taking turns; prints a table. Ours shows a faint prompt while the kernel starts, which
// takes its colour when the engine is loaded; the times until then, and until the kernel has answered a line, are taken too.
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

  const prompts = { ours: [], loaded: [], answered: [], typed: [], theirs: [] };
  // eslint-disable-next-line no-control-regex -- the prompt in its colour, after the faint one
  const loaded = /\x1b\[38;5;74m1 ›/;
  // One round before those that count: what the disk holds is then in memory for both.
  for (let round = -1; round < Number(options.rounds); round += 1) {
    const repl = [node, join(root, "dist/cli.js"), "repl"];
    const untyped = await time(repl, [/1 ›/, loaded], ["%types off\r", /2 ›/]);
    const typed = await time(repl, [/1 ›/], ["ones([2]).sum().item()\r", /2 ›/]);
    const [theirs] = await time([join(venvBin, "jupyter"), "console", "--kernel", "tslab"], [/In \[1\]/]);
    if (round < 0) continue;
    prompts.ours.push(untyped[0]);
    prompts.loaded.push(untyped[1]);
    prompts.answered.push(untyped[2]);
    prompts.typed.push(typed[1]);
    prompts.theirs.push(theirs);
  }
  const base = median(prompts.theirs);
  const row = (name, times) => `| ${name} | ${quartiles(times)} | ${(median(times) / base).toFixed(2)} × |`;
  console.log(`Medians (quartiles) of ${options.rounds} starts, in milliseconds. ${cpus()[0].model}.\n`);
  console.log("| process start to | ms | of jupyter console |\n| --- | ---: | ---: |");
  console.log(row("first prompt, `gradbook repl`", prompts.ours));
  console.log(row("the same, engine loaded", prompts.loaded));
  console.log(row("first answer of its kernel, to `%types off`", prompts.answered));
  console.log(row("first typed answer, to `ones([2]).sum().item()`", prompts.typed));
  console.log(row("first prompt, `jupyter console` with tslab 1.0.22", prompts.theirs));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

/**
 * Milliseconds from the start of a command until its terminal shows each of the patterns, in order, and then what follows
 * the typed text. The clock starts when the command does, not the program that makes its pseudo-terminal.
 */
async function time(command, patterns, [typed, next] = []) {
  const env = {
    ...process.env,
    TERM: "xterm-256color",
    JUPYTER_PATH: [folder, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter),
    GRADBOOK_HISTORY: join(folder, "history"),
    IPYTHONDIR: join(folder, "ipython"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    BRIDGE_CLOCK: "1",
  };
  const child = spawn(venvPython, [join(root, "test/repl/bridge.py"), ...command], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const started = new Promise((resolve) => child.stderr.once("data", (text) => resolve(Number(text) * 1000)));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let raw = "";
  let shown = "";
  let look = () => {};
  child.stdout.setEncoding("utf8").on("data", (text) => {
    raw += text;
    // eslint-disable-next-line no-control-regex -- what only moves or colours
    shown = raw.replaceAll(/\x1b\[[?\d;]*[A-Za-z]/g, "");
    look();
  });
  const sees = (pattern) =>
    new Promise((resolve, reject) => {
      const patience = setTimeout(
        () => reject(new Error(`${command.join(" ")} never showed ${pattern}:\n${shown}`)),
        30_000,
      );
      look = () => {
        if (!pattern.test(shown) && !pattern.test(raw)) return;
        clearTimeout(patience);
        const now = Date.now();
        void started.then((from) => resolve(now - from));
      };
      look();
    });
  const times = [];
  for (const pattern of patterns) times.push(await sees(pattern));
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
