// The notebook's own names as the debugger sees them: listed, shown as a cell would show them, and made anew from a
// variable of a stopped function.
import type { Names } from "../cells/names.ts";
import type { CellFiles } from "./cellFiles.ts";
import type { Inspector } from "./inspector.ts";
import { DebugError } from "./protocol.ts";
import type { Frame } from "./stack.ts";
import type { Part } from "./variables.ts";

export interface GlobalsParts {
  readonly names: Promise<Names>;
  /** Later cells may use this name; nothing is known of its type. */
  readonly declare: (name: string) => void;
}

export class Globals {
  readonly #inspector: Inspector;
  readonly #files: CellFiles;
  readonly #parts: GlobalsParts;

  constructor(inspector: Inspector, files: CellFiles, parts: GlobalsParts) {
    this.#inspector = inspector;
    this.#files = files;
    this.#parts = parts;
  }

  get list(): Part {
    return { slots: this.#files.slots };
  }

  /** The bundle that a cell would show for a variable, of a frame when the thread is stopped. */
  async show(variable: unknown, frame: Frame["call"]): Promise<object> {
    const name = identifier(variable, "variableName");
    const local = frame ? name : (this.#files.slots.get(name) ?? name);
    const { value } = await this.#inspector.evaluate(`__gradbookRich.of(${local})`, frame);
    return value ? (JSON.parse(value as string) as object) : { data: {}, metadata: {} };
  }

  /** A value of a function lives on as a name of the notebook. */
  async copy(source: unknown, destination: unknown, frame: Frame["call"]): Promise<void> {
    const from = identifier(source, "srcVariableName");
    const to = identifier(destination, "dstVariableName");
    const value = await this.#inspector.evaluate(from, frame);
    const names = await this.#parts.names;
    const { slots, fresh } = names.claim([to]);
    const slot = slots.get(to)!;
    if (fresh.length > 0) await this.#inspector.evaluate(`let ${slot};`);
    await this.#inspector.assign(slot, value);
    names.keep(slots);
    this.#files.addSlot(to, slot);
    this.#parts.declare(to);
  }
}

function identifier(value: unknown, argument: string): string {
  if (typeof value === "string" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(value)) return value;
  throw new DebugError(`${argument} must be a name, not ${JSON.stringify(value)}.`);
}
