// Stack traces in the user's own lines: positions in cells are traced back to what was typed, and frames of the kernel
// are left out. Works for every stack a cell can see, as V8 asks us to write it (Error.prepareStackTrace).
import { join } from "node:path";
import type { CompiledCell } from "../cells/compile.ts";
import { Positions } from "../cells/positions.ts";
import { packageRoot } from "../commands/package.ts";
import { sheltered } from "./shelter.ts";

/** A cell, or a module that is compiled as cells are. */
export type Traced = Pick<CompiledCell, "filename" | "source" | "maps">;

export interface Place {
  readonly cell: Traced;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

const cells = new Map<string, { readonly cell: Traced; readonly positions: Positions }>();

/** The built package and Node itself: frames from there are not the user's. */
const own = [join(packageRoot, "dist"), "node:", "gradbook:"];

/** Remembers a cell, so that positions in it can be traced. */
export function registerCell(cell: Traced): void {
  cells.set(cell.filename, { cell, positions: new Positions(cell) });
}

/** Where a position of a running script is in what the user typed. */
export function placeOf(filename: string, line: number, column: number): Place | undefined {
  const entry = cells.get(filename);
  if (!entry) return undefined;
  const at = entry.positions.inCell({ line, column: column - 1 });
  return at && { cell: entry.cell, line: at.line, column: at.column + 1 };
}

/** From now on `error.stack` is written by us. */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, frames) =>
    sheltered(() => {
      const lines = userFrames(frames).map((frame) => `\n    at ${describe(frame)}`);
      return `${headline(error)}${lines.join("")}`;
    });
}

/** Places in cells along an error's stack, innermost first; found again in its text. */
export function placesIn(stack: string): Place[] {
  return [...stack.matchAll(/(?: \(|at )([^()\n]+):(\d+):(\d+)\)?$/gm)].flatMap(([, filename, line, column]) => {
    const entry = cells.get(filename!);
    return entry ? [{ cell: entry.cell, line: Number(line), column: Number(column) }] : [];
  });
}

/** Frames down to the cell that began it all, without the kernel's own. */
function userFrames(frames: readonly NodeJS.CallSite[]): readonly NodeJS.CallSite[] {
  const last = frames.findLastIndex((frame) => cells.has(frame.getFileName() ?? ""));
  const shown = last < 0 ? frames : frames.slice(0, last + 1);
  return shown.filter((frame) => {
    const file = (frame.getFileName() ?? "").replace(/^file:\/\//, "");
    return !own.some((start) => file.startsWith(start));
  });
}

function describe(frame: NodeJS.CallSite): string {
  const text = String(frame);
  const filename = frame.getFileName();
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  if (!filename || line === null || column === null || !cells.has(filename)) return text;
  const place = placeOf(filename, line, column);
  const where = place ? `${filename}:${place.line}:${place.column}` : filename;
  return text.replace(`${filename}:${line}:${column}`, where);
}

function headline(error: Error): string {
  try {
    // Not `String(error)`: `console.trace` makes an object of its own.
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
