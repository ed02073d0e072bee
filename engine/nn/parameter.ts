// A tensor that a module learns.
import { allocateBeside } from "../memory/arena.ts";
import { bytesOf } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnyShape } from "../tensor/shapes/gradual.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A leaf that requires gradients and that modules find by itself. */
export class Parameter<S extends Shape = AnyShape> extends Tensor<S> {
  /** @param values the numbers to start from; copied */
  constructor(values: Tensor<S>) {
    needTensor(values, "Parameter", "values");
    const { shape, dtype } = values;
    const storage = allocateBeside(values.numel() * bytesOf(dtype), shape, dtype);
    storage.outlives = true;
    super(storage, shape, dtype);
    this.data.set(values.data);
    this.requiresGrad = true;
  }
}
