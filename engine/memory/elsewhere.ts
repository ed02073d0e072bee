// Work that goes on elsewhere on the same memory: other threads. Normally whoever shares work waits until it is done; an
// interrupt in the middle leaves it going, and nothing else may touch numbers until it has ended.

/** Ends the work that an interrupt left going; undefined when there is none. */
export let endElsewhere: (() => void) | undefined;

export function setElsewhere(end: (() => void) | undefined): void {
  endElsewhere = end;
}
