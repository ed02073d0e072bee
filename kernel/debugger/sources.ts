// The text behind a path: cells, and the user's files and packages that the thread has loaded.
import { readFileSync } from "node:fs";
import type { Debugger } from "node:inspector";
import type { CellFiles } from "./cellFiles.ts";
import type { Inspector } from "./inspector.ts";
import { DebugError, type Source } from "./protocol.ts";
import { fileSource } from "./stack.ts";

export class Sources {
  readonly #files: CellFiles;
  readonly #loaded = new Map<string, Source>();

  constructor(inspector: Inspector, files: CellFiles) {
    this.#files = files;
    inspector.on<Debugger.ScriptParsedEventDataType>("Debugger.scriptParsed", ({ url }) => {
      const source = fileSource(url);
      if (source) this.#loaded.set(source.path, source);
    });
  }

  /** Files that the thread has loaded, as far as the debugger has been watching. */
  modules(start = 0, count = 0): object {
    const all = [...this.#loaded.values()].map(({ name, path }, id) => ({ id, name, path }));
    return { modules: all.slice(start, count ? start + count : undefined), totalModules: all.length };
  }

  /** Only what was run can be read: a path is no key to the disk. */
  text(path: string): object {
    const cell = this.#files.textOf(path);
    if (cell !== undefined) return { content: cell, mimeType: "text/typescript" };
    if (!this.#loaded.has(path)) throw new DebugError(`No code that has run has the file ${path}.`);
    try {
      return { content: readFileSync(path, "utf8") };
    } catch (error) {
      throw new DebugError(`${path} cannot be read: ${(error as Error).message}`);
    }
  }
}
