// What all schedules share: after each step (or epoch) the learning rate of every group becomes a function of how many
// there have been. Unlike PyTorch's recursive formulas each schedule here is closed: the rate at a step depends on that
// step alone, so nothing drifts, and `at(step)` can draw a schedule before it is used.
import { ArgumentError } from "../../errors.ts";
import { work } from "../../memory/capture.ts";
import type { Optimizer } from "../optimizer.ts";

/** Any optimizer, whatever its settings. */
export type AnyOptimizer = Pick<Optimizer, "paramGroups">;

/** The base of schedules that are functions of the step. */
export abstract class LRScheduler {
  readonly optimizer: AnyOptimizer;
  /** Rates of the groups when the schedule was made. */
  readonly baseLrs: readonly number[];
  #lastEpoch = 0;

  constructor(optimizer: AnyOptimizer) {
    this.optimizer = optimizer;
    this.baseLrs = optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** The rate after `epoch` steps of a group whose rate was `base`. */
  abstract at(epoch: number, base?: number, group?: number): number;

  /** How many steps there have been. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** To be called once after each epoch, or after each `optimizer.step()` for schedules by step. */
  step(): void {
    work(() => this.moveTo(this.#lastEpoch + 1));
  }

  /** The rates now, one for each group. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** Sets the rates as they are after `epoch` steps. */
  moveTo(epoch: number): void {
    this.#lastEpoch = epoch;
    this.optimizer.paramGroups.forEach((group, i) => {
      group.lr = this.at(epoch, this.baseLrs[i], i);
    });
  }
}

/** Throws unless `value` is a whole number from `low`. */
export function checkCount(name: string, value: number, low = 1): void {
  if (Number.isInteger(value) && value >= low) return;
  throw new ArgumentError(`${name} is a whole number from ${low}, not ${value}.`);
}
