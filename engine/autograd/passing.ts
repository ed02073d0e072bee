// What passes from one layer to the next, and nobody else sees: the output of a layer inside a Sequential or a Transformer.
// When a backward pass has gone by, nobody can read it any more, so its memory is given back at once: the gradients that
// come next find it in the processor's cache, and no garbage needs to be collected to find out. Whoever shows such a tensor
// to somebody outside (a hook, a layer that is not the engine's) must say so.
import type { Storage } from "../memory/storage.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** `made` was computed from `from`, and goes to somebody who neither keeps it nor gives it to others. Gives `made`. */
export function passing(made: Tensor, from: Tensor): Tensor {
  const { storage } = made;
  // A view of what came in belongs to whoever has that.
  if (storage !== from.storage) storage.seenBy ??= "layers";
  return made;
}

/** Somebody outside sees the tensor, and may keep it. */
export function shown(tensor: Tensor): void {
  tensor.storage.seenBy = "anyone";
}

/** Whether the memory can go when the gradient of `result`, computed from `operands`, has been passed on. */
export function passedOn(result: Tensor, operands: readonly Tensor[]): Storage | undefined {
  const { storage } = result;
  if (storage.seenBy !== "layers") return undefined;
  // A view: the tensor it shows comes later.
  for (const operand of operands) if (operand.storage === storage) return undefined;
  return storage;
}
