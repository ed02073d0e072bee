// Whether operations are being remembered.
import { whenStopped } from "../memory/stopped.ts";

let enabled = true;
whenStopped(() => (enabled = keepingGraph = true));

export const gradEnabled = (): boolean => enabled;

/** Runs `body` without remembering operations: results need no gradient, and memory is saved. Like torch.no_grad(). */
export function noGrad<T>(body: () => T): T {
  return withGrad(false, body);
}

/** Runs `body` with operations remembered, also inside `noGrad`. Like torch.enable_grad(). */
export function enableGrad<T>(body: () => T): T {
  return withGrad(true, body);
}

export function withGrad<T>(wanted: boolean, body: () => T): T {
  const before = enabled;
  enabled = wanted;
  try {
    return body();
  } finally {
    enabled = before;
  }
}

let keepingGraph = true;

/**
 * Whether the backward pass that runs now may be followed by another one through the same operations. If not, an
 * operation may overwrite what it kept for it.
 */
export const graphKept = (): boolean => keepingGraph;

export function withGraphKept<T>(kept: boolean, body: () => T): T {
  const before = keepingGraph;
  keepingGraph = kept;
  try {
    return body();
  } finally {
    keepingGraph = before;
  }
}
