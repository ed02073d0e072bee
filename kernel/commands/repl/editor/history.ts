// What was typed before: a file of JSON strings, one a line, so that cells of many lines stay one entry.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const most = 5_000;

export class InputHistory {
  readonly #file: string | undefined;
  readonly #entries: string[];

  /** @param file where entries are kept; undefined: only in this session */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#entries = file === undefined ? [] : read(file);
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The k-th entry, the oldest first. */
  at(k: number): string | undefined {
    return this.#entries[k];
  }

  /** Adds an entry, unless it repeats the last one. */
  add(source: string): void {
    if (source.trim() === "" || source === this.#entries.at(-1)) return;
    this.#entries.push(source);
    if (this.#file === undefined) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      appendFileSync(this.#file, `${JSON.stringify(source)}\n`, { mode: 0o600 });
    } catch {
      // History is a convenience: a folder that cannot be written must not stop a session.
    }
  }

  /** The newest entry before the k-th that contains `part`, or -1. */
  find(part: string, before: number): number {
    return this.#entries.findLastIndex((entry, k) => k < before && entry.includes(part));
  }
}

/** GRADBOOK_HISTORY, else a file among the user's data. */
export function historyFile(env: NodeJS.ProcessEnv): string {
  const data = env.XDG_DATA_HOME || join(homedir(), ".local", "share");
  return env.GRADBOOK_HISTORY || join(data, "gradbook", "history");
}

function read(file: string): string[] {
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
  const kept = lines.slice(-most);
  // Only now and then: several sessions may be adding to the file.
  if (lines.length > 2 * most) writeFileSync(file, `${kept.join("\n")}\n`, { mode: 0o600 });
  return kept.flatMap((line) => {
    try {
      return [String(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
