// Operations with a kernel of their own for the way back as well. Gradients of gradients cannot come from such a kernel:
// where they are wanted, the operation is computed again by plain operations, and differentiated through those.
import { partials } from "../autograd/backward.ts";
import { gradEnabled, graphKept } from "../autograd/mode.ts";
import { type Backward, record } from "../autograd/node.ts";
import { release } from "../memory/arena.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Remembers how `out` was computed, like `record`. `backward` runs kernels and is used when the backward pass itself is
 * not remembered; `plain` computes the same result from the same inputs by operations that have gradients.
 * `own` is what the operation keeps for the way back and nobody else has seen: its memory is given back as soon as the
 * way back is done, or none will come, and not only when garbage is collected. The next step finds it in the cache.
 */
export function recordFused(
  out: Tensor,
  name: string,
  inputs: readonly Tensor[],
  saved: readonly Tensor[],
  backward: Backward,
  plain: () => Tensor,
  own: readonly (Tensor | undefined)[] = [],
): Tensor {
  record(out, name, inputs, saved, (g) => {
    if (!gradEnabled()) {
      const parts = backward(g);
      if (!graphKept()) letGo(own);
      return parts;
    }
    const wanted = [...new Set(inputs.filter((input) => input.requiresGrad))];
    const grads = partials(plain(), wanted, g);
    // An input that stands at several places has its whole gradient at the first.
    return inputs.map((input, i) => (inputs.indexOf(input) === i ? grads[wanted.indexOf(input)] : undefined));
  });
  if (!out.node) letGo(own);
  return out;
}

/** What an operation made of an operand for its kernel, if that is a copy of its own. */
export const copyOf = (made: Tensor, operand: Tensor): Tensor | undefined =>
  made.storage === operand.storage ? undefined : made;

function letGo(own: readonly (Tensor | undefined)[]): void {
  for (const each of own) if (each) release(each.storage, "when the operation that kept it had passed its gradient on");
}
