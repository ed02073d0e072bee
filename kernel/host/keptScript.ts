// A bundle that is kept with what V8 has compiled of it. Node's cache (compileCache.ts) takes a module as it is before it runs,
// when V8 has looked at its functions and compiled next to none: of the worker's, each start compiled four hundred anew, a
// sixth of its time. This takes them when they have been called. Modules cannot be kept so, scripts can.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { asAtStart } from "./flags.ts";

export class KeptScript {
  /** What the bundle exports. */
  readonly exports: unknown;
  readonly #script: Script;
  /** Whether V8 took what was kept. */
  readonly taken: boolean;
  readonly #kept: string;
  #asked = false;

  /**
   * Runs a bundle in CommonJS's way.
   * @param folder holds one such file, whose name tells what is in it: `[name]-[hash].cjs`
   * @param compiled the folder where compiled code is kept
   */
  constructor(folder: URL, compiled: string) {
    const path = fileURLToPath(folder);
    const name = readdirSync(path).find((each) => each.endsWith(".cjs"));
    if (name === undefined) throw new Error(`${path} has no script in it: gradbook must be installed, or built, again`);
    const filename = join(path, name);
    this.#kept = join(compiled, `${name}-${process.version}-${process.arch}`);
    // The build leaves nothing in it but ASCII.
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, "latin1")}\n})`;
    const cachedData = read(this.#kept);
    this.#script = new Script(source, { filename, ...(cachedData && { cachedData }) });
    // Undefined when there was none.
    this.taken = this.#script.cachedDataRejected === false;
    const module = { exports: {} };
    const run = this.#script.runInThisContext() as (...given: unknown[]) => void;
    run(module.exports, createRequire(filename), module, filename, path);
    this.exports = module.exports;
  }

  /** Keeps the functions that have been called so far, unless V8 had them from last time. The first call counts. */
  keep(): void {
    if (this.taken || this.#asked) return;
    this.#asked = true;
    const data = asAtStart(() => this.#script.createCachedData());
    try {
      mkdirSync(join(this.#kept, ".."), { recursive: true });
      // Another kernel may read it at any moment.
      const draft = `${this.#kept}.${process.pid}`;
      writeFileSync(draft, Buffer.concat([digestOf(data), data]));
      renameSync(draft, this.#kept);
    } catch {
      // The package is for reading only: the next start compiles again.
    }
  }
}

/** What was kept, if it is whole: of what is damaged V8 sees little, and dies. */
function read(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    const data = bytes.subarray(digestBytes);
    return digestOf(data).equals(bytes.subarray(0, digestBytes)) ? data : undefined;
  } catch {
    return undefined;
  }
}

const digestBytes = 32;
const digestOf = (data: Buffer): Buffer => createHash("sha256").update(data).digest();
