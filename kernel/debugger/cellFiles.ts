// Cells as the debugger's files. A front-end names the file of a cell by the hash of its text, so a cell that is run
// again unchanged is the same file; V8 knows each run as a script of its own ("In[3]"). This is the table between them.
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import type { CompiledCell } from "../cells/compile.ts";
import { Positions } from "../cells/positions.ts";
import { crypto } from "../host/builtins.ts";
import { murmur2 } from "./murmur2.ts";
import type { Source } from "./protocol.ts";

/** A cell that ran or is about to. */
export interface CellScript {
  readonly cell: CompiledCell;
  readonly path: string;
  readonly positions: Positions;
}

export class CellFiles {
  readonly seed = crypto().randomInt(2 ** 31);
  /** The files need not exist: front-ends ask for their text. */
  readonly prefix = join(tmpdir(), `gradbook_${process.pid}`) + sep;
  readonly suffix = ".ts";
  readonly #texts = new Map<string, string>();
  readonly #scripts = new Map<string, CellScript>();
  readonly #slots = new Map<string, string>();

  pathOf(code: string): string {
    return `${this.prefix}${murmur2(code, this.seed)}${this.suffix}`;
  }

  /** Keeps a cell's text; gives its path. */
  keep(code: string): string {
    const path = this.pathOf(code);
    this.#texts.set(path, code);
    return path;
  }

  /** A cell is about to run. @param code the whole cell, as the front-end has it */
  add(cell: CompiledCell, code: string): CellScript {
    const script = { cell, path: this.keep(code), positions: new Positions(cell) };
    this.#scripts.set(cell.filename, script);
    for (const [name, slot] of cell.slots) this.#slots.set(name, slot);
    return script;
  }

  /** Every name of every cell is forgotten; what ran stays known to breakpoints. */
  forgetSlots(): void {
    this.#slots.clear();
  }

  textOf(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** By the name that V8 has for it. */
  script(filename: string): CellScript | undefined {
    return this.#scripts.get(filename);
  }

  /** All runs of the cell with this path. */
  scriptsOf(path: string): CellScript[] {
    return [...this.#scripts.values()].filter((script) => script.path === path);
  }

  source({ path, cell }: CellScript): Source {
    return { name: cell.filename, path };
  }

  /** Top-level names that cells have made, with the slots that hold their values. */
  get slots(): ReadonlyMap<string, string> {
    return this.#slots;
  }

  /** A name that no cell declared has got a slot. */
  addSlot(name: string, slot: string): void {
    this.#slots.set(name, slot);
  }
}
