// Which identifiers of a program mean a top-level name, and not a local of the same spelling (eslint-scope resolves them).
import { analyze } from "eslint-scope";
import { Visitor, type Program } from "oxc-parser";

export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Written as `{ name }`: a rename must keep the property's name. */
  readonly shorthand: boolean;
}

/** Uses and declarations of the given names that resolve to the top level or to nothing. Class and function declarations' own names are left out. */
export function topLevelReferences(program: Program, names: ReadonlySet<string>): Reference[] {
  const manager = analyze(program as never, { ecmaVersion: 2026 as never, sourceType: "module", ignoreEval: true });
  const top = new Set(manager.scopes.filter((scope) => scope.type === "global" || scope.type === "module"));
  const nodes = new Set<unknown>();
  for (const scope of manager.scopes) {
    for (const { identifier, resolved } of scope.references) {
      if (!names.has(identifier.name as string)) continue;
      if (resolved === null || top.has(resolved.scope)) nodes.add(identifier);
    }
  }
  // Declarations without a value (`let x;`) are not references, and still name the slot.
  for (const scope of top) {
    for (const variable of scope.variables) {
      if (!names.has(variable.name)) continue;
      for (const { type, name } of variable.defs) if (type === "Variable") nodes.add(name);
    }
  }
  const shorthands = shorthandValues(program);
  return [...nodes].map((node) => {
    const { name, start, end } = node as { name: string; start: number; end: number };
    return { name, start, end, shorthand: shorthands.has(start) };
  });
}

/** Where the identifiers of shorthand properties start. */
function shorthandValues(program: Program): ReadonlySet<number> {
  const starts = new Set<number>();
  new Visitor({
    Property: (node) => {
      if (node.shorthand) starts.add(node.value.start);
    },
  }).visit(program);
  return starts;
}
