// `{ a: 1 }` alone in a cell: a block with a label to TypeScript, an object to whoever types it. As in the consoles of Node
// and Deno it is an object where it can be read as one. Knows only text.
import { parseSync } from "oxc-parser";

/** The cell, in parentheses when the whole of it is the text of an object. */
export function asObject(source: string): string {
  const text = source.trim();
  if (!text.startsWith("{") || !text.endsWith("}")) return source;
  const start = source.indexOf("{");
  // What stands before it gives way, so that positions stay where they can.
  const wrapped = `${source.slice(0, Math.max(0, start - 1))}(${source.slice(start).trimEnd()})`;
  const { program, errors } = parseSync("cell.ts", wrapped, { lang: "ts", sourceType: "module" });
  const [statement, ...more] = program.body;
  const isOne = errors.length === 0 && more.length === 0 && statement?.type === "ExpressionStatement";
  return isOne && within(statement.expression) === "ObjectExpression" ? wrapped : source;
}

const within = (expression: { readonly type: string; readonly expression?: unknown }): string =>
  expression.type === "ParenthesizedExpression"
    ? (expression.expression as { readonly type: string }).type
    : expression.type;
