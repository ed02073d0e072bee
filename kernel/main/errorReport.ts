// What a cell's failure looks like: name, message, the line with a mark under the place, then the calls that led there.
import { inspect } from "node:util";
import { codeFrame } from "../cells/codeFrame.ts";
import { dim, red } from "../cells/paint.ts";
import type { ErrorContent } from "../protocol/contents.ts";
import { placesIn } from "./stack.ts";

/** Any thrown value as the protocol's error. */
export function reportError(thrown: unknown): ErrorContent {
  if (!isError(thrown)) {
    const text = inspect(thrown);
    return { ename: "Uncaught", evalue: text, traceback: [`${red("Uncaught")} ${text}`] };
  }
  const name = String(thrown.name || "Error");
  const message = String(thrown.message);
  return { ename: name, evalue: message, traceback: describe(thrown, new Set()) };
}

function describe(error: Error, seen: Set<unknown>): string[] {
  seen.add(error);
  const stack = typeof error.stack === "string" ? error.stack : "";
  const head = `${red(String(error.name || "Error"))}${error.message ? `: ${error.message}` : ""}`;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const [place] = placesIn(frames.join("\n"));
  const lines = [head];
  if (place)
    lines.push("", codeFrame(place.cell.source, place.line, place.column, { filename: place.cell.filename }), "");
  lines.push(...frames.map(dim));
  const more = detailsOf(error);
  if (more) lines.push("", more);
  if (isError(error.cause) && !seen.has(error.cause)) lines.push("", "Caused by:", ...describe(error.cause, seen));
  if (error instanceof AggregateError) {
    for (const inner of error.errors)
      if (isError(inner) && !seen.has(inner)) lines.push("", "Among:", ...describe(inner, seen));
  }
  return lines;
}

/** What an error says besides its message: `{ code: 'ENOENT', path: '…' }`. */
function detailsOf(error: Error): string | undefined {
  const own = Object.entries(error).filter(([name]) => !told.has(name));
  return own.length > 0 ? inspect(Object.fromEntries(own), { depth: 2, maxStringLength: 1000 }) : undefined;
}

const told = new Set(["name", "message", "stack", "cause", "errors"]);

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
