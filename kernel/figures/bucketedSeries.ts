// One curve of any length in bounded memory: points gather in buckets that remember their last, lowest and highest
// value; when the buckets are full, neighbours merge. Adding is O(1) amortised, and first, last, best and the number
// of points stay exact.
import type { CurvePayload, CurvePoint } from "../../extension/figures/payload/curves.ts";

const capacity = 1000;

export class BucketedSeries {
  readonly name: string;
  readonly better: CurvePayload["better"];
  /** Each bucket's last x. */
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly low: number[] = [];
  readonly high: number[] = [];
  /** Each bucket's last time in seconds; NaN where it is not known. */
  readonly time: number[] = [];
  /** Points in a full bucket. */
  size = 1;
  total = 0;
  broken = 0;
  last: CurvePoint | null = null;
  best: CurvePoint | null = null;
  diverged: number | null = null;
  /** Points in the last bucket. */
  #filled = 0;

  readonly run: string | undefined;

  constructor(name: string, better: CurvePayload["better"], run?: string) {
    this.name = name;
    this.better = better;
    this.run = run;
  }

  /** @param time when it was recorded, in seconds since its run began */
  add(x: number, y: number, time = Number.NaN): void {
    this.total++;
    this.last = { x, y };
    if (!Number.isFinite(y)) {
      this.broken++;
      this.diverged ??= x;
    } else if (this.better !== "none" && (!this.best || (this.better === "lower" ? y < this.best.y : y > this.best.y)))
      this.best = { x, y };

    if (this.x.length === 0 || this.#filled === this.size) this.#open(x, y, time);
    else this.#join(x, y, time);
  }

  #open(x: number, y: number, time: number): void {
    if (this.x.length === capacity) this.#halve();
    if (this.#filled < this.size && this.x.length > 0) return this.#join(x, y, time);
    this.x.push(x);
    this.y.push(y);
    this.low.push(y);
    this.high.push(y);
    this.time.push(time);
    this.#filled = 1;
  }

  #join(x: number, y: number, time: number): void {
    const i = this.x.length - 1;
    this.x[i] = x;
    this.y[i] = y;
    this.time[i] = time;
    this.low[i] = lower(this.low[i]!, y);
    this.high[i] = higher(this.high[i]!, y);
    this.#filled++;
  }

  #halve(): void {
    const { x, y, low, high, time } = this;
    const half = capacity / 2;
    for (let i = 0; i < half; i++) {
      x[i] = x[2 * i + 1]!;
      y[i] = y[2 * i + 1]!;
      time[i] = time[2 * i + 1]!;
      low[i] = lower(low[2 * i]!, low[2 * i + 1]!);
      high[i] = higher(high[2 * i]!, high[2 * i + 1]!);
    }
    for (const list of [x, y, low, high, time]) list.length = half;
    this.size *= 2;
    this.#filled = this.size;
  }
}

// A value that is not a number must not hide the others of its bucket, as Math.min would let it.
const lower = (a: number, b: number): number => (b < a || Number.isNaN(a) ? b : a);
const higher = (a: number, b: number): number => (b > a || Number.isNaN(a) ? b : a);
