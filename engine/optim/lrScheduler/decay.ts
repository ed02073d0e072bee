// Rates that fall by factors: in steps, at milestones, in every epoch, or by any rule.
import { ArgumentError } from "../../errors.ts";
import { type AnyOptimizer, checkCount, LRScheduler } from "./scheduler.ts";

/** Times `gamma` (default 0.1) every `stepSize` epochs. */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: AnyOptimizer, stepSize: number, { gamma = 0.1 }: { readonly gamma?: number } = {}) {
    super(optimizer);
    checkCount("stepSize", stepSize);
    this.stepSize = stepSize;
    this.gamma = gamma;
  }

  at(epoch: number, base = this.baseLrs[0]!): number {
    return base * this.gamma ** Math.floor(epoch / this.stepSize);
  }
}

/** Times `gamma` (default 0.1) at each milestone. */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(
    optimizer: AnyOptimizer,
    milestones: readonly number[],
    { gamma = 0.1 }: { readonly gamma?: number } = {},
  ) {
    super(optimizer);
    for (const milestone of milestones) checkCount("A milestone", milestone, 0);
    this.milestones = milestones;
    this.gamma = gamma;
  }

  at(epoch: number, base = this.baseLrs[0]!): number {
    return base * this.gamma ** this.milestones.filter((milestone) => milestone <= epoch).length;
  }
}

/** Times `gamma` in every epoch. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: AnyOptimizer, gamma: number) {
    super(optimizer);
    this.gamma = gamma;
  }

  at(epoch: number, base = this.baseLrs[0]!): number {
    return base * this.gamma ** epoch;
  }
}

/** Times `factor(epoch)`; one function for all groups, or one for each. */
export class LambdaLR extends LRScheduler {
  readonly #factors: readonly ((epoch: number) => number)[];

  constructor(optimizer: AnyOptimizer, factor: ((epoch: number) => number) | readonly ((epoch: number) => number)[]) {
    super(optimizer);
    const groups = optimizer.paramGroups.length;
    this.#factors = typeof factor === "function" ? Array.from({ length: groups }, () => factor) : factor;
    if (this.#factors.length !== groups) {
      throw new ArgumentError(`LambdaLR got ${this.#factors.length} functions for ${groups} groups of parameters.`);
    }
    this.moveTo(0);
  }

  at(epoch: number, base = this.baseLrs[0]!, group = 0): number {
    return base * this.#factors[group]!(epoch);
  }
}
