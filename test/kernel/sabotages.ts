// What a cell can do to JavaScript and Node that is no use to anybody: one line each.

const prototypes =
  "Array Object Function String Promise Map Set WeakMap RegExp Number Error Date Symbol Uint8Array Buffer EventTarget MessagePort";
const functions =
  "Object Array Function String Promise Symbol JSON Reflect Atomics Math Error Date Buffer process console";

const owners = [
  ...prototypes.split(" ").map((name) => `${name}.prototype`),
  ...functions.split(" "),
  "process.stdin",
  "Object.getPrototypeOf(Uint8Array.prototype)",
  "Object.getPrototypeOf([].values())",
  "Object.getPrototypeOf(new Map().entries())",
  "Object.getPrototypeOf(function* () {}).prototype",
  "Object.getPrototypeOf(async function () {})",
  "require('node:vm').Script.prototype",
  "require('node:async_hooks').AsyncLocalStorage.prototype",
  "require('node:inspector').Session.prototype",
  ...["fs", "path", "child_process", "util"].map((name) => `require('node:${name}')`),
];

/** Every method of an object throws. Node itself does not survive without `pop`. */
const everyMethod = (owner: string): string =>
  `{ const { defineProperty, getOwnPropertyDescriptor } = Object, owner = ${owner}, keys = Reflect.ownKeys(owner);
  for (let i = 0; i < keys.length; i += 1) {
    const descriptor = getOwnPropertyDescriptor(owner, keys[i]);
    if (typeof descriptor.value !== "function" || !descriptor.configurable || /^(constructor|pop)$/.test(String(keys[i]))) continue;
    descriptor.value = function () { throw new Error("sabotaged") };
    defineProperty(owner, keys[i], descriptor);
  } }`;

const forEveryObject = "then get set value type measure status message stack toJSON data next";
const missing =
  "Object Array Promise Map Set JSON Buffer Symbol String Error Reflect Atomics setTimeout setImmediate queueMicrotask " +
  "structuredClone console Int32Array SharedArrayBuffer TextEncoder MessageChannel WebAssembly Proxy performance Math " +
  "RegExp Uint8Array process";

export const sabotages: readonly string[] = [
  ...owners.map(everyMethod),
  ...forEveryObject
    .split(" ")
    .map(
      (name) =>
        `Object.defineProperty(Object.prototype, "${name}", { get() { throw new Error("got") }, set() { throw new Error("set") }, configurable: true })`,
    ),
  ...missing.split(" ").map((name) => `globalThis.${name} = undefined`),
  "Object.prototype.then = function () {}",
  "Object.prototype.get = 1",
  "Object.defineProperty(Array.prototype, 0, { get() { return 7 }, set() { throw new Error('index') }, configurable: true })",
  "Object.defineProperty(Array.prototype, Symbol.iterator, { get() { throw new Error('iterator') }, configurable: true })",
  "Object.defineProperty(Promise.prototype, 'constructor', { get() { throw new Error('constructor') }, configurable: true })",
  "Object.defineProperty(Promise, Symbol.species, { get() { throw new Error('species') }, configurable: true })",
  "Promise.prototype.then = function () { return new Promise(() => {}) }",
  "Error.prepareStackTrace = () => { throw new Error('stack') }",
  "Object.defineProperty(Error, 'stackTraceLimit', { get() { throw 1 }, configurable: true })",
  "globalThis.setTimeout = (callback) => callback()",
  "process.nextTick = () => {}",
  "process.on = process.emit = () => { throw 1 }",
  "process.removeAllListeners()",
  "process.argv = process.env = process.memoryUsage = null",
  "process.stdout.write = () => { throw 1 }",
  "process.chdir('/')",
  "delete globalThis.process",
  "Object.setPrototypeOf(globalThis, null)",
  ...["Array", "Function", "Promise"].map((name) => `Object.setPrototypeOf(${name}.prototype, null)`),
];

/** Frozen, nothing can be put back: these stand alone. */
export const frosts: readonly string[] = [
  ...["Object", "Array", "Function", "Promise", "Map", "String"].map((name) => `Object.freeze(${name}.prototype)`),
  "Object.freeze(process)",
  "Object.preventExtensions(globalThis)",
];
