// What `import` means in a cell, and in a module that is a cell or a file beside the notebook: those, the names that stand
// for the kernel itself, and for everything else Node's own loader, which looks from the importing file's folder upwards.
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { ModuleGraph } from "../link/messages.ts";
import { LocalModules } from "./localModules.ts";

// Kept now: cells can change it.
const { defineProperty } = Object;

export type Namespace = Readonly<Record<string, unknown>>;
type NodeImport = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

export interface ModulesOptions {
  /** Of the notebook. */
  readonly folder: string;
  /** Modules that need no loading: what `import … from "gradbook"` gives are the very objects that are globals in cells. */
  readonly own: Readonly<Record<string, Namespace>>;
  /** Where an import leads, as the worker knows. `from`: the path of the importing module, when it is not a cell. */
  readonly graph: (specifier: string, from: string | undefined) => Promise<ModuleGraph | undefined>;
  /** Calls code so that an interrupt can stop it. */
  readonly guard: <T>(body: () => T) => T;
}

export class Modules {
  readonly #options: ModulesOptions;
  /** The file that cells claim to be, which need not exist: Node resolves from there. */
  readonly #base: string;
  readonly #local: LocalModules;
  readonly #nodeImports = new Map<string, NodeImport>();
  readonly require: NodeJS.Require;

  constructor(options: ModulesOptions) {
    this.#options = options;
    this.#base = resolve(options.folder, "notebook.js");
    const inNode = createRequire(this.#base);
    const required = (id: string): unknown => (Object.hasOwn(options.own, id) ? options.own[id] : inNode(id));
    this.require = Object.assign(required, inNode);
    this.#local = new LocalModules({
      import: (specifier, from, circle, given) => this.#import(specifier, from, circle, given),
      pick: (module, name) => this.pick(module, name),
      guard: options.guard,
    });
    withoutLoaderWarning();
    this.#nodeImport(this.#base);
  }

  /** `import.meta` of a cell. */
  get meta(): Readonly<Record<string, unknown>> {
    const { folder } = this.#options;
    const url = pathToFileURL(resolve(folder, "notebook.ts")).href;
    return { url, dirname: folder, filename: resolve(folder, "notebook.ts"), resolve: this.require.resolve };
  }

  import(specifier: unknown, options?: ImportCallOptions): Promise<Namespace> {
    return this.#import(String(specifier), undefined, [], options);
  }

  /** One export of a module; where a CommonJS module hides its names from the loader, a property of what it exports. */
  pick(module: Namespace, name: string): unknown {
    if (name in module || name === "default") return module[name] ?? (name === "default" ? module : undefined);
    return (module.default as Namespace | undefined)?.[name];
  }

  /** Lets the cells' scope have an export under a name: what it is now, whenever that is asked. */
  live(slot: string, module: Namespace, name: string): void {
    defineProperty(globalThis, slot, {
      configurable: true,
      get: name in module ? () => module[name] : () => this.pick(module, name),
      // To TypeScript that is an error; who has switched it off has a variable.
      set: (value) => defineProperty(globalThis, slot, { configurable: true, writable: true, value }),
    });
  }

  async #import(
    specifier: string,
    from: string | undefined,
    circle: readonly string[],
    options?: ImportCallOptions,
  ): Promise<Namespace> {
    const { own, graph } = this.#options;
    if (Object.hasOwn(own, specifier)) return own[specifier]!;
    const load = this.#nodeImport(from ?? this.#base);
    if (specifier.startsWith("node:")) return load(specifier, options);
    const found = await graph(specifier, from);
    const local = found && (await this.#local.import(found, circle));
    if (local) return local;
    if (found) return load(fileUrl(found.entry), options ?? (found.entry.endsWith(".json") ? json : undefined));
    // Node says best what it cannot find.
    const isPath = /^\.{0,2}\//.test(specifier);
    return load(isPath ? fileUrl(resolve(dirname(from ?? this.#base), specifier)) : specifier, options);
  }

  /** Node's `import` as it is in a file. */
  #nodeImport(filename: string): NodeImport {
    const known = this.#nodeImports.get(dirname(filename));
    if (known) return known;
    const loader = { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
    const script = new Script("(specifier, options) => import(specifier, options)", loader);
    const made = script.runInThisContext() as NodeImport;
    this.#nodeImports.set(dirname(filename), made);
    return made;
  }
}

const json: ImportCallOptions = { with: { type: "json" } };

/** A file changed since it was loaded gets an address of its own, so that running the cell again reads it again. */
function fileUrl(path: string): string {
  const url = pathToFileURL(path);
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (written !== undefined) url.searchParams.set("changed", String(written));
  return url.href;
}

/** Node warns once that loading from a script is experimental; users have not asked for it, so they need not know. */
function withoutLoaderWarning(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER")) emit.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
}
