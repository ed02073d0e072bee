// Layers that learn nothing: they pass on, or lay out anew.
import { flatten } from "../ops/views.ts";
import { unflatten } from "../ops/rearrange.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Keeps } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** Gives what it gets: for a place where a layer may stand, or not. */
export class Identity extends Module {
  declare readonly "~maps"?: Keeps;
  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return x;
  }
}

/** The axes from `start` (default 1, which keeps the batch) to `end` (default the last) as one. */
export class Flatten extends Module {
  readonly start: number;
  readonly end: number;
  constructor(start = 1, end = -1) {
    super();
    this.start = start;
    this.end = end;
  }
  override forward(x: Tensor): Tensor {
    return flatten(x, this.start, this.end);
  }
}

/** One axis as several. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly sizes: Shape;
  constructor(dim: number, sizes: Shape) {
    super();
    this.dim = dim;
    this.sizes = sizes;
  }
  override forward(x: Tensor): Tensor {
    return unflatten(x, this.dim, this.sizes);
  }
}
