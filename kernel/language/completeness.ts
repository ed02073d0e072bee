// Whether a console should run what was typed or wait for more.
import { asObject } from "../cells/objectLiteral.ts";
import { parseSync } from "oxc-parser";
import type { IsCompleteReply } from "../protocol/contents.ts";

/** Text that more text could finish is incomplete; text that nothing can finish is invalid. */
export function isComplete(source: string): IsCompleteReply {
  const errors = errorsOf(asObject(source));
  if (errors.length === 0) return { status: "complete" };
  // An error at the very end may go away with the next line; an earlier one cannot.
  const end = source.trimEnd().length;
  const unfinished = errors.some(
    ({ message, start }) => start >= end || /[Uu]nterminated|Expected `[\]})]`/.test(message),
  );
  return unfinished ? { status: "incomplete", indent: indentOf(source) } : { status: "invalid" };
}

function errorsOf(source: string): { readonly message: string; readonly start: number }[] {
  const [first, second] = (["ts", "tsx"] as const).map((lang) =>
    parseSync(`cell.${lang}`, source, { lang, sourceType: "module" }).errors.map(({ message, labels }) => ({
      message,
      start: labels[0]?.start ?? source.length,
    })),
  );
  return first!.length > 0 && second!.length === 0 ? [] : first!;
}

/** The last line's indentation, and two more after an opening bracket. */
function indentOf(source: string): string {
  const line = source.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(line)![0];
  return /[[({]\s*$/.test(line) ? `${indent}  ` : indent;
}
