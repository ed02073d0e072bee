// A module while it is written, and its instances on the engine's memory. Functions are exported by name and take
// addresses and counts. An instance is made once per key and kept: making one costs more than most calls.
import { WasmError } from "../errors.ts";
import { memory } from "../memory/heap.ts";
import { type Callable, Code, type Variable, typeBytes, variable } from "./code.ts";
import { list, name, section, unsigned } from "./encode.ts";
import type { Type } from "./values.ts";

/** A function of addresses and numbers, as JavaScript calls it. */
export type Kernel = (...args: number[]) => number;

type Variables<P extends Record<string, Type>> = { readonly [K in keyof P]: Variable<P[K]> };
type TypesIn<P extends Record<string, Type>> = readonly P[keyof P][];

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const pagesAtMost = 65_536;

export class Module {
  readonly #types: number[][] = [];
  readonly #exports: number[][] = [];
  readonly #bodies: number[][] = [];

  /**
   * Adds a function that returns nothing. `params` names and types its parameters in order; `body` writes it.
   * Within the module it can be called by those added after it; by the host under its name.
   */
  define<P extends Record<string, Type>>(
    exportName: string,
    params: P,
    body: (code: Code, params: Variables<P>) => void,
  ): Callable<TypesIn<P>, "none"> {
    return this.#add(exportName, params, "none", body);
  }

  /** Adds a function that returns a value, by `code.return`. */
  defineReturning<P extends Record<string, Type>, R extends Type>(
    exportName: string,
    params: P,
    result: R,
    body: (code: Code, params: Variables<P>) => void,
  ): Callable<TypesIn<P>, R> {
    return this.#add(exportName, params, result, body);
  }

  #add<P extends Record<string, Type>, R extends Type | "none">(
    exportName: string,
    params: P,
    result: R,
    body: (code: Code, params: Variables<P>) => void,
  ): Callable<TypesIn<P>, R> {
    const entries = Object.entries(params);
    const code = new Code(entries.length);
    const variables = Object.fromEntries(entries.map(([param, type], i) => [param, variable(type, i)]));
    body(code, variables as Variables<P>);
    if (result !== "none") code.unreachable();
    const index = this.#bodies.length;
    const results = result === "none" ? [] : [[typeBytes[result as Type]]];
    this.#types.push([0x60, ...list(entries.map(([, type]) => [typeBytes[type]])), ...list(results)]);
    this.#exports.push([...name(exportName), 0x00, ...unsigned(index)]);
    this.#bodies.push(code.encode());
    return { index, params: entries.map(([, type]) => type) as unknown as TypesIn<P>, result };
  }

  /** The module in the binary format. It imports the one memory as `e.m`. */
  encode(): Uint8Array<ArrayBuffer> {
    const sharedWithMaximum = 0x03;
    const memoryImport = [...name("e"), ...name("m"), 0x02, sharedWithMaximum, 0, ...unsigned(pagesAtMost)];
    return new Uint8Array([
      ...magicAndVersion,
      ...section(1, list(this.#types)),
      ...section(2, list([memoryImport])),
      ...section(3, list(this.#bodies.map((_, i) => unsigned(i)))),
      ...section(7, list(this.#exports)),
      ...section(10, list(this.#bodies)),
    ]);
  }
}

const instances = new Map<string, Readonly<Record<string, Kernel>>>();
const encoded = new Map<string, Uint8Array<ArrayBuffer>>();

/** The kernels of the module that `write` writes, compiled on the first request for `key`. */
export function kernelsOf(key: string, write: () => Module): Readonly<Record<string, Kernel>> {
  const known = instances.get(key);
  if (known) return known;
  const bytes = write().encode();
  const kernels = instantiate(key, bytes);
  encoded.set(key, bytes);
  instances.set(key, kernels);
  return kernels;
}

/** The code of the kernels that `kernelsOf` made for `key`, for another thread to make them too. */
export function moduleBytes(key: string): Uint8Array<ArrayBuffer> {
  return encoded.get(key)!;
}

/** An instance on the engine's memory. */
export function instantiate(key: string, bytes: Uint8Array<ArrayBuffer>): Readonly<Record<string, Kernel>> {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { e: { m: memory } });
    return instance.exports as Record<string, Kernel>;
  } catch (cause) {
    throw new WasmError({
      problem: `This machine's WebAssembly refused the kernels "${key}" (${bytes.length} bytes): ${String(cause)}.`,
      attempt: "a newer Node.js; the engine's probes should have chosen plainer code, so this is also worth reporting",
    });
  }
}
