// Runs a step's commands quietly with a line of progress, and shows what they printed only when they fail.
import { spawn } from "node:child_process";
import { root, SetupError } from "./house.mjs";

const live = process.stdout.isTTY && !process.env.CI;

/** Runs `work(report)`, showing `name`, the newest line of output, and the seconds it took. */
export async function step(name, work) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;
  let newest = "";
  const draw = () => {
    const line = `  … ${name}  ${seconds()}  ${newest}`;
    process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
  };
  const timer = live ? setInterval(draw, 200) : undefined;
  if (!live) console.log(`  … ${name}`);
  try {
    await work((line) => (newest = line));
  } finally {
    clearInterval(timer);
    if (live) process.stdout.write("\r\x1b[2K");
  }
  console.log(`  ✔ ${name}  ${seconds()}`);
}

/** Runs a command to its end; rejects with its output when it fails. */
export function run(command, args, { report = () => {}, env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk) => {
      output += chunk;
      const lines = output.trimEnd().split(/[\r\n]+/);
      report(lines.at(-1) ?? "");
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", (error) => reject(error));
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(failure(command, args, code, output))));
  });
}

function failure(command, args, code, output) {
  if (/ENOSPC|No space left on device/i.test(output)) {
    return new SetupError("The disk is full: free about 3 GB and run the same command again.");
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Temporary failure in name resolution|Max retries exceeded/i.test(output)
  ) {
    return new SetupError(
      `The package registry cannot be reached: check the network or proxy settings and run the same command again.\n\n${tail(output)}`,
    );
  }
  return new SetupError(`\`${command} ${args.join(" ")}\` failed with code ${code}:\n\n${tail(output)}`);
}

/** The end of what a command printed, without the lines that only tell of progress. */
const tail = (text) =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("npm http"))
    .slice(-60)
    .join("\n");
