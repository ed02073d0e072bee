// From a module's text (a cell that begins with `/** @module name */`, or a TypeScript file beside the notebook) to a script
// that V8 runs. A module is an async function that fills a namespace: its exports are getters, so that importers see every
// assignment; its imports are awaited calls, and what they gave is looked up at each use. Names stay inside.
import MagicString from "magic-string";
import { parseSync, type Program } from "oxc-parser";
import type { CompiledCell } from "./compile.ts";
import type { Dialect, Lang } from "./dialect.ts";
import { importOptions, nameOf } from "./importClause.ts";
import { boundNames } from "./patterns.ts";
import { topLevelReferences } from "./scopes.ts";
import { forThisV8 } from "./typescript6.ts";
import { withoutTypes } from "./withoutTypes.ts";

/** A cell whose script's value is `async (kernel, namespace) => {}`; see main/localModules.ts for `kernel`. */
export interface CompiledModule extends CompiledCell {
  /** What its static imports name, in order. */
  readonly imports: readonly string[];
}

/** The parameters by which a module reaches the kernel, and what it exports. */
const [kernel, namespace] = ["__gradbook", "__exports"];

/**
 * @param lang which TypeScript it is, where a file's name says so
 * @throws CellSyntaxError at the user's own position
 */
export function compileModule(source: string, filename: string, dialect: Dialect = {}, lang?: Lang): CompiledModule {
  const { code, map } = withoutTypes(source, dialect, lang);
  const { program, module } = parseSync("module.js", code, { lang: "js", sourceType: "module", range: true });
  const text = new MagicString(code);
  const surface = new Surface();
  for (const statement of program.body) surface.read(statement);

  useImports(text, program, surface.values);
  for (const { start } of module.dynamicImports) text.overwrite(start, start + "import".length, `${kernel}.import`);
  for (const { start, end } of module.importMetas) text.overwrite(start, end, `${kernel}.meta`);
  for (const statement of program.body) strip(text, statement);
  text.prepend(`(async (${kernel}, ${namespace}) => { "use strict"; ${surface.front()} `).append("\n})");

  const script = text.toString();
  const lowered = forThisV8(script);
  const ours = text.generateMap({ source: "module.js", hires: "boundary" }).toString();
  const maps = [...(lowered ? [lowered.map] : []), ours, map];
  return {
    filename,
    source,
    script: lowered?.code ?? script,
    fresh: [],
    slots: new Map(),
    maps,
    imports: surface.specifiers,
  };
}

type Statement = Program["body"][number];

/** What a module imports and exports. */
class Surface {
  /** Local names of imports → the expression that is their value now. */
  readonly values = new Map<string, string>();
  readonly #exported = new Map<string, string>();
  /** By module: the constant that holds it, the names that are wanted of it, its attributes. */
  readonly #modules = new Map<
    string,
    { readonly held: string; readonly names: Set<string>; readonly options: string }
  >();
  readonly #stars: string[] = [];

  get specifiers(): readonly string[] {
    return [...this.#modules.keys()];
  }

  read(statement: Statement): void {
    switch (statement.type) {
      case "ImportDeclaration": {
        const { held, names } = this.#module(statement.source.value, statement.attributes);
        for (const { type, local, ...rest } of statement.specifiers) {
          if (type === "ImportNamespaceSpecifier") this.values.set(local.name, held);
          else this.values.set(local.name, wanted(held, names, "imported" in rest ? nameOf(rest.imported) : "default"));
        }
        return;
      }
      case "ExportNamedDeclaration": {
        const { source, attributes, specifiers, declaration } = statement;
        const module = source && this.#module(source.value, attributes);
        for (const { local, exported } of specifiers) {
          const name = nameOf(local);
          this.#exported.set(nameOf(exported), module ? wanted(module.held, module.names, name) : name);
        }
        for (const name of declaredNames(declaration)) this.#exported.set(name, name);
        return;
      }
      case "ExportAllDeclaration": {
        const { held } = this.#module(statement.source.value, statement.attributes);
        if (statement.exported) this.#exported.set(nameOf(statement.exported), held);
        else this.#stars.push(held);
        return;
      }
      case "ExportDefaultDeclaration":
        this.#exported.set("default", declaredName(statement.declaration) ?? byDefault);
    }
  }

  /** Runs before the module's own text. */
  front(): string {
    // What is exported again was imported: its value is elsewhere.
    const getters = [...this.#exported].map(
      ([name, value]) => `${JSON.stringify(name)}: () => ${this.values.get(value) ?? value}`,
    );
    const links = [...this.#modules].map(
      ([specifier, { held, names, options }]) =>
        `const ${held} = await ${kernel}.link(${JSON.stringify(specifier)}, ${JSON.stringify([...names])}${options});`,
    );
    const stars = this.#stars.map((held) => `${kernel}.exportAll(${namespace}, ${held});`);
    return [`${kernel}.export(${namespace}, { ${getters.join(", ")} });`, ...links, ...stars].join(" ");
  }

  #module(specifier: string, attributes: Parameters<typeof importOptions>[0]): { held: string; names: Set<string> } {
    const known = this.#modules.get(specifier);
    if (known) return known;
    const made = {
      held: `__import${this.#modules.size}`,
      names: new Set<string>(),
      options: importOptions(attributes),
    };
    this.#modules.set(specifier, made);
    return made;
  }
}

/** Holds what `export default` gives when that has no name of its own. */
const byDefault = "__default";

function wanted(held: string, names: Set<string>, name: string): string {
  names.add(name);
  return `${held}[${JSON.stringify(name)}]`;
}

function declaredNames(declaration: Extract<Statement, { type: "ExportNamedDeclaration" }>["declaration"]): string[] {
  if (declaration?.type === "VariableDeclaration") return declaration.declarations.flatMap(({ id }) => boundNames(id));
  const name = declaration && declaredName(declaration);
  return name === undefined || name === null ? [] : [name];
}

function declaredName(declared: { readonly type: string; readonly id?: unknown }): string | undefined {
  if (declared.type !== "FunctionDeclaration" && declared.type !== "ClassDeclaration") return undefined;
  return (declared.id as { name: string } | null)?.name;
}

/** Writes where an import is used what its value is. */
function useImports(text: MagicString, program: Program, values: ReadonlyMap<string, string>): void {
  for (const { name, start, end, shorthand } of topLevelReferences(program, new Set(values.keys()))) {
    const value = values.get(name)!;
    // What is called must not take the module for its `this`.
    const called = /^\s*(?:\?\.)?\s*[(`]/.test(text.original.slice(end, end + 100));
    text.overwrite(start, end, shorthand ? `${name}: ${value}` : called ? `(0, ${value})` : value);
  }
}

/** Takes `import` and `export` out. */
function strip(text: MagicString, statement: Statement): void {
  switch (statement.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return void text.remove(statement.start, statement.end);
    case "ExportNamedDeclaration":
      return void text.remove(statement.start, statement.declaration?.start ?? statement.end);
    case "ExportDefaultDeclaration": {
      const { start, declaration } = statement;
      if (declaredName(declaration) !== undefined) return void text.remove(start, declaration.start);
      // As a property's value, a function without a name gets the name that the language wants it to have.
      text.overwrite(start, declaration.start, `const ${byDefault} = ({ default: `);
      text.appendLeft(declaration.end, " }).default;");
    }
  }
}
