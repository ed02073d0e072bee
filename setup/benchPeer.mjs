// One process of `npm run bench`, which answers one line for each line (test/bench/protocol.ts). It may be missing, die, hang
// or answer rubbish: whoever asks gets a reason instead of times, and never waits for ever. What fell is started again for
// the next question; what falls twice in a row stays down. Knows no peer by name.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./house.mjs";

/**
 * Keeps `command` ready to be asked. `env` is added to its environment; `patience` is how many milliseconds it may take for
 * one answer, by default a minute.
 */
export function keep({ command, args, env = {}, patience = 60_000 }) {
  let child;
  let falls = 0;
  let last;
  return {
    /** Its answer: `times`, nothing, or an `error`, which it had or which it was; `gone` once it is down for good. */
    async ask(request) {
      if (falls === 2) return { error: `given up: ${last}`, gone: true };
      child ??= talk(command, args, env);
      const { fell, ...answer } = await child.ask(request, patience);
      falls = fell ? falls + 1 : 0;
      if (!fell) return answer;
      last = answer.error;
      child.stop();
      child = undefined;
      return { ...answer, gone: falls === 2 };
    },
    /** Ends it. */
    stop() {
      child?.stop();
      child = undefined;
    },
  };
}

/** One life of the process: `ask` resolves in any case, with `fell` when nothing more is to be expected of it. */
function talk(command, args, env) {
  const child = spawn(command, args, { cwd: root, stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  let waiting;
  let fate;
  let complaints = "";
  const settle = (answer) => {
    if (answer.fell) fate ??= answer;
    waiting?.(answer);
    waiting = undefined;
  };
  const fall = (error) => settle({ error, fell: true });
  child.stderr.setEncoding("utf8").on("data", (text) => (complaints = (complaints + text).slice(-4000)));
  createInterface({ input: child.stdout }).on("line", (line) =>
    waiting ? settle(parse(line)) : fall(`it spoke without being asked: ${short(line)}`),
  );
  // Whoever is gone cannot be written to either; why it went is said by "error" or "close".
  child.stdin.on("error", () => {});
  child.on("error", ({ message }) => fall(`it could not be started: ${message}`));
  child.on("close", (code, signal) =>
    fall([`it ended with ${signal ?? `code ${code}`}`, reason(complaints)].filter(Boolean).join(": ")),
  );
  return {
    ask(request, patience) {
      if (fate) return Promise.resolve(fate);
      return new Promise((resolve) => {
        const timer = setTimeout(() => fall(`no answer within ${patience / 1000} s`), patience);
        waiting = (answer) => {
          clearTimeout(timer);
          resolve(answer);
        };
        child.stdin.write(`${JSON.stringify(request)}\n`);
      });
    },
    // What hangs may not listen to anything milder.
    stop: () => child.kill("SIGKILL"),
  };
}

function parse(line) {
  const rubbish = { error: `it answered what is no answer: ${short(line)}`, fell: true };
  try {
    const { times, error } = JSON.parse(line);
    if (error !== undefined) return typeof error === "string" ? { error } : rubbish;
    if (times === undefined) return {};
    const sound = Array.isArray(times) && times.length > 0 && times.every((time) => Number.isFinite(time) && time > 0);
    return sound ? { times } : rubbish;
  } catch {
    return rubbish;
  }
}

/** The line of what a process complained about that says most: Python's and Node's errors, else the last one. */
function reason(complaints) {
  const lines = complaints
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return short(lines.findLast((line) => /^\w*(Error|Exception|Warning)\b.*:/.test(line)) ?? lines.at(-1) ?? "");
}

const short = (text) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
