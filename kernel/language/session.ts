// The cells so far as modules that import from each other. Cell N is a module that exports all it declares and imports
// the names it mentions from the cells that declared them last, and from gradbook. So inference flows from cell to cell,
// older cells keep their view, and only what a new cell needs is checked again. The cell that is asked about names every
// earlier module, needed or not: while the list stays the same, TypeScript keeps its program and changes one file in it.
// Pure text: knows neither TypeScript nor the kernel.
import { type Declared, declarationsOf } from "./declarations.ts";

/** A cell as a module: what the user wrote stands between `offset` and `end`. */
export interface CellModule {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

interface Definer {
  readonly module: string;
  readonly assignable: boolean;
  /** What the user wrote. */
  readonly text: string;
}

export class Session {
  readonly #definers = new Map<string, Definer>();
  /** Modules of earlier cells, in the order they ran. */
  readonly #modules: string[] = [];
  /** Names that gradbook exports. */
  readonly #preloaded: ReadonlySet<string>;

  constructor(preloaded: Iterable<string>) {
    this.#preloaded = new Set(preloaded);
  }

  /** Names of earlier cells, newest first. */
  get names(): readonly string[] {
    return [...this.#definers.keys()].toReversed();
  }

  isPreloaded(name: string): boolean {
    return this.#preloaded.has(name) && !this.#definers.has(name);
  }

  /** The module of a cell that may come next; with `everything`, all known names are in scope, mentioned or not. */
  moduleOf(source: string, everything = false): CellModule {
    return this.#module(source, everything, ["gradbook", ...this.#modules.map((module) => `./${module}`)]);
  }

  /** The text that stands for a cell once it runs. */
  textOf(source: string): string {
    return this.#module(source, false, []).text;
  }

  /** A cell that is a module of its own: it sees gradbook, and no other cell unless it imports it. */
  standaloneOf(source: string): CellModule {
    const own = new Set(declarationsOf(source).map(({ name }) => name));
    const used = mentioned(source).filter((name) => this.#preloaded.has(name) && !own.has(name));
    const prefix = `import { ${used.join(", ")} } from "gradbook";\n`;
    const before = this.#preloaded.size > 0 ? prefix : "";
    return { text: `${before}${source}\nexport {};\n`, offset: before.length, end: before.length + source.length };
  }

  /** The cell under this module name runs: later cells see what it declares. */
  define(source: string, module: string): void {
    this.#modules.push(module);
    for (const { name, assignable, text } of declarationsOf(source)) {
      // Newest last.
      this.#definers.delete(name);
      this.#definers.set(name, { module, assignable, text });
    }
  }

  /** The statement of a cell that declared a name last. */
  sourceOf(name: string): string | undefined {
    return this.#definers.get(name)?.text;
  }

  /** What a cell has declared under a name; undefined for names that none has, or that it has imported. */
  kindOf(name: string): Kind | undefined {
    const [, word = ""] =
      /^(?:(?:export|default|declare|abstract|async)\s+)*(const enum|\w+)/.exec(this.sourceOf(name) ?? "") ?? [];
    return kinds[word];
  }

  /** @param named modules that are imported in any case, first and in this order */
  #module(source: string, everything: boolean, named: readonly string[]): CellModule {
    const declared = declarationsOf(source);
    const own = new Set(declared.map(({ name }) => name));
    const inScope = everything ? [...this.#definers.keys(), ...this.#preloaded] : mentioned(source);
    const prefix = this.#prefix(new Set(inScope.filter((name) => !own.has(name))), named);
    const text = `${prefix}${source}\n${exportsOf(declared)}\n`;
    return { text, offset: prefix.length, end: prefix.length + source.length };
  }

  #prefix(names: ReadonlySet<string>, named: readonly string[]): string {
    const known = named.filter((module) => module !== "gradbook" || this.#preloaded.size > 0);
    const imports = new Map<string, string[]>(known.map((module) => [module, []]));
    const variables: string[] = [];
    for (const name of names) {
      const definer = this.#definers.get(name);
      // Imports cannot be assigned to: a variable of the same type can.
      if (definer?.assignable) {
        push(imports, `./${definer.module}`, `${name} as __gradbook_${name}`);
        variables.push(`declare let ${name}: typeof __gradbook_${name};`);
      } else if (definer) push(imports, `./${definer.module}`, name);
      else if (this.#preloaded.has(name)) push(imports, "gradbook", name);
    }
    const clauses = [...imports].map(([from, list]) => `import { ${list.join(", ")} } from ${JSON.stringify(from)};`);
    // Each on its line: a comment that stood behind one would not be taken for the documentation of what follows it.
    return [...clauses, ...variables].map((clause) => `${clause}\n`).join("");
  }
}

/** In the words front-ends have icons for. */
export type Kind = "variable" | "function" | "class" | "enum" | "module" | "interface" | "type";

/** By the word that begins a declaration. */
const kinds: Readonly<Record<string, Kind>> = {
  const: "variable",
  let: "variable",
  var: "variable",
  function: "function",
  class: "class",
  enum: "enum",
  "const enum": "enum",
  namespace: "module",
  interface: "interface",
  type: "type",
};

const push = (map: Map<string, string[]>, key: string, value: string): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

/** Every word of the text; more than the names it uses, and that does no harm. */
const mentioned = (source: string): string[] => [
  // What JSX stands for, where it is the classic one.
  ...new Set([
    ...(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []),
    ...(/<\/|\/>/.test(source) ? ["React"] : []),
  ]),
];

function exportsOf(declared: readonly Declared[]): string {
  const names = declared.filter(({ exported }) => !exported).map(({ name }) => name);
  return `export { ${names.join(", ")} };`;
}
