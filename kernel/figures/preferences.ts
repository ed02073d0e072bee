// What the reader has set in the front end, for the figures made from now on. The figures of a page that was exported,
// or of a kernel that nobody has told anything, get the defaults.
import { availableParallelism } from "node:os";
import { limits } from "../../extension/figures/payload/limits.ts";
import type { ShelfWishes } from "../../extension/figures/payload/shelf.ts";

/**
 * The fastest that live figures change, in milliseconds. On two processors, with a page, a server and this thread, what
 * they take is taken from the training: there half as often.
 */
const shortest = availableParallelism() > 2 ? 220 : 440;

/** Elements of a tensor that travel in full, and milliseconds between two updates of a live figure. */
export const preferences = { tensorCells: limits.tensorCells as number, liveInterval: shortest };

/** Takes over what makes sense; the rest stays as it is. */
export function prefer({ tensorCells, liveRate }: ShelfWishes): void {
  if (isNumber(tensorCells)) preferences.tensorCells = Math.round(within(tensorCells, 256, limits.tensorCells));
  // A little more than the rate says, so that no second sees one update too many.
  if (isNumber(liveRate)) preferences.liveInterval = Math.max(shortest, 1100 / within(liveRate, 0.2, 5));
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
