// Which exceptions stop the thread. V8 takes every exception of a cell for a caught one, as the kernel catches what the
// cell does not; whether the user's own code does is read from the cells on the stack.
import { parseSync, Visitor } from "oxc-parser";
import type { Frame } from "./stack.ts";

export const exceptionFilters = [
  { filter: "raised", label: "Raised exceptions", default: false },
  { filter: "uncaught", label: "Uncaught exceptions", default: false },
] as const;

export type ExceptionFilter = (typeof exceptionFilters)[number]["filter"];

export function stopsFor(filters: ReadonlySet<string>, frames: readonly Frame[]): boolean {
  if (filters.has("raised")) return true;
  return filters.has("uncaught") && !frames.some(isInsideTry);
}

/** Whether the place where a frame stands is in a `try` of the same function that has a `catch`. */
function isInsideTry({ call, script }: Frame): boolean {
  if (!call || !script) return false;
  const text = script.cell.script;
  const lines = text.split("\n");
  const { lineNumber, columnNumber = 0 } = call.location;
  const at = lines.slice(0, lineNumber).reduce((sum, line) => sum + line.length + 1, 0) + columnNumber;

  interface Range {
    readonly start: number;
    readonly end: number;
  }
  const around = ({ start, end }: Range): boolean => start <= at && at < end;
  let inner: Range = { start: 0, end: text.length };
  const blocks: Range[] = [];
  const enter = (node: Range): void => {
    if (around(node) && node.start >= inner.start) inner = { start: node.start, end: node.end };
  };
  new Visitor({
    FunctionDeclaration: enter,
    FunctionExpression: enter,
    ArrowFunctionExpression: enter,
    TryStatement: ({ block, handler }) => {
      if (handler && around(block)) blocks.push(block);
    },
  }).visit(parseSync("cell.js", text, { lang: "js", sourceType: "script" }).program);
  return blocks.some(({ start }) => start >= inner.start);
}
