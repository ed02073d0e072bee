// Rates that fall along half a cosine (Loshchilov & Hutter 2017, SGDR).
import { type AnyOptimizer, checkCount, LRScheduler } from "./scheduler.ts";

/** From `from` (part 0) to `to` (part 1) along half a cosine. */
export const cosineBetween = (from: number, to: number, part: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * part));

/** From the group's rate down to `etaMin` (default 0) in `tMax` epochs; then, as in PyTorch, up again. */
export class CosineAnnealingLR extends LRScheduler {
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: AnyOptimizer, tMax: number, { etaMin = 0 }: { readonly etaMin?: number } = {}) {
    super(optimizer);
    checkCount("tMax", tMax);
    this.tMax = tMax;
    this.etaMin = etaMin;
  }

  at(epoch: number, base = this.baseLrs[0]!): number {
    return cosineBetween(base, this.etaMin, epoch / this.tMax);
  }
}

export interface WarmRestartsOptions {
  /** Each cycle is this many times as long as the one before. Default 1. */
  readonly tMult?: number;
  /** Default 0. */
  readonly etaMin?: number;
}

/** The same, starting again from the top after `t0` epochs, then `t0 · tMult`, … */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly t0: number;
  readonly tMult: number;
  readonly etaMin: number;

  constructor(optimizer: AnyOptimizer, t0: number, { tMult = 1, etaMin = 0 }: WarmRestartsOptions = {}) {
    super(optimizer);
    checkCount("t0", t0);
    checkCount("tMult", tMult);
    this.t0 = t0;
    this.tMult = tMult;
    this.etaMin = etaMin;
  }

  at(epoch: number, base = this.baseLrs[0]!): number {
    let [start, length] = [0, this.t0];
    while (epoch >= start + length) {
      start += length;
      length *= this.tMult;
    }
    return cosineBetween(base, this.etaMin, (epoch - start) / length);
  }
}
