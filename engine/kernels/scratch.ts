// Memory of the kernels' own: taken once, kept for good, used only within a call.
import { allocate } from "../memory/arena.ts";
import { outsideScopes } from "../memory/scope.ts";

/** The address of `bytes` bytes that belong to the caller for ever. */
export function reserveScratch(bytes: number, what: string): number {
  const storage = outsideScopes(() => allocate(bytes, () => `working memory of ${what}`));
  held.push(storage);
  return storage.pointer;
}

/** Keeps the memory from being collected. */
const held: object[] = [];
