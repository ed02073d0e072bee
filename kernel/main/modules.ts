// What `import` means in a cell: packages and files are found from the notebook's folder upwards, by Node's own loader.
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";

type Namespace = Readonly<Record<string, unknown>>;
type NodeImport = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

export class Modules {
  readonly #folder: string;
  readonly #api: Namespace;
  readonly #nodeImport: NodeImport;
  readonly require: NodeJS.Require;

  /**
   * @param folder of the notebook
   * @param api what `import … from "gradbook"` gives: the very objects that are globals in cells
   */
  constructor(folder: string, api: Namespace) {
    this.#folder = folder;
    this.#api = api;
    // The loader resolves from the file that a script claims to be, which need not exist.
    const base = resolve(folder, "notebook.js");
    const loader = { filename: base, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
    withoutLoaderWarning();
    this.#nodeImport = new Script(
      "(specifier, options) => import(specifier, options)",
      loader,
    ).runInThisContext() as NodeImport;
    this.require = createRequire(base);
  }

  /** `import.meta` of a cell. */
  get meta(): Readonly<Record<string, unknown>> {
    const url = pathToFileURL(resolve(this.#folder, "notebook.ts")).href;
    return {
      url,
      dirname: this.#folder,
      filename: resolve(this.#folder, "notebook.ts"),
      resolve: this.require.resolve,
    };
  }

  async import(specifier: unknown, options?: ImportCallOptions): Promise<Namespace> {
    const name = String(specifier);
    if (name === "gradbook") return this.#api;
    return this.#nodeImport(/^\.{0,2}\//.test(name) ? this.#fileUrl(name) : name, options);
  }

  /** One export of a module; where a CommonJS module hides its names from the loader, a property of what it exports. */
  pick(module: Namespace, name: string): unknown {
    if (name in module || name === "default") return module[name] ?? (name === "default" ? module : undefined);
    return (module.default as Namespace | undefined)?.[name];
  }

  /** A file changed since it was loaded gets an address of its own, so that running the cell again reads it again. */
  #fileUrl(name: string): string {
    const path = resolve(this.#folder, name);
    const url = pathToFileURL(path);
    try {
      url.searchParams.set("changed", String(statSync(path).mtimeMs));
    } catch {
      // Node's own error says best what it cannot find.
    }
    return url.href;
  }
}

/** Node warns once that loading from a script is experimental; users have not asked for it, so they need not know. */
function withoutLoaderWarning(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER")) emit.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
}
