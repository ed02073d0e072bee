// Programs that a cell starts with `stdio: "inherit"` would print to the terminal behind the kernel. Their output goes to
// the cell instead: at once for `spawn`, at the end of the call for `spawnSync` and its kin, in order either way.
import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import type { Waiting } from "../link/waiting.ts";

type Stdio = unknown;

/** To be called once, after the process's own streams have been captured. */
export function captureChildren(waiting: Waiting): void {
  captureSpawn();
  for (const name of ["spawnSync", "execSync", "execFileSync"] as const) captureSync(name, waiting);
  syncBuiltinESMExports();
}

/** `fork`, `exec` and `execFile` come here too. */
function captureSpawn(): void {
  const prototype = childProcess.ChildProcess.prototype as unknown as { spawn(options: { stdio?: Stdio }): unknown };
  const spawn = prototype.spawn;
  prototype.spawn = function capturing(this: childProcess.ChildProcess, options) {
    const { stdio, inherited } = withPipes(options.stdio);
    const result = spawn.call(this, { ...options, stdio });
    for (const index of inherited) {
      const name = index === 1 ? "stdout" : "stderr";
      this[name]?.on("data", (chunk: Uint8Array) => process[name].write(chunk));
      // What is inherited has no stream.
      this[name] = null;
    }
    return result;
  };
}

function captureSync(name: "spawnSync" | "execSync" | "execFileSync", waiting: Waiting): void {
  const plain = childProcess[name] as (...given: unknown[]) => unknown;
  const original = (...given: unknown[]): unknown => waiting.during(() => plain(...given));
  const capturing = (...given: unknown[]): unknown => {
    const at = given.findIndex(
      (one, index) => index > 0 && typeof one === "object" && one !== null && !Array.isArray(one),
    );
    const options = given[at] as { stdio?: Stdio } | undefined;
    const { stdio, inherited } = withPipes(options?.stdio);
    if (inherited.length === 0) return original(...given);
    if (name === "spawnSync") {
      const result = original(...given.with(at, { ...options, stdio }));
      return shownOf(result as childProcess.SpawnSyncReturns<Uint8Array>, inherited);
    }
    return execSync((how) => original(...given.with(at, { ...options, stdio: how })), stdio as Stdio[], inherited);
  };
  Object.assign(childProcess, { [name]: capturing });
}

function shownOf(result: childProcess.SpawnSyncReturns<Uint8Array>, inherited: readonly number[]): unknown {
  for (const index of inherited) {
    const name = index === 1 ? "stdout" : "stderr";
    process[name].write(result[name] ?? "");
    Object.assign(result, { [name]: null });
    if (result.output) result.output[index] = null;
  }
  return result;
}

/**
 * `execSync` and `execFileSync` give stdout alone. What the program writes to stderr they show only when they are told
 * nothing about the streams; so nothing is said, and what then comes of stdout is dealt with as was wished.
 */
function execSync(call: (stdio?: Stdio) => unknown, stdio: Stdio[], inherited: readonly number[]): unknown {
  const [, wanted] = stdio;
  const unsaid = inherited.includes(2) && (wanted === "pipe" || wanted === "ignore");
  const show = (output: unknown): unknown => {
    if (inherited.includes(1)) process.stdout.write((output as Uint8Array | null) ?? "");
    return inherited.includes(1) || wanted === "ignore" ? null : output;
  };
  try {
    return show(unsaid ? call() : call(stdio));
  } catch (error) {
    const failed = error as { stdout?: unknown; stderr?: unknown };
    failed.stdout = show(failed.stdout);
    throw error;
  }
}

/** The same arrangement with pipes where output would be inherited. */
function withPipes(stdio: Stdio): { readonly stdio: Stdio; readonly inherited: readonly number[] } {
  const list = stdio === "inherit" ? ["inherit", "inherit", "inherit"] : stdio;
  if (!Array.isArray(list)) return { stdio, inherited: [] };
  const ours = (one: unknown, index: number): boolean =>
    (index === 1 || index === 2) &&
    (one === "inherit" || one === 1 || one === 2 || one === process.stdout || one === process.stderr);
  const inherited = list.flatMap((one, index) => (ours(one, index) ? [index] : []));
  return { stdio: list.map((one, index) => (inherited.includes(index) ? "pipe" : one)), inherited };
}
