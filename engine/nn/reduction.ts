// What losses share: how many numbers become one, and what input and target must have in common.
import { ArgumentError, ShapeError } from "../errors.ts";
import { mean, sum } from "../ops/reduce.ts";
import { sameShape } from "../tensor/shape.ts";
import type { AnyShape, Known } from "../tensor/shapes/gradual.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

export type Reduction = "mean" | "sum" | "none";

export interface LossOptions<R extends string = Reduction> {
  /** "mean" (default) over all elements, "sum", or "none" for one loss each. */
  readonly reduction?: R;
}

/** The shape of a loss: that of `Each` loss, or a single number. */
export type LossShape<Each, R> = Reduction extends R ? AnyShape : R extends "none" ? Known<Each> : [];

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
  const differs = input.ndim === target.ndim ? input.shape.findIndex((size, i) => size !== target.shape[i]) : -1;
  const pointed = (remark: string) => (differs < 0 ? undefined : { axis: differs, remark });
  throw new ShapeError({
    problem: `${what} needs input and target of one shape.`,
    operands: [
      { role: "input", name: input.name, shape: input.shape, mark: pointed("") },
      {
        role: "target",
        name: target.name,
        shape: target.shape,
        mark: pointed(`${input.shape[differs]} ≠ ${target.shape[differs]}`),
      },
    ],
    attempt: "reshape() or squeeze() one of them: broadcasting a loss is nearly always a mistake",
  });
}
