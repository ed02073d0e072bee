// What was run: for arrow keys and search in consoles. Kept beside the connection file, so it survives restarts.
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import type { HistoryRequest } from "../protocol/contents.ts";

interface Entry {
  readonly session: number;
  readonly line: number;
  readonly source: string;
}

/** In milliseconds. */
const soon = 50;

type Tuple = readonly [session: number, line: number, source: string | readonly [string, string | null]];

export class History {
  readonly #file: string;
  readonly #entries: Entry[];
  /** Of the main shell. */
  readonly #session: number;
  #begun: number;
  #unwritten = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(connectionFile: string) {
    this.#file = `${connectionFile}.history`;
    this.#entries = read(this.#file);
    this.#begun = Math.max(0, ...this.#entries.map(({ session }) => session));
    this.#session = this.#begun + 1;
  }

  /** A number for a shell's session; the main shell's is the first. */
  begin(): number {
    this.#begun += 1;
    return this.#begun;
  }

  add(session: number, line: number, source: string): void {
    const entry = { session, line, source };
    this.#entries.push(entry);
    this.#unwritten += `${JSON.stringify(entry)}\n`;
  }

  /** Writes down what was added, soon: no cell waits for the disk, and one that runs for long may end this process. */
  saveSoon(): void {
    this.#timer ??= setTimeout(() => this.save(), soon).unref();
  }

  save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#unwritten;
    this.#unwritten = "";
    if (lines === "") return;
    try {
      appendFileSync(this.#file, lines);
    } catch {
      // History is a convenience: a folder that cannot be written must not stop a cell.
    }
  }

  /** Answers a history request with tuples of session, line and source. */
  find(request: HistoryRequest): Tuple[] {
    return this.#select(request).map(({ session, line, source }) => [
      session,
      line,
      request.output ? [source, null] : source,
    ]);
  }

  /** Forgets everything: the kernel is not coming back. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#unwritten = "";
    rmSync(this.#file, { force: true });
  }

  #select({ hist_access_type: kind, n, session = 0, start = 0, stop, pattern = "*", unique }: HistoryRequest): Entry[] {
    if (kind === "range") {
      const wanted = session > 0 ? session : this.#session + session;
      return this.#entries.filter(
        (e) => e.session === wanted && e.line >= start && (stop === undefined || e.line < stop),
      );
    }
    if (kind === "tail") return lastOf(this.#entries, n);
    const matches = glob(pattern);
    const found = this.#entries.filter(({ source }) => matches.test(source));
    return lastOf(unique ? withoutRepeats(found) : found, n);
  }
}

/** `*` any text, `?` any character, as the protocol has it. */
function glob(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`, "u");
}

const lastOf = <T>(items: readonly T[], n: number | undefined): T[] =>
  n === undefined ? [...items] : n > 0 ? items.slice(-n) : [];

/** Of entries with the same source, the newest. */
function withoutRepeats(entries: readonly Entry[]): Entry[] {
  const newest = new Map(entries.map((entry) => [entry.source, entry]));
  return entries.filter((entry) => newest.get(entry.source) === entry);
}

function read(file: string): Entry[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry);
  } catch {
    return [];
  }
}
