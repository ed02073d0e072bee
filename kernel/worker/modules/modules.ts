// The modules of a notebook that are not packages: cells that begin with `/** @module name */`, and files beside the
// notebook. The user's thread asks for the whole graph behind an import at once, and gets every module with a version that
// changes when its text or anything it imports changes: so what is imported again is new exactly where something is new.
import { readFileSync } from "node:fs";
import { dirname, extname, join, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { CellSyntaxError } from "../../cells/cellError.ts";
import { codeFrame } from "../../cells/codeFrame.ts";
import type { Dialect, Lang } from "../../cells/dialect.ts";
import { type CompiledModule, compileModule } from "../../cells/module.ts";
import type { ModuleGraph } from "../../link/messages.ts";
import { isFile, type PathPatterns, resolveLocal } from "../../language/resolve.ts";
import { crypto } from "../../host/builtins.ts";

interface Loaded {
  readonly path: string;
  readonly compiled: CompiledModule;
  /** Of the text alone. */
  readonly digest: string;
}

export interface ModulesOptions {
  /** The notebook's folder. */
  readonly folder: string;
  readonly dialect: Dialect;
  readonly paths: PathPatterns;
}

export class LocalModules {
  readonly #options: ModulesOptions;
  /** Modules that are cells, by the path of the file that they stand for. */
  readonly #cells = new Map<string, Loaded>();
  readonly #files = new Map<string, Loaded>();

  constructor(options: ModulesOptions) {
    this.#options = options;
  }

  /** The cell under this name runs: from now on imports mean this one. */
  define(name: string, compiled: CompiledModule): void {
    const path = join(this.#options.folder, `${name}.ts`);
    this.#cells.set(path, { path, compiled, digest: digestOf(compiled.filename + compiled.source) });
  }

  /** Forgets every module that is a cell. */
  reset(): void {
    this.#cells.clear();
  }

  /**
   * What an import needs. @param from the importing file; undefined for a cell
   * @returns undefined when the import leads to a package, or nowhere
   */
  graph(specifier: string, from: string | undefined): ModuleGraph | undefined {
    const entry = this.#resolve(specifier, from);
    if (entry === undefined) return undefined;
    const reached = new Map<string, { readonly loaded: Loaded; readonly links: ReadonlyMap<string, string> }>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      const loaded = this.#load(path);
      if (!loaded) return;
      const links = new Map<string, string>();
      reached.set(path, { loaded, links });
      for (const wanted of loaded.compiled.imports) {
        const target = this.#resolve(wanted, path);
        if (target === undefined) continue;
        links.set(wanted, target);
        visit(target);
      }
    };
    visit(entry);
    const modules = [...reached].map(([path, { loaded, links }]) => ({
      path,
      compiled: loaded.compiled,
      version: digestOf(...[...behind(path, reached)].toSorted().map((each) => reached.get(each)!.loaded.digest)),
      links,
    }));
    return { entry, modules };
  }

  #resolve(specifier: string, from: string | undefined): string | undefined {
    const { folder, paths } = this.#options;
    const start = from === undefined ? folder : dirname(from);
    return resolveLocal(specifier, start, paths, (path) => this.#cells.has(path) || isFile(path));
  }

  /** The module at a path, compiled; undefined when it is for Node to load. */
  #load(path: string): Loaded | undefined {
    const cell = this.#cells.get(path);
    if (cell) return cell;
    if (!(extname(path) in langs) || path.includes(`${sep}node_modules${sep}`)) return undefined;
    const source = readFileSync(path, "utf8");
    const digest = digestOf(source);
    const known = this.#files.get(path);
    if (known?.digest === digest) return known;
    if (extname(path) === ".js" && !isModule(source)) return undefined;
    const loaded = { path, compiled: compileFile(source, path, this.#options.dialect), digest };
    this.#files.set(path, loaded);
    return loaded;
  }
}

/** What is compiled here; everything else Node loads. */
const langs: Readonly<Record<string, Lang>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".tsx": "tsx",
  ".jsx": "tsx",
  ".mjs": "ts",
  ".js": "ts",
};

/** @throws SyntaxError that shows the place in the file */
function compileFile(source: string, path: string, dialect: Dialect): CompiledModule {
  try {
    return compileModule(source, path, dialect, langs[extname(path)]!);
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    const before = source.slice(0, error.start).split("\n");
    const frame = codeFrame(source, before.length, before.at(-1)!.length + 1, { filename: path });
    throw new SyntaxError(`${error.message}\n\n${frame}`, { cause: error });
  }
}

/** A `.js` file without `import` and `export` is CommonJS, or does not care. */
const isModule = (source: string): boolean =>
  parseSync("module.js", source, { lang: "js", sourceType: "unambiguous" }).module.hasModuleSyntax;

/** Everything that a module reaches, itself too. */
function behind(
  path: string,
  reached: ReadonlyMap<string, { readonly links: ReadonlyMap<string, string> }>,
  seen = new Set<string>(),
): Set<string> {
  if (seen.has(path) || !reached.has(path)) return seen;
  seen.add(path);
  for (const target of reached.get(path)!.links.values()) behind(target, reached, seen);
  return seen;
}

const digestOf = (...texts: readonly string[]): string =>
  crypto().createHash("sha1").update(texts.join("\n")).digest("hex");
