// Calls that are written down instead of made, for another thread to make: `recordersOf` gives for a module's kernels
// functions of the same names that do so. They know kernels by number; the modules lie in the shared memory.
import { f64, i32, u8 } from "../memory/heap.ts";
import { reserveScratch } from "../memory/scratch.ts";
import { type Kernel, kernelsOf, type Module, moduleBytes } from "../wasm/module.ts";
import { callNumbers, kernelsAtMost, layout, mostModules } from "./layout.ts";

/** Room for so many calls at a time; memory is taken as it is used. */
const callsAtMost = 2 ** 17;

let control: number | undefined;
let start = 0;
let next = 0;
let end = 0;
let modules = 0;
const recorders = new Map<string, Readonly<Record<string, Kernel>>>();

/** The address of the control block, made on the first call. */
export function controlBlock(): number {
  if (control === undefined) {
    const block = reserveScratch(layout.words * 4, "threads");
    // The memory may have been a tensor's before.
    i32.fill(0, block >>> 2, (block >>> 2) + layout.words);
    start = reserveScratch(callsAtMost * callNumbers * 8, "threads") >>> 3;
    end = start + callsAtMost * callNumbers;
    next = start;
    // Last: an interrupt may come at any point before.
    control = block;
  }
  return control;
}

/** Writes down the calls that `body` makes: where they begin and end. Undefined when there is no room for them all. */
export function writeDown(body: () => void): readonly [first: number, end: number] | undefined {
  const first = next;
  body();
  if (next > end) {
    next = first;
    return undefined;
  }
  return [first, next];
}

/** Forgets all calls. */
export function forgetCalls(): void {
  next = start;
}

/** Like `kernelsOf`, of functions that write their calls down. */
export function recordersOf(key: string, write: () => Module): Readonly<Record<string, Kernel>> {
  const known = recorders.get(key);
  if (known) return known;
  const names = Object.keys(kernelsOf(key, write));
  const first = publishModule(moduleBytes(key)) * kernelsAtMost;
  const made = Object.fromEntries(names.map((name, i) => [name, recorder(first + i)]));
  recorders.set(key, made);
  return made;
}

function publishModule(bytes: Uint8Array): number {
  const address = reserveScratch(bytes.length, "threads");
  u8.set(bytes, address >>> 0);
  const entry = (controlBlock() >>> 2) + layout.modules + 2 * (modules % mostModules);
  i32[entry] = address;
  i32[entry + 1] = bytes.length;
  modules += 1;
  return modules - 1;
}

function recorder(kernel: number): Kernel {
  return (a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0, l = 0, m = 0, n = 0, o = 0) => {
    const at = next;
    next += callNumbers;
    if (next > end) return 0;
    f64[at] = kernel;
    f64[at + 1] = a;
    f64[at + 2] = b;
    f64[at + 3] = c;
    f64[at + 4] = d;
    f64[at + 5] = e;
    f64[at + 6] = f;
    f64[at + 7] = g;
    f64[at + 8] = h;
    f64[at + 9] = i;
    f64[at + 10] = j;
    f64[at + 11] = k;
    f64[at + 12] = l;
    f64[at + 13] = m;
    f64[at + 14] = n;
    f64[at + 15] = o;
    return 0;
  };
}
