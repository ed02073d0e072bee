// How the time steps of a recurrent layer are cut: into chunks that stay in the cache, and each chunk's batch into parts for
// the threads. Weights, gate order and biases are PyTorch's: weights [gates · H, inputs], gates (i, f, g, o) or (r, z, n).
import { growingScratch } from "../memory/scratch.ts";
import { type Kit, part, share, tasksFor } from "./sharing.ts";

export type CellKind = "tanh" | "relu" | "lstm" | "gru";

export interface RecurrentSizes {
  readonly kind: CellKind;
  readonly steps: number;
  readonly batch: number;
  readonly inputs: number;
  readonly units: number;
  /** Runs from the last step to the first. */
  readonly reverse: boolean;
}

export function gateCount(kind: CellKind): number {
  return kind === "lstm" ? 4 : kind === "gru" ? 3 : 1;
}

export const floatBytes = 4;

/** Working memory of both directions: packed weights, and what a step or a chunk needs. */
export const packedScratch: (bytes: number) => number = growingScratch("recurrent layers");
export const stepScratch: (bytes: number) => number = growingScratch("recurrent layers");

/**
 * Steps are done in chunks whose gates stay in the second-level cache: written by the product of the inputs, they are still
 * there for that of the states and the cell; on the way back for the products of the weights' gradients.
 */
const chunkBytes = 2 ** 20;

/** Whole steps, as many in each chunk as in the others but the last. */
export function stepsInChunk({ kind, steps, batch, units }: RecurrentSizes): number {
  const stepBytes = batch * gateCount(kind) * units * floatBytes;
  const chunks = Math.ceil((steps * stepBytes) / chunkBytes);
  return Math.max(1, Math.min(steps, Math.ceil(steps / chunks)));
}

/** Calls `body` with the first step of each chunk, counted in the order of computing, and its number of steps. */
export function forEachChunk(sizes: RecurrentSizes, body: (from: number, count: number) => void): void {
  const most = stepsInChunk(sizes);
  for (let from = 0; from < sizes.steps; from += most) body(from, Math.min(most, sizes.steps - from));
}

/** The earliest time of `count` steps, of which the first to be computed is `from`. */
export const timeOf = ({ steps, reverse }: RecurrentSizes, from: number, count: number): number =>
  reverse ? steps - from - count : from;

/** Runs `body`, which does `steps` steps, for all sequences of the batch: on several threads some sequences each, where there is enough to do. */
export function shareSequences(
  { kind, batch, units }: RecurrentSizes,
  steps: number,
  body: (kit: Kit, first: number, rows: number) => void,
): void {
  const tasks = tasksFor(steps * batch * gateCount(kind) * units * units, batch);
  share(tasks, (task, kit) => {
    const [from, to] = part(batch, task, tasks, Math.min(4, Math.ceil(batch / tasks)));
    if (to > from) body(kit, from, to - from);
  });
}
