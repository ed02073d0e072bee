// A tensor that a module learns.
import { empty, Tensor } from "../tensor/tensor.ts";

/** A leaf that requires gradients and that modules find by itself. */
export class Parameter extends Tensor {
  /** @param values the numbers to start from; copied */
  constructor(values: Tensor) {
    const own = empty(values.shape, values.dtype);
    own.data.set(values.data);
    super(own.storage, own.shape, own.dtype);
    this.requiresGrad = true;
  }
}
