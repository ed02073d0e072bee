// One remembered operation: what went in, and how a gradient goes back through it.
import { GradientError } from "../errors.ts";
import { isFloat } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { gradEnabled } from "./mode.ts";

/**
 * From the gradient of the result to the gradients of the operands, in their order; undefined where none is needed.
 * Written with operations on tensors, so that gradients of gradients come by themselves.
 */
export type Backward = (grad: Tensor) => readonly (Tensor | undefined)[];

const none: readonly never[] = [];

export class GradNode {
  readonly name: string;
  inputs: readonly Tensor[];
  #backward: Backward | undefined;
  #saved: readonly Tensor[];
  readonly #versions: readonly number[];

  constructor(name: string, inputs: readonly Tensor[], saved: readonly Tensor[], backward: Backward) {
    this.name = name;
    this.inputs = inputs;
    this.#saved = saved;
    this.#versions = saved.length === 0 ? none : saved.map(({ storage }) => storage.version);
    this.#backward = backward;
  }

  /** @throws GradientError when what it needs was overwritten or let go */
  apply(grad: Tensor): readonly (Tensor | undefined)[] {
    if (!this.#backward) {
      throw new GradientError({
        problem: `backward() went through ${this.name} a second time, after what it needs was let go.`,
        attempt: "backward({ retainGraph: true }) the first time, or compute the loss again",
      });
    }
    const changed = this.#saved.findIndex(({ storage }, i) => storage.version !== this.#versions[i]);
    if (changed >= 0) {
      const { shape, name } = this.#saved[changed]!;
      throw new GradientError({
        problem: `A tensor that the gradient of ${this.name} needs was changed in place after it was used.`,
        operands: [{ role: "tensor", name, shape }],
        attempt: "an operation that makes a new tensor instead, or clone() before changing it",
      });
    }
    return this.#backward(grad);
  }

  /** Lets go of what the backward pass needs, and of the operands: who still has the result does not keep them alive. */
  free(): void {
    this.#backward = undefined;
    this.inputs = none;
    this.#saved = none;
  }
}

/**
 * Remembers how `out` was computed, if gradients are wanted for any operand. `saved` are the tensors whose values
 * `backward` reads.
 */
export function record(
  out: Tensor,
  name: string,
  inputs: readonly Tensor[],
  saved: readonly Tensor[],
  backward: Backward,
): Tensor {
  if (!gradEnabled() || !isFloat(out.dtype)) return out;
  for (let i = 0; i < inputs.length; i += 1) {
    if (!inputs[i]!.requiresGrad) continue;
    out.node = new GradNode(name, inputs, saved, backward);
    break;
  }
  return out;
}
