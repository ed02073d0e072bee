// Where the top-level names of cells live: in the script scope of the user's thread, each declared there once.
//
// A name that means something to Node, or by whose presence packages recognise browsers and module systems, must keep
// its meaning for everybody but the cells: it gets a slot of another name, and cells are rewritten to use that. So does a name
// that is imported from a file or from a cell that is a module: its slot is a property that asks the module each time.

/** Names by which packages find out where they run; a notebook about documents may well have a `document`. */
const probed = (
  "window self document location navigator global importScripts Deno Bun define module exports require process Buffer " +
  "__dirname __filename"
).split(" ");

/** By which a slot is known for a property. */
const liveEnd = "$import";

/** Nobody can declare these. */
const fixed = new Set(["undefined", "NaN", "Infinity", "globalThis", "eval", "arguments"]);

export class Names {
  readonly #taken: ReadonlySet<string>;
  #slots: Map<string, string>;
  #renamed: ReadonlyMap<string, string> | undefined;
  readonly #preloaded: ReadonlyMap<string, string>;
  /** Slots that the thread has: a slot can be declared once, whatever becomes of its name. */
  readonly #declared: Set<string>;

  /**
   * @param globals names that exist in the user's thread before the first cell
   * @param preloaded names whose slots are declared already: cells may declare them again
   */
  constructor(globals: Iterable<string>, preloaded: Iterable<string> = []) {
    this.#taken = new Set([...globals, ...probed]);
    this.#preloaded = new Map([...preloaded].map((name) => [name, this.#newSlot(name)]));
    this.#declared = new Set(this.#preloaded.values());
    this.#slots = new Map(this.#preloaded);
  }

  /** What cells have declared, in the order of first declaration; without the compiler's helpers. */
  get own(): readonly string[] {
    return [...this.#slots.keys()].filter((name) => !this.#preloaded.has(name) && !/^__\w/.test(name));
  }

  /** Forgets what cells have declared. @returns the slots to be emptied */
  reset(): readonly string[] {
    const slots = [...this.#slots.values()];
    this.#slots = new Map(this.#preloaded);
    this.#renamed = undefined;
    return slots;
  }

  /** The slot that holds a cell's top-level name; undefined when no cell has declared it. */
  slotOf(name: string): string | undefined {
    return this.#slots.get(name);
  }

  /** Names whose slot is called something else. */
  renamed(): ReadonlyMap<string, string> {
    return (this.#renamed ??= new Map([...this.#slots].filter(([name, slot]) => name !== slot)));
  }

  /**
   * Slots for names that a cell declares; `fresh` are those that do not exist yet and must be declared first.
   * @param live those of them that it imports, and that are to change when the module changes them
   */
  claim(
    names: readonly string[],
    live: ReadonlySet<string> = new Set(),
  ): { readonly slots: ReadonlyMap<string, string>; readonly fresh: readonly string[] } {
    const slots = new Map<string, string>();
    const fresh: string[] = [];
    for (const name of names) {
      if (live.has(name)) {
        slots.set(name, name + liveEnd);
        continue;
      }
      const known = this.#slots.get(name);
      const slot = known === undefined || known.endsWith(liveEnd) ? this.#newSlot(name) : known;
      if (!this.#declared.has(slot)) fresh.push(slot);
      slots.set(name, slot);
    }
    return { slots, fresh };
  }

  /** Makes a claim permanent, once the user's thread has declared the fresh slots. */
  keep(slots: ReadonlyMap<string, string>): void {
    if (slots.size > 0) this.#renamed = undefined;
    for (const [name, slot] of slots) {
      this.#slots.set(name, slot);
      if (!slot.endsWith(liveEnd)) this.#declared.add(slot);
    }
  }

  #newSlot(name: string): string {
    return this.#taken.has(name) || fixed.has(name) ? `${name}$cell` : name;
  }
}
