// What an interrupted run has finished, so that `--resume` need not do it again. A file beside the results, one line of
// JSON a notebook, written after the notebook itself is safely on the disk; so a kill at any moment costs at most the
// notebooks that were running. The file goes away when a run ends with every notebook well.
//
// A notebook is finished when it was run with the same parameters and the same gradbook, its source has not changed
// since, and its result is still the one that was written. Anything else is run again, from its first cell: variables
// live in the kernel, and the kernel is gone.
import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { version } from "../package.ts";
import type { RunOptions } from "./options.ts";

/** One line of the journal; all but the path are fingerprints. */
interface Entry {
  readonly notebook: string;
  readonly settings: string;
  readonly source: string;
  readonly result: string;
}

export class Journal {
  readonly #settings: string;
  /** Journals by folder, each with the entries it had at the start. */
  readonly #entries = new Map<string, ReadonlyMap<string, Entry>>();

  private constructor(settings: string) {
    this.#settings = settings;
  }

  /** Reads the journals beside all results; without `resume` they are thrown away. */
  static async open(targets: readonly string[], { parameters, allowErrors, resume }: RunOptions): Promise<Journal> {
    const settings = fingerprint(JSON.stringify([version, process.versions.node, allowErrors, parameters]));
    const journal = new Journal(settings);
    for (const folder of new Set(targets.map((target) => dirname(target)))) {
      if (resume) await removeHalves(folder, targets);
      else await rm(journalIn(folder), { force: true });
      journal.#entries.set(folder, await read(journalIn(folder)));
    }
    return journal;
  }

  async isFinished(path: string, target: string): Promise<boolean> {
    const entry = this.#entries.get(dirname(target))?.get(resolve(path));
    if (!entry || entry.settings !== this.#settings || entry.result !== (await fingerprintOf(target))) return false;
    return resolve(path) === resolve(target) || entry.source === (await fingerprintOf(path));
  }

  /** Gives a function to be called when the result is on the disk. */
  async begin(path: string, target: string): Promise<() => Promise<void>> {
    const source = (await fingerprintOf(path)) ?? "";
    return async () => {
      const result = (await fingerprintOf(target)) ?? "";
      const entry: Entry = { notebook: resolve(path), settings: this.#settings, source, result };
      // The first "\n" ends a line that a kill may have cut.
      await appendFile(journalIn(dirname(target)), `\n${JSON.stringify(entry)}\n`);
    };
  }

  /** Everything is finished: there is nothing to resume. */
  async remove(): Promise<void> {
    for (const folder of this.#entries.keys()) await rm(journalIn(folder), { force: true });
  }
}

const journalIn = (folder: string): string => join(folder, ".gradbook-run.jsonl");

async function read(file: string): Promise<Map<string, Entry>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const entries = text.split("\n").flatMap((line) => {
    try {
      const entry = JSON.parse(line) as Entry;
      return [[entry.notebook, entry] as const];
    } catch {
      return [];
    }
  });
  return new Map(entries);
}

/** Results that a kill left half written lie under names of their own (notebook/write.ts), which nobody else uses. */
async function removeHalves(folder: string, targets: readonly string[]): Promise<void> {
  const names = new Set(targets.map((target) => basename(target)));
  for (const entry of await readdir(folder).catch(() => [])) {
    const half = /^\.(.+)\.[0-9a-f]{8}\.tmp$/.exec(entry);
    if (half && names.has(half[1]!)) await rm(join(folder, entry), { force: true });
  }
}

const fingerprint = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

const fingerprintOf = (path: string): Promise<string | undefined> => readFile(path).then(fingerprint, () => undefined);
