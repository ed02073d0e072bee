// Work that waits for the end of a cell, such as the last state of a live figure.

const callbacks = new Set<() => void>();

/**
 * Calls back once, when the running cell has ended (well or badly) and before its reply is sent.
 * Without a kernel nothing ends, and nobody is called.
 * @returns takes the callback back
 */
export function onCellEnd(callback: () => void): () => void {
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

/** For the kernel: the cell has ended. One callback's failure does not keep the others from running. */
export function cellEnded(report: (error: unknown) => void): void {
  const waiting = new Set(callbacks);
  callbacks.clear();
  for (const callback of waiting) {
    try {
      callback();
    } catch (error) {
      report(error);
    }
  }
}
