// What losses share: how many numbers become one, and what input and target must have in common.
import { ArgumentError, ShapeError } from "../errors.ts";
import { mean, sum } from "../ops/reduce.ts";
import { sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

export interface LossOptions {
  /** "mean" (default) over all elements, "sum", or "none" for one loss each. */
  readonly reduction?: "mean" | "sum" | "none";
}

/** A loss as a module: it holds the options of its function. */
export abstract class Loss<O extends object> extends Module {
  readonly options: O;
  constructor(options: O = {} as O) {
    super();
    this.options = options;
  }
}

export function reduced(losses: Tensor, reduction: "mean" | "sum" | "none"): Tensor {
  if (reduction === "none") return losses;
  if (reduction === "sum") return sum(losses);
  if (reduction === "mean") return mean(losses);
  throw new ArgumentError(`reduction is "mean", "sum" or "none", not "${String(reduction)}".`);
}

/** @throws ShapeError unless both have one shape */
export function checkSame(what: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  throw new ShapeError({
    problem: `${what} needs input and target of one shape.`,
    operands: [
      { role: "input", name: input.name, shape: input.shape },
      { role: "target", name: target.name, shape: target.shape },
    ],
    attempt: "reshape() or squeeze() one of them: broadcasting a loss is nearly always a mistake",
  });
}
