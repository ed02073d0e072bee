// Rates that rise first.
import { ArgumentError } from "../../errors.ts";
import { cosineBetween } from "./cosine.ts";
import { type AnyOptimizer, checkCount, LRScheduler } from "./scheduler.ts";

export interface LinearLROptions {
  /** Factor at the start. Default 1/3. */
  readonly startFactor?: number;
  /** Factor from the end on. Default 1. */
  readonly endFactor?: number;
  /** How many epochs the way takes. Default 5. */
  readonly totalIters?: number;
}

/** A straight line from `startFactor` to `endFactor`, then level: the usual warm-up. */
export class LinearLR extends LRScheduler {
  readonly #options: Required<LinearLROptions>;

  constructor(optimizer: AnyOptimizer, options: LinearLROptions = {}) {
    super(optimizer);
    this.#options = { startFactor: 1 / 3, endFactor: 1, totalIters: 5, ...options };
    checkCount("totalIters", this.#options.totalIters);
    this.moveTo(0);
  }

  at(epoch: number, base = this.baseLrs[0]!): number {
    const { startFactor, endFactor, totalIters } = this.#options;
    return base * (startFactor + (endFactor - startFactor) * Math.min(1, epoch / totalIters));
  }
}

export interface OneCycleLROptions {
  /** The part of the steps in which the rate rises. Default 0.3. */
  readonly pctStart?: number;
  /** The first rate is `maxLr` divided by this. Default 25. */
  readonly divFactor?: number;
  /** The last rate is the first divided by this. Default 1e4. */
  readonly finalDivFactor?: number;
  /** Default "cos". */
  readonly annealStrategy?: "cos" | "linear";
}

/** Up to `maxLr` and far down again, once (Smith & Topin 2017). To be stepped after every batch. */
export class OneCycleLR extends LRScheduler {
  readonly #maxLr: number;
  readonly #totalSteps: number;
  readonly #options: Required<OneCycleLROptions>;

  constructor(optimizer: AnyOptimizer, maxLr: number, totalSteps: number, options: OneCycleLROptions = {}) {
    super(optimizer);
    checkCount("totalSteps", totalSteps, 2);
    this.#maxLr = maxLr;
    this.#totalSteps = totalSteps;
    this.#options = { pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4, annealStrategy: "cos", ...options };
    this.moveTo(0);
  }

  /** @throws ArgumentError after the last step */
  at(epoch: number): number {
    if (epoch > this.#totalSteps) {
      throw new ArgumentError(`OneCycleLR was made for ${this.#totalSteps} steps, and this would be step ${epoch}.`);
    }
    const { pctStart, divFactor, finalDivFactor, annealStrategy } = this.#options;
    const first = this.#maxLr / divFactor;
    const top = pctStart * this.#totalSteps - 1;
    const between = annealStrategy === "cos" ? cosineBetween : lineBetween;
    if (epoch <= top) return between(first, this.#maxLr, epoch / top);
    return between(this.#maxLr, first / finalDivFactor, Math.min(1, (epoch - top) / (this.#totalSteps - 1 - top)));
  }
}

const lineBetween = (from: number, to: number, part: number): number => from + (to - from) * part;
