// Modules of Node's that take long to load and are needed late, or never: importing `node:crypto` and `node:zlib` was a
// quarter of what the user's thread did before it was ready. They are loaded when they are used first.

// Kept now: cells can change `process`.
const load = process.getBuiltinModule.bind(process);

type Crypto = typeof import("node:crypto");
type Zlib = typeof import("node:zlib");

let loadedCrypto: Crypto | undefined;
let loadedZlib: Zlib | undefined;

/** `node:crypto`; fetched so, and not imported, it also leaves out its browser half, which takes longer than the rest. */
export const crypto = (): Crypto => (loadedCrypto ??= load("node:crypto"));

export const zlib = (): Zlib => (loadedZlib ??= load("node:zlib"));

export const randomUUID = (): string => crypto().randomUUID();
