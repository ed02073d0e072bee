// A rate that falls when learning stops.
import { ArgumentError } from "../../errors.ts";
import { type AnyOptimizer, checkCount } from "./scheduler.ts";

export interface PlateauOptions {
  /** Whether the metric should fall ("min", default) or rise. */
  readonly mode?: "min" | "max";
  /** The new rate is the old one times this. Default 0.1. */
  readonly factor?: number;
  /** How many epochs without improvement are forgiven. Default 10. */
  readonly patience?: number;
  /** How much better is better. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a part of the best value ("rel", default) or a difference. */
  readonly thresholdMode?: "rel" | "abs";
  /** Epochs to wait after a change. Default 0. */
  readonly cooldown?: number;
  /** Default 0. */
  readonly minLr?: number;
  /** Changes smaller than this are not made. Default 1e-8. */
  readonly eps?: number;
}

/** Times `factor` when the metric has not improved for more than `patience` epochs. */
export class ReduceLROnPlateau {
  readonly optimizer: AnyOptimizer;
  readonly #options: Required<PlateauOptions>;
  #best: number;
  #badEpochs = 0;
  #cooldown = 0;

  constructor(optimizer: AnyOptimizer, options: PlateauOptions = {}) {
    this.optimizer = optimizer;
    this.#options = {
      mode: "min",
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: "rel",
      cooldown: 0,
      minLr: 0,
      eps: 1e-8,
      ...options,
    };
    const { mode, factor, patience } = this.#options;
    if (!(factor > 0 && factor < 1)) throw new ArgumentError(`factor is between 0 and 1, not ${factor}.`);
    if (mode !== "min" && mode !== "max") throw new ArgumentError(`mode is "min" or "max", not "${String(mode)}".`);
    checkCount("patience", patience, 0);
    this.#best = mode === "min" ? Infinity : -Infinity;
  }

  /** The best value of the metric so far. */
  get best(): number {
    return this.#best;
  }

  /** To be called after each epoch with the metric that should improve. */
  step(metric: number): void {
    const { patience, cooldown } = this.#options;
    if (this.#better(metric)) {
      this.#best = metric;
      this.#badEpochs = 0;
    } else {
      this.#badEpochs += 1;
    }
    if (this.#cooldown > 0) {
      this.#cooldown -= 1;
      this.#badEpochs = 0;
    }
    if (this.#badEpochs <= patience) return;
    this.#reduce();
    this.#cooldown = cooldown;
    this.#badEpochs = 0;
  }

  /** The rates now, one for each group. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  #better(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const sign = mode === "min" ? -1 : 1;
    if (!Number.isFinite(this.#best)) return sign * metric > sign * this.#best;
    const bar = thresholdMode === "rel" ? this.#best * (1 + sign * threshold) : this.#best + sign * threshold;
    return sign * metric > sign * bar;
  }

  #reduce(): void {
    const { factor, minLr, eps } = this.#options;
    for (const group of this.optimizer.paramGroups) {
      const lower = Math.max(group.lr * factor, minLr);
      if (group.lr - lower > eps) group.lr = lower;
    }
  }
}
