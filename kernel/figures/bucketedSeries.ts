// One curve of any length in bounded memory: points gather in buckets that remember their last, lowest and highest
// value; when the buckets are full, neighbours merge. Adding is O(1) amortised, and first, last, best and the number
// of points stay exact. The numbers lie in typed arrays and what the whole series is gets noted while adding: a live
// figure copies it between two steps of a training, in code too seldom run to be compiled.
import type { CurvePayload, CurvePoint } from "../../extension/figures/payload/curves.ts";

const capacity = 1000;

export class BucketedSeries {
  readonly name: string;
  readonly better: CurvePayload["better"];
  /** Points in a full bucket. */
  size = 1;
  total = 0;
  broken = 0;
  last: CurvePoint | null = null;
  best: CurvePoint | null = null;
  diverged: number | null = null;
  /** Every x is an integer that fits into 32 bits. */
  whole = true;
  /** The time of every point is known. */
  timed = true;
  readonly #x = new Float64Array(capacity);
  readonly #y = new Float64Array(capacity);
  readonly #low = new Float64Array(capacity);
  readonly #high = new Float64Array(capacity);
  readonly #time = new Float64Array(capacity);
  /** Buckets in use. */
  #length = 0;
  /** Points in the last bucket. */
  #filled = 0;
  /** The greatest time so far: clocks are set back now and then; time is not. */
  #latest = 0;

  readonly run: string | undefined;

  constructor(name: string, better: CurvePayload["better"], run?: string) {
    this.name = name;
    this.better = better;
    this.run = run;
  }

  /** Each bucket's last x. What these give are views: they change with the next point. */
  get x(): Float64Array<ArrayBuffer> {
    return this.#x.subarray(0, this.#length);
  }

  /** Each bucket's last value. */
  get y(): Float64Array<ArrayBuffer> {
    return this.#y.subarray(0, this.#length);
  }

  get low(): Float64Array<ArrayBuffer> {
    return this.#low.subarray(0, this.#length);
  }

  get high(): Float64Array<ArrayBuffer> {
    return this.#high.subarray(0, this.#length);
  }

  /** Each bucket's last time in seconds, which never falls; of use when `timed`. */
  get time(): Float64Array<ArrayBuffer> {
    return this.#time.subarray(0, this.#length);
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

    this.whole &&= x >>> 0 === x;
    this.timed &&= Number.isFinite(time);
    if (time > this.#latest) this.#latest = time;

    if (this.#length === capacity && this.#filled === this.size) this.#halve();
    if (this.#length === 0 || this.#filled === this.size) this.#open(x, y);
    else this.#join(x, y);
  }

  #open(x: number, y: number): void {
    const i = this.#length++;
    this.#x[i] = x;
    this.#y[i] = this.#low[i] = this.#high[i] = y;
    this.#time[i] = this.#latest;
    this.#filled = 1;
  }

  #join(x: number, y: number): void {
    const i = this.#length - 1;
    this.#x[i] = x;
    this.#y[i] = y;
    this.#time[i] = this.#latest;
    this.#low[i] = lower(this.#low[i]!, y);
    this.#high[i] = higher(this.#high[i]!, y);
    this.#filled++;
  }

  #halve(): void {
    const [x, y, low, high, time] = [this.#x, this.#y, this.#low, this.#high, this.#time];
    const half = capacity / 2;
    for (let i = 0; i < half; i++) {
      x[i] = x[2 * i + 1]!;
      y[i] = y[2 * i + 1]!;
      time[i] = time[2 * i + 1]!;
      low[i] = lower(low[2 * i]!, low[2 * i + 1]!);
      high[i] = higher(high[2 * i]!, high[2 * i + 1]!);
    }
    this.#length = half;
    this.size *= 2;
    // The last bucket is full: `add` opens the next.
    this.#filled = this.size;
  }
}

// A value that is not a number must not hide the others of its bucket, as Math.min would let it.
const lower = (a: number, b: number): number => (b < a || Number.isNaN(a) ? b : a);
const higher = (a: number, b: number): number => (b > a || Number.isNaN(a) ? b : a);
