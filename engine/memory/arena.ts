// The arena: hands out the memory of tensors and takes it back.
// Memory comes back in two ways. Explicitly (`release`): the slot is reused at once. By the garbage collector: nobody
// holds the page any more, the arena's weak reference to it is empty, and the next sweep takes the whole page.
// When much was handed out since the last sweep, the arena sweeps, and asks the host to collect garbage first if that
// was not enough; so a plain `for` loop runs in bounded memory.
import type { OutOfMemoryError } from "../errors.ts";
import { heldByCapture } from "./capture.ts";
import { collector } from "./collector.ts";
import { described, outOfMemory } from "./exhausted.ts";
import { bytesReserved, guardBytes } from "./heap.ts";
import { captureSite } from "./origin.ts";
import { Page, pageBytes, pageSlots, sharedBytes } from "./page.ts";
import { classCount, classOf, grain, sizeOf } from "./sizes.ts";
import { noteAllocation } from "./scope.ts";
import { Spans } from "./spans.ts";
import { Storage } from "./storage.ts";

/** New pages worth this many bytes may be made between two sweeps, or as much as survived the last one if more. */
const sweepEvery = 64 * 2 ** 20;
/**
 * New pages worth so many bytes repay a young collection, which takes some tenths of a millisecond. With more, a loop of
 * small steps grows by a tenth while its pages spread out.
 */
const reclaimEvery = 6 * 2 ** 20;
/** Checkpoints are this far apart, so that ordinary collections in between find dead pages while they are young. */
const checkpointEvery = 2 ** 20;
/** … and so many backward passes: small ones make pages so slowly that all of them would have grown old before. */
const passesPerCheckpoint = 16;
/** Requests from this size on remember who made them. */
const largeBytes = 2 ** 22;

/** What the arena keeps about a page without keeping the page. */
interface Registered {
  readonly page: WeakRef<Page>;
  readonly address: number;
  readonly sizeClass: number;
}

/** Address 0 stays unused, so that no tensor lives where a forgotten pointer would point. */
const spans = new Spans(4_096, bytesReserved - guardBytes);
let registered: Registered[] = [];
/** Per size class: the page that fresh slots come from. */
const open: (Page | undefined)[] = Array.from({ length: classCount }, () => undefined);
/** Per size class: slots given back, the last one on top. Emptied by a collection, so they keep no page alive for long. */
const freePages: Page[][] = Array.from({ length: classCount }, () => []);
const freePointers: number[][] = Array.from({ length: classCount }, () => []);

/** The page that the next piece of `allocateBeside` is cut from. */
let staying: Page | undefined;

let madeSinceSweep = 0;
/** Bytes of slots that were given back and wait to be taken again. */
let givenBack = 0;
let madeSinceCheckpoint = 0;
let survivedSweep = 0;
let nextSerial = 0;
/** Calls of `reclaim`. */
let passes = 0;
/** Bytes that are taken to stay: what outlived the last look through everything, or by and by less if less stays. */
let settled = 0;

/**
 * Memory for `bytes` bytes, at a multiple of 16. `what` describes it should memory run out: in words, or as a tensor's
 * shape, with its dtype.
 */
export function allocate(bytes: number, what: string | readonly number[], dtype = ""): Storage {
  // Size classes end there.
  if (bytes > bytesReserved) throw exhausted(bytes, described(what, dtype));
  const sizeClass = classOf(bytes);
  const pointers = freePointers[sizeClass]!;
  let page: Page;
  let pointer: number;
  if (pointers.length > 0) {
    pointer = pointers.pop()!;
    page = freePages[sizeClass]!.pop()!;
    givenBack -= sizeOf(sizeClass);
  } else {
    page = open[sizeClass] ?? openPage(sizeClass, what, dtype);
    pointer = (page.address + page.taken * sizeOf(sizeClass)) | 0;
    page.taken += 1;
    if (page.taken === pageSlots(sizeClass)) open[sizeClass] = undefined;
  }
  if (bytes >= largeBytes) page.origin = { what: described(what, dtype), site: captureSite() };
  return handOut(page, pointer);
}

function handOut(page: Page, pointer: number): Storage {
  nextSerial += 1;
  const storage = new Storage(page, pointer, nextSerial);
  noteAllocation(storage);
  return storage;
}

/**
 * Memory for what stays, as parameters do: each piece lies right behind the one before, in pages of their own, so that no
 * page of passing things is kept because one thing in it stays. Large pieces have a page each, as from `allocate`.
 */
export function allocateBeside(bytes: number, what: string | readonly number[], dtype = ""): Storage {
  const size = Math.ceil(Math.max(1, bytes) / grain) * grain;
  if (size > sharedBytes) return allocate(bytes, what, dtype);
  if (staying === undefined || staying.taken + size > sharedBytes) {
    staying = openPage(classOf(sharedBytes), what, dtype);
    staying.cutToMeasure = true;
  }
  const pointer = (staying.address + staying.taken) | 0;
  staying.taken += size;
  return handOut(staying, pointer);
}

/** Gives memory back at once; `how` completes "its memory was freed …" for whoever uses it later. */
export function release(storage: Storage, how: string | (() => string)): void {
  const { page } = storage;
  if (page === undefined || heldByCapture(storage)) return;
  if (!page.cutToMeasure) {
    freePointers[page.sizeClass]!.push(storage.pointer);
    freePages[page.sizeClass]!.push(page);
    givenBack += sizeOf(page.sizeClass);
  }
  storage.freed = how;
  storage.page = undefined;
}

/** The serial of the youngest storage: storages made later have larger ones. */
export function youngest(): number {
  return nextSerial;
}

/**
 * To be called when many storages have just been let go of at once, as after a backward pass: takes back what died young,
 * if it is worth a collection. The next step then works in the same memory, which is still in the processor's cache.
 * Slots that were given back are memory already, and count against what was made.
 */
export function reclaim(): void {
  passes += 1;
  if (passes % passesPerCheckpoint === 0) collector.checkpoint();
  if (madeSinceSweep - givenBack < reclaimEvery) return;
  forgetFreeSlots();
  collector.checkpoint();
  collector.gc("young");
  sweep();
  // A model that is let go of must not hide as much garbage for ever; one large batch among small ones is no reason to look.
  if (survivedSweep < settled) settled -= (settled - survivedSweep) / 8;
  // What outlived two young collections counts as old, however soon it dies.
  if (survivedSweep > settled + reclaimEvery / 2) {
    collector.checkpoint();
    collector.gc("full");
    sweep();
    settled = survivedSweep;
  }
  collector.checkpoint();
}

/** Collects all garbage there is. */
export function collect(): void {
  forgetFreeSlots();
  // Twice: where the host was marking in the background, the first finds only what was dead when that began.
  for (let round = 0; round < 2; round += 1) {
    collector.checkpoint();
    collector.gc("full");
  }
  sweep();
}

/** Bytes of the arena in use by pages (live tensors, and dead ones not collected yet), and the most there ever were. */
export function usage(): { readonly used: number; readonly peak: number; readonly reserved: number } {
  return { used: spans.used, peak: spans.reached, reserved: bytesReserved };
}

function openPage(sizeClass: number, what: string | readonly number[], dtype: string): Page {
  const bytes = pageBytes(sizeClass);
  madeSinceSweep += bytes;
  madeSinceCheckpoint += bytes;
  if (madeSinceCheckpoint > checkpointEvery) {
    collector.checkpoint();
    madeSinceCheckpoint = 0;
  }
  if (madeSinceSweep > Math.max(sweepEvery, survivedSweep)) relieve();
  let address = spans.take(bytes);
  if (address === undefined) {
    collect();
    address = spans.take(bytes);
  }
  if (address === undefined) throw exhausted(sizeOf(sizeClass), described(what, dtype));
  const page = new Page(address, sizeClass);
  registered.push({ page: new WeakRef(page), address, sizeClass });
  if (pageSlots(sizeClass) > 1) open[sizeClass] = page;
  return page;
}

/** Makes room, by the cheapest means that brings enough: what is dead already, what died young, everything. */
function relieve(): void {
  const enough = madeSinceSweep / 2;
  forgetFreeSlots();
  collector.checkpoint();
  let found = sweep();
  for (const kind of ["young", "full"] as const) {
    if (found >= enough) break;
    collector.checkpoint();
    collector.gc(kind);
    found += sweep();
  }
  collector.checkpoint();
}

function forgetFreeSlots(): void {
  for (let c = 0; c < classCount; c += 1) {
    freePages[c]!.length = 0;
    freePointers[c]!.length = 0;
  }
  givenBack = 0;
}

/** Takes back the stretches of pages that are gone. Returns their bytes. */
function sweep(): number {
  let found = 0;
  const live: Registered[] = [];
  survivedSweep = 0;
  for (const entry of registered) {
    const bytes = pageBytes(entry.sizeClass);
    if (entry.page.deref() === undefined) {
      spans.give(entry.address, bytes);
      found += bytes;
    } else {
      live.push(entry);
      survivedSweep += bytes;
    }
  }
  registered = live;
  madeSinceSweep = 0;
  if (found > 0) spans.merge();
  return found;
}

const exhausted = (bytes: number, what: string): OutOfMemoryError =>
  outOfMemory(
    bytes,
    what,
    spans.used,
    registered.flatMap(({ page }) => page.deref() ?? []),
  );
