// Positions of a compiled cell, traced back through its source maps to what the user typed.
import { type EncodedSourceMap, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { CompiledCell } from "./compile.ts";

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

export class Positions {
  readonly #maps: readonly string[];
  #traces: readonly TraceMap[] | undefined;

  constructor({ maps }: Pick<CompiledCell, "maps">) {
    this.#maps = maps;
  }

  /** Where a position of the script is in the cell; undefined for what the compiler added. */
  inCell(position: Position): Position | undefined {
    // Reading a map costs more than the compilation, and most cells never need theirs.
    this.#traces ??= this.#maps.map((map) => new TraceMap(JSON.parse(map) as EncodedSourceMap));
    let at = position;
    for (const trace of this.#traces) {
      const found = originalPositionFor(trace, at);
      if (found.line === null) return undefined;
      at = { line: found.line, column: found.column };
    }
    return at;
  }
}
