// What an optimizer keeps for its parameters: running means, velocities. All arrays that are made at the same time, as in
// the first step those of a whole group, lie side by side in one stretch of memory; each parameter sees its own part as a
// tensor. A parameter that never has a gradient takes no memory. Knows nothing of how the arrays change.
import { allocate } from "../memory/arena.ts";
import { outsideScopes } from "../memory/scope.ts";
import { bytesOf } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A parameter, with what its optimizer remembers about it. */
export interface Learner {
  readonly param: Tensor;
  /** Steps so far. */
  step: number;
  /** By name. */
  arrays: Record<string, Tensor>;
  /** Those of `names`, in their order: what a kernel wants. */
  inOrder: readonly Tensor[];
  names: readonly string[] | undefined;
}

export const learnerOf = (param: Tensor): Learner => ({ param, step: 0, arrays: {}, inOrder: [], names: undefined });

/** Gives every learner the arrays of these names that it lacks, full of one number, and sets `inOrder`. */
export function completeState(learners: readonly Learner[], names: readonly string[], start: number): void {
  if (learners.every((learner) => learner.names === names)) return;
  const each = [...new Set(learners)];
  const lacking = names.map((name) => [name, each.filter(({ arrays }) => arrays[name] === undefined)] as const);
  for (const array of addArrays(lacking)) array.data.fill(start);
  for (const learner of each) {
    learner.names = names;
    learner.inOrder = names.map((name) => learner.arrays[name]!);
  }
}

/**
 * Makes arrays for learners, in one stretch of memory, those of one name together in the learners' order. What the numbers
 * are is up to the caller.
 */
export function addArrays(wanted: readonly (readonly [name: string, learners: readonly Learner[]])[]): Tensor[] {
  const places = wanted.flatMap(([name, learners]) => learners.map((learner) => ({ name, learner })));
  if (places.length === 0) return [];
  let bytes = 0;
  const offsets = places.map(({ learner: { param } }) => {
    const at = bytes;
    bytes += Math.ceil((param.numel() * bytesOf(param.dtype)) / alignment) * alignment;
    return at;
  });
  const block = outsideScopes(() => allocate(bytes, "what an optimizer keeps for its parameters"));
  block.outlives = true;
  return places.map(({ name, learner }, i) => {
    const { shape, dtype } = learner.param;
    const array = new Tensor(block, shape, dtype, undefined, offsets[i]! / bytesOf(dtype));
    learner.arrays[name] = array;
    return array;
  });
}

/** Whole vectors, so that every array starts where one does. */
const alignment = 16;
