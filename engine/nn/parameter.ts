// A tensor that a module learns.
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnyShape } from "../tensor/shapes/gradual.ts";
import { empty, Tensor } from "../tensor/tensor.ts";

/** A leaf that requires gradients and that modules find by itself. */
export class Parameter<S extends Shape = AnyShape> extends Tensor<S> {
  /** @param values the numbers to start from; copied */
  constructor(values: Tensor<S>) {
    needTensor(values, "Parameter", "values");
    const own = empty(values.shape, values.dtype);
    own.data.set(values.data);
    own.storage.outlives = true;
    super(own.storage, own.shape, own.dtype);
    this.requiresGrad = true;
  }
}
