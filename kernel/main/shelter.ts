// Cells may redefine everything: `Array.prototype.map`, `JSON`, what `then` means for every object. The kernel's own code on
// this thread runs sheltered from that: what JavaScript and Node provide is put back as it was at the start, for as long as
// no code of the user's runs; then the cells find again what they made of it. A look at a thousand properties takes some
// hundredths of a millisecond. What is here calls nothing that could be redefined, and builds no array.
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { Session } from "node:inspector";
import { Script } from "node:vm";

const { Array, Object } = globalThis;
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;

/** A property as it is to be while the kernel works, or as cells have made it meanwhile. */
interface Property {
  readonly owner: object;
  readonly key: PropertyKey;
  /** Undefined: there is none. */
  readonly descriptor: PropertyDescriptor | undefined;
}

interface Changed extends Property {
  readonly next: Changed | undefined;
}

interface Known extends Property {
  readonly descriptor: PropertyDescriptor;
  /** What reading it gives: looking at that is ten times faster than at the descriptor. */
  readonly value: unknown;
}

let known: readonly Known[] = [];
let unchanged = (): boolean => true;
/** Of `Object.prototype`; more would be seen in every object. */
let objectKeys: Readonly<Record<PropertyKey, true>> = {};
/** What cells have changed, while it is put aside. */
let aside: Changed | undefined;
let inside = false;

const globals =
  "Object Array Function String Number Boolean Symbol Promise Map Set WeakMap WeakSet RegExp Error TypeError RangeError " +
  "SyntaxError AggregateError Date Uint8Array Int32Array Float64Array SharedArrayBuffer Buffer TextEncoder TextDecoder " +
  "BigInt Proxy Reflect Atomics JSON Math process console performance setTimeout clearTimeout setImmediate queueMicrotask";
const ofProcess = ["nextTick", "exit", "cwd", "cpuUsage", "memoryUsage", "emitWarning"];

/** To be called when the kernel has set everything up and before the first cell: what is there now is how it shall be. */
export function buildShelter(): void {
  const names = globals.split(" ");
  const values = names.map((name) => (globalThis as unknown as Record<string, unknown>)[name]);
  const classes = values.filter((value): value is { readonly prototype: object } => typeof value === "function");
  const owners = [
    ...classes.flatMap((each) => (each.prototype ? [each, each.prototype] : [])),
    ...[AsyncLocalStorage, EventEmitter, Session, Script, MessagePort, EventTarget].map(({ prototype }) => prototype),
    JSON,
    Math,
    Reflect,
    Atomics,
    ...[[].values(), new Map().values(), new Set().values(), "".matchAll(/a/g)].map((each) => getPrototypeOf(each)!),
    ...[function* () {}, async function () {}].map((each) => getPrototypeOf(each)!),
    getPrototypeOf(getPrototypeOf([].values())!)!,
    getPrototypeOf(Uint8Array)!,
    getPrototypeOf(Uint8Array.prototype)!,
  ];
  known = [
    ...properties(globalThis, names),
    ...properties(process, ofProcess),
    ...owners.flatMap((owner) => properties(owner, ownKeys(owner))),
  ];
  unchanged = comparison(known);
  const keys = ownKeys(Object.prototype).map((key): [PropertyKey, true] => [key, true]);
  objectKeys = Object.setPrototypeOf(Object.fromEntries(keys), null) as typeof objectKeys;
}

/** Runs work of the kernel's, which must not wait for anything. Inside of another call nothing is left to do. */
export function sheltered<T>(work: () => T): T {
  if (inside) return work();
  enter();
  try {
    return work();
  } finally {
    leave();
  }
}

/** Runs code of the user's in the middle of the kernel's. */
export function exposed<T>(code: () => T): T {
  if (!inside) return code();
  leave();
  try {
    return code();
  } finally {
    enter();
  }
}

/** Gives a way back to where we are now: code that an interrupt ends never comes to its own. */
export function shelterHere(): () => void {
  const before = inside;
  return () => {
    if (before && !inside) enter();
    if (!before && inside) leave();
  };
}

/** To be called where a turn begins: kernel code that an interrupt ended has left the shelter up. */
export function atRest(): void {
  if (inside) leave();
}

function enter(): void {
  inside = true;
  putAsideWhatIsNew();
  if (isUnchanged()) return;
  for (let i = 0; i < known.length; i += 1) {
    const { owner, key, descriptor } = known[i]!;
    const now = own(owner, key);
    if (now && now.value === descriptor.value && now.get === descriptor.get) continue;
    putAside(owner, key);
    defineProperty(owner, key, descriptor);
  }
}

function leave(): void {
  inside = false;
  let change = aside;
  aside = undefined;
  for (; change; change = change.next) {
    const { owner, key, descriptor } = change;
    if (descriptor) defineProperty(owner, key, descriptor);
    else deleteProperty(owner, key);
  }
}

function isUnchanged(): boolean {
  try {
    return unchanged();
  } catch {
    return false;
  }
}

/** What every object would seem to have, and every array in its gaps. */
function putAsideWhatIsNew(): void {
  const ofObjects = ownKeys(Object.prototype);
  for (let i = 0; i < ofObjects.length; i += 1) {
    if (!objectKeys[ofObjects[i]!]) remove(Object.prototype, ofObjects[i]!);
  }
  const ofArrays = ownKeys(Array.prototype);
  // Numbers come first.
  for (let i = 0; ofArrays[i] !== "length" && i < ofArrays.length; i += 1) remove(Array.prototype, ofArrays[i]!);
}

function remove(owner: object, key: PropertyKey): void {
  putAside(owner, key);
  deleteProperty(owner, key);
}

function putAside(owner: object, key: PropertyKey): void {
  aside = { owner, key, descriptor: own(owner, key), next: aside };
}

/** A descriptor that has nothing but its own: `get` may have been given to every object. */
function own(owner: object, key: PropertyKey): PropertyDescriptor | undefined {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  if (descriptor) setPrototypeOf(descriptor, null);
  return descriptor;
}

function properties(owner: object, keys: readonly PropertyKey[]): Known[] {
  return keys.flatMap((key) => {
    const descriptor = own(owner, key);
    // What cannot be changed need not be looked at.
    if (!descriptor || (!descriptor.configurable && !descriptor.writable)) return [];
    try {
      return { owner, key, descriptor, value: (owner as Record<PropertyKey, unknown>)[key] };
    } catch {
      // A getter that is for instances only.
      return [];
    }
  });
}

/** A function that looks at every property; written out, as V8 then remembers for each where it is: 20 times faster. */
function comparison(all: readonly Known[]): () => boolean {
  const owners = new Map<object, string>();
  const comparisons = all.map(({ owner, key }, i) => {
    if (!owners.has(owner)) owners.set(owner, `o${owners.size}`);
    return `${owners.get(owner)}[${typeof key === "string" ? JSON.stringify(key) : `k[${i}]`}] === v[${i}]`;
  });
  const make = new Script(`(k, v, ${[...owners.values()].join()}) => () => ${comparisons.join(" && ")}`);
  return (make.runInThisContext() as (...given: unknown[]) => () => boolean)(
    all.map(({ key }) => key),
    all.map(({ value }) => value),
    ...owners.keys(),
  );
}
