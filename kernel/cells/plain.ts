// Cells that are JavaScript already, as most short ones are: they are read once, and nothing is taken out of them. Knows
// nothing of the top level and what becomes of it.
import { parseSync, type ParseResult, type Statement } from "oxc-parser";
import type { Dialect } from "./dialect.ts";

/** JavaScript without types, as a module. */
export const parseModule = (javascript: string): ParseResult =>
  parseSync("cell.js", javascript, { lang: "js", sourceType: "module", range: true });

/**
 * A cell that means the same in both languages; undefined for all others, and for some that would be too long to tell:
 * `f<A>(x)` is a call in the one and compares in the other; what decorators are, the dialect says; a `var` in a block and a
 * first line that begins with `#!` are rewritten only as the translator writes them; and it says what is wrong with a
 * declaration without a name.
 */
export function plainModule(source: string, { experimentalDecorators = false }: Dialect): ParseResult | undefined {
  if (/<[^;]*>|\bvar\b|^#!/.test(source) || (experimentalDecorators && source.includes("@"))) return undefined;
  const read = parseModule(source);
  return read.errors.length === 0 && read.program.body.every(isWhole) ? read : undefined;
}

const isWhole = (statement: Statement): boolean =>
  (statement.type !== "ClassDeclaration" && statement.type !== "FunctionDeclaration") || statement.id !== null;
