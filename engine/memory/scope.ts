// A scope remembers the storages made while it is open, so that they can be given back together when it closes.
// Scopes nest; each storage belongs to the innermost scope that was open when it was made.
import { whenStopped } from "./stopped.ts";
import type { Storage } from "./storage.ts";

let current: Storage[] | undefined;
const outers: (Storage[] | undefined)[] = [];
whenStopped(() => {
  current = undefined;
  outers.length = 0;
});

/** Opens a scope: gives the list that storages made from now on come into. `closeScope` must follow in any case. */
export function openScope(): Storage[] {
  outers.push(current);
  current = [];
  return current;
}

export function closeScope(): void {
  current = outers.pop();
}

/** Runs `body`; returns its value and every storage made meanwhile that no inner scope has taken. */
export function recordAllocations<T>(body: () => T): { readonly value: T; readonly made: Storage[] } {
  const made = openScope();
  try {
    return { value: body(), made };
  } finally {
    closeScope();
  }
}

/** Runs `body` as if no scope were open: what it makes lives as long as somebody holds it. */
export function outsideScopes<T>(body: () => T): T {
  const outer = current;
  current = undefined;
  try {
    return body();
  } finally {
    current = outer;
  }
}

/** Hands storages to the scope that is open now. */
export function adopt(storages: readonly Storage[]): void {
  if (current !== undefined) for (const storage of storages) current.push(storage);
}

/** Called by the arena for each storage it makes. */
export function noteAllocation(storage: Storage): void {
  if (current !== undefined) current.push(storage);
}
