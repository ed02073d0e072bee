// Breakpoints of cells. A front-end sets them by file and line, often before the cell has run; they are put into every
// run of that text, past and future. V8 knows where a script can stop; the source maps say which lines those are.
import type { Debugger, Runtime } from "node:inspector";
import { type CompiledCell, compileCell } from "../cells/compile.ts";
import { splitCommands } from "../cells/lineCommands.ts";
import { Names } from "../cells/names.ts";
import { type Position, Positions } from "../cells/positions.ts";
import type { CellFiles, CellScript } from "./cellFiles.ts";
import type { Inspector } from "./inspector.ts";
import { pauseWhen } from "./pauseWhen.ts";
import { type Breakpoint, DebugError, type SourceBreakpoint } from "./protocol.ts";

/** A place where V8 can stop: in the script, and in the cell. */
interface Stop {
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly place: Position;
}

export class Breakpoints {
  readonly #inspector: Inspector;
  readonly #files: CellFiles;
  readonly #wanted = new Map<string, readonly SourceBreakpoint[]>();
  /** V8's ids by script. */
  readonly #set = new Map<string, readonly string[]>();
  #nextId = 1;

  constructor(inspector: Inspector, files: CellFiles) {
    this.#inspector = inspector;
    this.#files = files;
  }

  /** Every file's breakpoints, for a front-end that has forgotten them. */
  list(): { readonly source: string; readonly breakpoints: readonly SourceBreakpoint[] }[] {
    return [...this.#wanted].map(([source, breakpoints]) => ({ source, breakpoints }));
  }

  /** Sets all of one file's breakpoints; those it had before are gone. */
  async setFile(path: string, wanted: readonly SourceBreakpoint[]): Promise<Breakpoint[]> {
    const code = this.#files.textOf(path);
    if (code === undefined) throw new DebugError(`No cell has the file ${path}: dumpCell makes one.`);
    const { stops, problem } = await this.#stopsOfText(code);
    const found = wanted.map((each) => this.#verify(each, path, stops, problem));
    // Where they could be set is where they are from now on.
    const kept = wanted.flatMap((each, i) => (found[i]!.verified ? [{ ...each, line: found[i]!.line }] : []));
    if (kept.length > 0) this.#wanted.set(path, kept);
    else this.#wanted.delete(path);
    for (const script of this.#files.scriptsOf(path)) await this.apply(script);
    return found;
  }

  /** Puts a file's breakpoints into a script, whether V8 has read that script or not. */
  async apply(script: CellScript): Promise<void> {
    const { filename } = script.cell;
    for (const breakpointId of this.#set.get(filename) ?? []) {
      await this.#inspector.post("Debugger.removeBreakpoint", { breakpointId });
    }
    this.#set.delete(filename);
    const wanted = this.#wanted.get(script.path);
    if (!wanted) return;
    const stops = await this.#stops(script.cell, script.positions);
    const ids: string[] = [];
    for (const [i, breakpoint] of wanted.entries()) {
      const stop = firstFrom(stops, breakpoint.line);
      if (!stop) continue;
      const condition = pauseWhen(breakpoint, `${filename} ${i}`);
      const { breakpointId } = await this.#inspector.post<Debugger.SetBreakpointByUrlReturnType>(
        "Debugger.setBreakpointByUrl",
        {
          url: filename,
          lineNumber: stop.lineNumber,
          columnNumber: stop.columnNumber,
          ...(condition && { condition }),
        },
      );
      ids.push(breakpointId);
    }
    this.#set.set(filename, ids);
  }

  /** Forgets everything; V8 has forgotten its part when the session ended. */
  clear(): void {
    this.#wanted.clear();
    this.#set.clear();
  }

  #verify(wanted: SourceBreakpoint, path: string, stops: readonly Stop[], problem?: string): Breakpoint {
    const { line } = wanted;
    const source = { name: path.slice(this.#files.prefix.length), path };
    const id = this.#nextId++;
    const stop = firstFrom(stops, line);
    if (!stop) {
      const message = problem ?? "There is nothing to stop at on this line or below.";
      return { id, verified: false, line, source, message };
    }
    try {
      pauseWhen(wanted, "");
    } catch (error) {
      return { id, verified: false, line, source, message: (error as Error).message };
    }
    return { id, verified: true, line: stop.place.line, source };
  }

  async #stopsOfText(code: string): Promise<{ readonly stops: readonly Stop[]; readonly problem?: string }> {
    let cell: CompiledCell;
    try {
      // Other names than the notebook's: they change columns, never lines.
      cell = compileCell(splitCommands(code).source, "breakpoints", new Names([]));
    } catch (error) {
      return { stops: [], problem: `The cell cannot be compiled: ${(error as Error).message}` };
    }
    return { stops: await this.#stops(cell, new Positions(cell)) };
  }

  /** Has V8 compile the script without running it, and asks where it could stop. */
  async #stops(cell: CompiledCell, positions: Positions): Promise<Stop[]> {
    const inspector = this.#inspector;
    await inspector.post("Runtime.enable");
    try {
      const { scriptId, exceptionDetails } = await inspector.post<Runtime.CompileScriptReturnType>(
        "Runtime.compileScript",
        { expression: cell.script, sourceURL: "gradbook:breakpoints", persistScript: true },
      );
      if (!scriptId) throw new DebugError(exceptionDetails?.text ?? "V8 could not compile the cell.");
      const { locations } = await inspector.post<Debugger.GetPossibleBreakpointsReturnType>(
        "Debugger.getPossibleBreakpoints",
        { start: { scriptId, lineNumber: 0, columnNumber: 0 } },
      );
      return locations.flatMap(({ lineNumber, columnNumber = 0 }) => {
        const place = positions.inCell({ line: lineNumber + 1, column: columnNumber });
        return place ? [{ lineNumber, columnNumber, place }] : [];
      });
    } finally {
      // Else V8 would keep everything that cells print.
      await inspector.post("Runtime.disable");
    }
  }
}

/** The first place on the line, or on the next one that has any. */
function firstFrom(stops: readonly Stop[], line: number): Stop | undefined {
  const below = stops.filter(({ place }) => place.line >= line);
  const [first] = below.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return first;
}
