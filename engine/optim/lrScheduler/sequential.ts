// Schedules one after the other.
import { ArgumentError } from "../../errors.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

/** Follows the i-th schedule from milestone i-1 on; each counts from 0 when its turn comes. */
export class SequentialLR extends LRScheduler {
  readonly schedulers: readonly LRScheduler[];
  readonly milestones: readonly number[];

  constructor(optimizer: AnyOptimizer, schedulers: readonly LRScheduler[], milestones: readonly number[]) {
    super(optimizer);
    if (schedulers.length === 0 || milestones.length !== schedulers.length - 1) {
      throw new ArgumentError(
        `SequentialLR needs one milestone between any two schedules: ${schedulers.length} schedules and ${milestones.length} milestones do not fit.`,
      );
    }
    if (schedulers.some((each) => each.optimizer !== optimizer)) {
      throw new ArgumentError("SequentialLR needs schedules of the optimizer that it gets.");
    }
    this.schedulers = schedulers;
    this.milestones = milestones;
    this.moveTo(0);
  }

  at(epoch: number, _base?: number, group = 0): number {
    const turn = this.milestones.filter((milestone) => milestone <= epoch).length;
    const start = turn === 0 ? 0 : this.milestones[turn - 1]!;
    // The first schedule that was made saw the rate as the user set it; later ones may have seen it changed.
    return this.schedulers[turn]!.at(epoch - start, this.schedulers[0]!.baseLrs[group], group);
  }
}
