// Kernels see addresses only. While one runs that may need working memory, the tensors whose addresses it got could be
// collected as garbage, if nothing else mentions them any more: they are held here meanwhile.
import { whenStopped } from "./stopped.ts";

const held: unknown[] = [];
whenStopped(() => (held.length = 0));

/** Runs `body` while nothing in `things` can be collected. */
export function holding<T>(things: readonly unknown[], body: () => T): T {
  held.push(things);
  try {
    return body();
  } finally {
    held.pop();
  }
}
