// Variables and what is inside them, page by page. A front-end gets a number for everything that can be opened; the
// numbers are good until the thread goes on, or until the variables are asked for anew.
import { describe, isTensor } from "./describe.ts";
import type { Inspector, RemoteObject } from "./inspector.ts";
import { DebugError, type Variable } from "./protocol.ts";

/** What a list of variables is made of. */
export type Part =
  /** The properties of an object: a value, or a scope as V8 sees it. */
  | { readonly objectId: string }
  /** Names of cells, with the slots of their values. */
  | { readonly slots: ReadonlyMap<string, string> }
  | { readonly name: string; readonly remote: RemoteObject };

interface Handle {
  readonly parts: readonly Part[];
  /** Of an object: how to take a page out of it. */
  readonly page?: string;
  /** Of an object. */
  readonly remote?: RemoteObject;
}

export interface Page {
  readonly start?: number;
  readonly count?: number;
}

type SetInScope = (objectId: string, name: string, value: RemoteObject) => Promise<boolean>;

/** Lists are cut here unless a front-end asks for more. */
const enough = 200;

export class Variables {
  readonly #inspector: Inspector;
  readonly #handles = new Map<number, Handle>();
  #next = 1;
  /**
   * JupyterLab shows a variable's type in place of its value unless the type is one of Python's. There the type of an
   * object is its description, and plain values have none.
   */
  valuesAsTypes = false;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** A number for a list made of parts. */
  reference(parts: readonly Part[]): number {
    return this.#keep({ parts });
  }

  async list(reference: number, page: Page = {}): Promise<Variable[]> {
    const handle = this.#handles.get(reference);
    if (!handle) throw new DebugError(`There are no variables ${reference} (any more).`);
    if (handle.page) return this.#page(handle.remote!, handle.page, page);
    const lists = await Promise.all(handle.parts.map((part) => this.#named(part)));
    const seen = new Set<string>();
    const found = lists.flat().filter(({ name }) => !isHidden(name) && !seen.has(name) && seen.add(name));
    return Promise.all(slice(found, page).map(({ name, remote }) => this.variable(name, remote)));
  }

  /** A variable as the front-end gets it. */
  async variable(name: string, remote: RemoteObject): Promise<Variable> {
    const { value, type } = await describe(this.#inspector, remote);
    const page = pager(remote);
    const opens = remote.objectId !== undefined && (page !== undefined || remote.type === "object");
    const parts = remote.objectId === undefined ? [] : [{ objectId: remote.objectId }];
    const length = /^\w+\((\d+)\)$/.exec(remote.description ?? "")?.[1];
    const shownType = this.valuesAsTypes ? (remote.objectId === undefined ? undefined : value) : type;
    return {
      name,
      value,
      ...(shownType !== undefined && { type: shownType }),
      evaluateName: name,
      variablesReference: opens ? this.#keep({ parts, remote, ...(page && { page }) }) : 0,
      ...(page && length && { indexedVariables: Number(length) }),
    };
  }

  /**
   * Puts a value into a variable of a list.
   * @param setInScope does it where the object is a scope of a stopped thread, and says whether it is
   */
  async assign(reference: number, name: string, value: RemoteObject, setInScope: SetInScope): Promise<void> {
    for (const part of this.#handles.get(reference)?.parts ?? []) {
      if ("slots" in part && part.slots.has(name)) {
        await this.#inspector.assign(part.slots.get(name)!, value);
        return;
      }
      if ("objectId" in part) {
        const has = await this.#inspector.call(part.objectId, "function (name) { return name in this; }", [
          { value: name },
        ]);
        if (has.value !== true) continue;
        if (await setInScope(part.objectId, name, value)) return;
        await this.#inspector.call(part.objectId, "function (name, value) { this[name] = value; }", [
          { value: name },
          value,
        ]);
        return;
      }
    }
    throw new DebugError(`There is no variable ${name} to set here.`);
  }

  /** Forgets every number. */
  async clear(): Promise<void> {
    this.#handles.clear();
    await this.#inspector.release();
  }

  #keep(handle: Handle): number {
    const reference = this.#next++;
    this.#handles.set(reference, handle);
    return reference;
  }

  async #named(part: Part): Promise<{ name: string; remote: RemoteObject }[]> {
    if ("remote" in part) return [part];
    if ("objectId" in part) return this.#properties(part.objectId);
    if (part.slots.size === 0) return [];
    // A cell that could not begin has not made its slots.
    const entries = [...part.slots].map(
      ([name, slot]) => `${JSON.stringify(name)}: typeof ${slot} === "undefined" ? undefined : ${slot}`,
    );
    const { objectId } = await this.#inspector.evaluate(`({ ${entries.join(", ")} })`);
    return this.#properties(objectId!);
  }

  async #properties(objectId: string): Promise<{ name: string; remote: RemoteObject }[]> {
    const { result } = await this.#inspector.properties(objectId);
    return result.flatMap(({ name, value, get }) => {
      if (value) return [{ name, remote: value }];
      // A getter may do anything when it is asked: it is shown as what it is.
      return get ? [{ name, remote: { type: "symbol", description: "(getter)" } }] : [];
    });
  }

  async #page(remote: RemoteObject, page: string, { start = 0, count }: Page): Promise<Variable[]> {
    const wanted = count || enough;
    const { objectId } = await this.#inspector.call(remote.objectId!, page, [{ value: start }, { value: wanted }]);
    const properties = await this.#properties(objectId!);
    return Promise.all(
      properties.filter(({ name }) => name !== "length").map((each) => this.variable(each.name, each.remote)),
    );
  }
}

/** What the compiler adds to a cell. */
const isHidden = (name: string): boolean => name.startsWith("__gradbook");

const slice = <T>(items: readonly T[], { start = 0, count }: Page): T[] => items.slice(start, start + (count || 2000));

/** The function, as text, that takes a page out of a large object: an object of its names and values. */
function pager(remote: RemoteObject): string | undefined {
  if (isTensor(remote)) return tensorPage;
  const { subtype } = remote;
  if (subtype === "array" || subtype === "typedarray") return arrayPage;
  return subtype === "map" ? mapPage : subtype === "set" ? setPage : undefined;
}

// Functions that run in the user's thread. A last entry says how much is left out.
const rest = `const left = (n) => { if (n > 0) page["…"] = n + " more"; };`;
const arrayPage = `function (start, count) {
  const page = {}; ${rest}
  for (let i = start; i < Math.min(start + count, this.length); i++) page[i] = this[i];
  left(this.length - start - count);
  return page;
}`;
const mapPage = `function (start, count) {
  const page = {}; ${rest}
  let i = 0;
  for (const [key, value] of this) {
    if (i >= start && i < start + count) page[typeof key === "object" ? "#" + i : String(key)] = value;
    i++;
  }
  left(this.size - start - count);
  return page;
}`;
const setPage = `function (start, count) {
  const page = {}; ${rest}
  let i = 0;
  for (const value of this) { if (i >= start && i < start + count) page["#" + i] = value; i++; }
  left(this.size - start - count);
  return page;
}`;
const tensorPage = `function () {
  const { shape, dtype, requiresGrad, grad, name } = this;
  return { shape, dtype, requiresGrad, grad, name, data: this.data };
}`;
