// Memory of the kernels' own: used only within a call, kept from one call to the next.
import { allocate, release } from "./arena.ts";
import { outsideScopes } from "./scope.ts";
import type { Storage } from "./storage.ts";

/** The address of `bytes` bytes that belong to the caller for ever. */
export function reserveScratch(bytes: number, what: string): number {
  const storage = reserve(bytes, what);
  held.push(storage);
  return storage.pointer;
}

/** Keeps the memory from being collected. */
const held: Storage[] = [];

/** Working memory that grows as needed: gives the address of at least so many bytes, what was in them is lost. */
export function growingScratch(what: string): (bytes: number) => number {
  let storage: Storage | undefined;
  let size = 0;
  return (bytes) => {
    if (storage === undefined || bytes > size) {
      if (storage) release(storage, "when more working memory was needed");
      storage = reserve(bytes, what);
      size = bytes;
    }
    return storage.pointer;
  };
}

function reserve(bytes: number, what: string): Storage {
  return outsideScopes(() => allocate(bytes, `working memory of ${what}`));
}
