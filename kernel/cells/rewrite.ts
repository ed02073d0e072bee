// The top level of a cell, made to outlive it. Declarations become assignments to slots in the script scope
// (`const a = 1` → `(a = 1)`), functions move to the front as assignments so that older callers see a redefinition,
// imports become awaited calls, and the last expression is handed back. Everything stays on its own line.
import MagicString from "magic-string";
import type { Expression, ImportDeclaration, ParseResult, Program, Statement } from "oxc-parser";
import { CellSyntaxError } from "./cellError.ts";
import { importOptions, nameOf } from "./importClause.ts";
import type { Names } from "./names.ts";
import { type NestedVar, nestedVars } from "./nestedVars.ts";
import { boundNames } from "./patterns.ts";
import { topLevelReferences } from "./scopes.ts";

/** The parameter by which a cell reaches the kernel; see main/runner.ts. */
const kernel = "__gradbook";

export interface Rewritten {
  readonly script: string;
  readonly scriptMap: string;
  readonly slots: ReadonlyMap<string, string>;
  readonly fresh: readonly string[];
}

/**
 * @param javascript a module without types
 * @param read the same, parsed
 * @param resets names to empty before the cell runs
 */
export function rewrite(
  javascript: string,
  { program, module }: Pick<ParseResult, "program" | "module">,
  resets: readonly string[],
  names: Names,
): Rewritten {
  const nested = /\bvar\b/.test(javascript) ? nestedVars(program) : [];
  const declared = new Set([...declaredNames(program), ...nested.flatMap(namesOf)]);
  const { slots, fresh } = names.claim([...declared], new Set(program.body.flatMap(liveImports)));
  const text = new MagicString(javascript);
  const front: string[] = resets.flatMap((name) => (slots.has(name) ? [`${slots.get(name)!} = undefined;`] : []));

  renameReferences(text, program, new Map([...names.renamed(), ...slots]));
  for (const found of module.dynamicImports)
    text.overwrite(found.start, found.start + "import".length, `${kernel}.import`);
  for (const found of module.importMetas) text.overwrite(found.start, found.end, `${kernel}.meta`);

  const last = program.body.at(-1);
  for (const statement of program.body) {
    if (statement === last && statement.type === "ExpressionStatement") returnValue(text, statement);
    else front.push(...rewriteStatement(text, statement, slots));
  }
  for (const found of nested) assignNested(text, found);
  text.prepend(`(async (${kernel}) => { "use strict"; ${front.join(" ")} `).append("\n})");
  const map = text.generateMap({ source: "cell.js", hires: "boundary" });
  return { script: text.toString(), scriptMap: map.toString(), slots, fresh };
}

/** Names the cell's top level makes, in order of appearance. `using` names end with the cell, so they stay inside. */
function declaredNames({ body }: Program): string[] {
  const found = body.flatMap((statement): string[] => {
    const inner = statement.type === "ExportNamedDeclaration" ? (statement.declaration ?? statement) : statement;
    if (inner.type === "VariableDeclaration" && isPersistent(inner.kind))
      return inner.declarations.flatMap((d) => boundNames(d.id));
    if (inner.type === "FunctionDeclaration" || inner.type === "ClassDeclaration")
      return inner.id ? [inner.id.name] : [];
    if (inner.type === "ImportDeclaration") return inner.specifiers.map(({ local }) => local.name);
    if (inner.type === "ExportDefaultDeclaration") {
      const { declaration } = inner;
      const named = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
      return named && declaration.id ? [declaration.id.name] : [];
    }
    return [];
  });
  return found;
}

/** What a cell imports from a file, or from a cell that is a module, by the names that it gives it. */
function liveImports(statement: Statement): string[] {
  if (statement.type !== "ImportDeclaration" || !isLocal(statement)) return [];
  return statement.specifiers.flatMap(({ type, local }) => (type === "ImportSpecifier" ? [local.name] : []));
}

/** A package is taken as it is: its exports do not change, and a slot is read faster than a property. */
const isLocal = ({ source }: ImportDeclaration): boolean => /^\.{0,2}\//.test(source.value);

const namesOf = ({ declaration }: NestedVar): string[] => declaration.declarations.flatMap(({ id }) => boundNames(id));

const isPersistent = (kind: string): boolean => kind === "const" || kind === "let" || kind === "var";

/** Rewrites one statement; returns what must run before everything else. */
function rewriteStatement(text: MagicString, statement: Statement, slots: ReadonlyMap<string, string>): string[] {
  switch (statement.type) {
    case "ImportDeclaration":
      text.remove(statement.start, statement.end);
      return [importCall(statement, slots)];
    case "ExportNamedDeclaration":
      if (statement.source)
        throw unsupported("A cell cannot re-export from another module: import it instead.", statement);
      if (statement.declaration) {
        text.remove(statement.start, statement.declaration.start);
        return rewriteStatement(text, statement.declaration as Statement, slots);
      }
      text.remove(statement.start, statement.end);
      return [];
    case "ExportAllDeclaration":
      throw unsupported("A cell cannot re-export from another module: import it instead.", statement);
    case "ExportDefaultDeclaration": {
      const { declaration } = statement;
      const named = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
      if (named && declaration.id) {
        text.remove(statement.start, declaration.start);
        return rewriteStatement(text, declaration as Statement, slots);
      }
      text.overwrite(statement.start, declaration.start, ";(").appendLeft(declaration.end, ")");
      return [];
    }
    case "VariableDeclaration":
      if (isPersistent(statement.kind)) assignVariables(text, statement);
      return [];
    case "ClassDeclaration":
      text.appendRight(statement.start, `;${slots.get(statement.id!.name)!} = `).appendLeft(statement.end, ";");
      return [];
    case "FunctionDeclaration": {
      const { id } = statement;
      // An anonymous function takes the name of what it is assigned to, and calls of itself see a later redefinition.
      text
        .appendRight(statement.start, `;${named(id!.name, slots)} = `)
        .remove(id!.start, id!.end)
        .appendLeft(statement.end, ";");
      if (slots.get(id!.name) !== id!.name) text.appendLeft(id!.start, id!.name);
      if (statement.start > 0) text.move(statement.start, statement.end, 0);
      return [];
    }
    case "ExpressionStatement":
      // What stood before it may be gone, and with it the end of the line that ended the statement above.
      if (/[([`+\-/]/.test(text.original[statement.start]!)) text.appendRight(statement.start, ";");
      return [];
    default:
      return [];
  }
}

const named = (name: string, slots: ReadonlyMap<string, string>): string => slots.get(name) ?? name;

/** `let a = 1, { b } = x, c` → `;(a = 1, { b } = x, c = undefined);` */
function assignVariables(text: MagicString, statement: Extract<Statement, { type: "VariableDeclaration" }>): void {
  const [first] = statement.declarations;
  text.overwrite(statement.start, first!.start, ";(");
  for (const declarator of statement.declarations) {
    // `var x;` leaves a value that is there; `let x;` starts from undefined.
    if (!declarator.init && statement.kind !== "var") text.appendLeft(declarator.end, " = undefined");
  }
  text.appendLeft(statement.declarations.at(-1)!.end, ")");
  const end = statement.declarations.at(-1)!.end;
  if (text.original[statement.end - 1] !== ";" || statement.end === end) text.appendRight(statement.end, ";");
}

/** `if (x) var a = 1, b;` → `if (x) void (a = 1, b);` and `for (var i = 0;` → `for ((i = 0);` */
function assignNested(text: MagicString, { declaration, place }: NestedVar): void {
  const { start, declarations } = declaration;
  if (place === "forOf") return void text.remove(start, declarations[0]!.start);
  text.overwrite(start, declarations[0]!.start, place === "for" ? "(" : "void (");
  text.appendLeft(declarations.at(-1)!.end, ")");
}

function returnValue(
  text: MagicString,
  { start, end, expression }: { start: number; end: number; expression: Expression },
): void {
  // Without a prototype, for a cell may have given every object a `then`; behind a comma, so that a function without a name
  // is not called `value`.
  const head = ";return { __proto__: null, value: (0, ";
  if (expression.start > start) text.overwrite(start, expression.start, head);
  else text.appendRight(start, head);
  text.appendLeft(expression.end, ") }");
  if (expression.end < end) text.overwrite(expression.end, end, ";");
}

function importCall(statement: ImportDeclaration, slots: ReadonlyMap<string, string>): string {
  const { specifiers, source, attributes } = statement;
  const module = `await ${kernel}.import(${JSON.stringify(source.value)}${importOptions(attributes)})`;
  if (specifiers.length === 0) return `${module};`;
  const picks = specifiers.map((specifier) => {
    const slot = slots.get(specifier.local.name)!;
    if (specifier.type === "ImportNamespaceSpecifier") return `${slot} = module`;
    const name = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
    if (specifier.type === "ImportSpecifier" && isLocal(statement))
      return `${kernel}.live(${JSON.stringify(slot)}, module, ${JSON.stringify(name)})`;
    return `${slot} = ${kernel}.pick(module, ${JSON.stringify(name)})`;
  });
  return `{ const module = ${module}; ${picks.join("; ")}; }`;
}

/** Writes the slot wherever the cell uses a top-level name that lives under another one. */
function renameReferences(text: MagicString, program: Program, slots: ReadonlyMap<string, string>): void {
  const renamed = new Map([...slots].filter(([name, slot]) => name !== slot));
  if (renamed.size === 0 || ![...renamed.keys()].some((name) => text.original.includes(name))) return;
  for (const { name, start, end, shorthand } of topLevelReferences(program, new Set(renamed.keys()))) {
    const slot = renamed.get(name)!;
    text.overwrite(start, end, shorthand ? `${name}: ${slot}` : slot);
  }
}

function unsupported(message: string, { start, end }: { start: number; end: number }): CellSyntaxError {
  return new CellSyntaxError(message, start, end);
}
