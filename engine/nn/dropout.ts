// Dropout as a layer.
import { checkProbability, dropout } from "../ops/dropout.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Keeps } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * While learning, sets each number to 0 with probability p and divides the others by 1 - p; after `eval()` gives x
 * unchanged (Srivastava et al. 2014).
 */
export class Dropout extends Module {
  declare readonly "~maps"?: Keeps;
  readonly p: number;

  /** @param p probability of dropping a number. Default 0.5. @throws ArgumentError unless 0 ≤ p ≤ 1 */
  constructor(p = 0.5) {
    super();
    checkProbability(p, "Dropout");
    this.p = p;
  }

  override forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return dropout(x, { p: this.p, training: this.training });
  }

  protected override describe(): string {
    return `p ${this.p}`;
  }
}
