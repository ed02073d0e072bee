// States of live figures that come over a comm, and who draws them: mime renderers get no services of JupyterLab, so this
// is where they and the links to kernels meet. A payload names its figure; what names none, or nothing sensible, does
// not grow.

import type { ShelfLive } from "../figures/payload/shelf.ts";

type Draw = (state: ShelfLive) => void;

const drawers = new Map<string, Set<Draw>>();

/** The figure that a payload is a state of, and which state. */
export function liveMark(payload: unknown): { readonly id: string; readonly state: number } | undefined {
  const mark = own(payload, "live");
  const [id, state] = [own(mark, "id"), own(mark, "state")];
  return typeof id === "string" && typeof state === "number" ? { id, state } : undefined;
}

const own = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** Calls back with every state of a figure; returns the function that ends it. */
export function onLiveState(id: string, draw: Draw): () => void {
  const all = drawers.get(id) ?? new Set();
  drawers.set(id, all.add(draw));
  return () => {
    all.delete(draw);
    if (all.size === 0) drawers.delete(id);
  };
}

export function tellLiveState(state: ShelfLive): void {
  drawers.get(state.id)?.forEach((draw) => draw(state));
}
