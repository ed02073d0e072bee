// A page: one stretch of the arena, cut into equal slots. Whoever uses a slot holds the page object; when nobody does,
// the garbage collector takes the object, and that is how the arena learns that the stretch is free again.
// One weak reference per page, nothing per tensor.
import { classCount, sizeOf } from "./sizes.ts";

/** Slots up to this size share a page; larger ones have a page of their own. */
export const sharedBytes = 65_536;
const smallestPage = 4_096;
const slotsPerPage = 64;

/** Who asked for a large piece of memory: shown when memory runs out. */
export interface Origin {
  /** As in "[4096, 4096] float32". */
  readonly what: string;
  /** Holds the stack of the request. */
  readonly site: Error;
}

export class Page {
  readonly address: number;
  readonly sizeClass: number;
  /** Slots handed out in order so far; of a page cut to measure, bytes. */
  taken = 0;
  /** Cut into pieces of any size, one behind the other, instead of slots: none is handed out again on its own. */
  cutToMeasure = false;
  origin: Origin | undefined;

  constructor(address: number, sizeClass: number) {
    this.address = address;
    this.sizeClass = sizeClass;
  }
}

/** Bytes of a page of this class. */
export const pageBytes = (sizeClass: number): number => bytes[sizeClass]!;

/** Slots in a page of this class. */
export const pageSlots = (sizeClass: number): number => slots[sizeClass]!;

// Tables: a sweep asks for each page there is.
const bytes = Array.from({ length: classCount }, (_, c) => {
  const slot = sizeOf(c);
  const wanted = Math.min(sharedBytes, Math.max(smallestPage, slot * slotsPerPage));
  return Math.ceil((slot * Math.max(1, Math.floor(wanted / slot))) / smallestPage) * smallestPage;
});
const slots = bytes.map((size, c) => Math.floor(size / sizeOf(c)));
