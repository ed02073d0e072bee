// Operations with a kernel of their own for the way back as well. Gradients of gradients cannot come from such a kernel:
// where they are wanted, the operation is computed again by plain operations, and differentiated through those.
import { grad } from "../autograd/backward.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { type Backward, record } from "../autograd/node.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Remembers how `out` was computed, like `record`. `backward` runs kernels and is used when the backward pass itself is
 * not remembered; `plain` computes the same result from the same inputs by operations that have gradients.
 */
export function recordFused(
  out: Tensor,
  name: string,
  inputs: readonly Tensor[],
  saved: readonly Tensor[],
  backward: Backward,
  plain: () => Tensor,
): Tensor {
  return record(out, name, inputs, saved, (g) => {
    if (!gradEnabled()) return backward(g);
    const wanted = [...new Set(inputs.filter((input) => input.requiresGrad))];
    const grads = grad(plain(), wanted, { gradOutputs: [g], createGraph: true, allowUnused: true });
    // An input that stands at several places has its whole gradient at the first.
    return inputs.map((input, i) => (inputs.indexOf(input) === i ? grads[wanted.indexOf(input)] : undefined));
  });
}
