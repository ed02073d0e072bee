// What a cell declares at its top level, as TypeScript sees it: values, types and both, and which may be assigned.
import { parseSync, type Statement } from "oxc-parser";
import { langOf } from "../cells/dialect.ts";
import { nestedVars } from "../cells/nestedVars.ts";
import { boundNames, namespaceName } from "../cells/patterns.ts";

export interface Declared {
  readonly name: string;
  /** `let` and `var` may be assigned from later cells; the rest is imported there. */
  readonly assignable: boolean;
  /** Written with `export` already. */
  readonly exported: boolean;
  /** The statement that declares it. */
  readonly text: string;
}

/** Text without any of these declares nothing, and need not be read. */
const declaring = /\b(?:const|let|var|using|function|class|enum|interface|type|namespace|module|import|export)\b/;

/** Top-level names of a cell, each once. Works on cells with errors as far as they can be read. */
export function declarationsOf(source: string): Declared[] {
  if (!declaring.test(source)) return [];
  const lang = langOf(source);
  const { program } = parseSync(`cell.${lang}`, source, { lang, sourceType: "module" });
  const found = new Map<string, Declared>();
  const listed = new Set(program.body.flatMap(listedExports));
  for (const statement of program.body) {
    const exported = statement.type === "ExportNamedDeclaration" && statement.declaration !== null;
    const inner = exported ? (statement.declaration as Statement) : statement;
    const assignable = inner.type === "VariableDeclaration" && (inner.kind === "let" || inner.kind === "var");
    const text = source.slice(statement.start, statement.end);
    for (const name of namesOf(inner)) {
      found.set(name, { name, assignable, exported: exported || listed.has(name), text });
    }
  }
  for (const { declaration } of /\bvar\b/.test(source) ? nestedVars(program) : []) {
    const text = source.slice(declaration.start, declaration.end);
    for (const name of declaration.declarations.flatMap(({ id }) => boundNames(id))) {
      found.set(name, { name, assignable: true, exported: listed.has(name), text });
    }
  }
  return [...found.values()];
}

/** Whether a later cell can tell that this one ran: one more module in TypeScript's program costs the next check 100 ms. */
export function affectsLater(source: string): boolean {
  return /\b(?:import|declare)\b/.test(source) || declarationsOf(source).length > 0;
}

/** `a` and `c` of `export { a, b as c }`. */
function listedExports(statement: Statement): string[] {
  if (statement.type !== "ExportNamedDeclaration" || statement.source) return [];
  return statement.specifiers.flatMap(({ exported }) => (exported.type === "Identifier" ? [exported.name] : []));
}

function namesOf(statement: Statement): string[] {
  switch (statement.type) {
    case "VariableDeclaration":
      return statement.declarations.flatMap(({ id }) => boundNames(id));
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      return statement.id ? [statement.id.name] : [];
    case "TSEnumDeclaration":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [statement.id.name];
    case "TSModuleDeclaration":
      return [namespaceName(statement)].filter((name) => name !== undefined);
    case "TSImportEqualsDeclaration":
      return [statement.id.name];
    case "ExportDefaultDeclaration": {
      const { declaration } = statement;
      const named = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
      return named && declaration.id ? [declaration.id.name] : [];
    }
    case "ImportDeclaration":
      return statement.specifiers.map(({ local }) => local.name);
    default:
      return [];
  }
}
