// What there is and how often: distinct numbers, histograms, places in a sorted row. No gradients.
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import { sameShape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { ne } from "./compare.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { type ReduceOptions, sum } from "./reduce.ts";

export interface Distinct {
  /** The distinct numbers in order [n]. */
  readonly values: Tensor;
  /** For each number of x the place of its value. int32, of x's shape */
  readonly inverse: Tensor;
  /** How often each value occurs [n]. int32 */
  readonly counts: Tensor;
}

/** The distinct numbers in order [n]; with `returnInverse` or `returnCounts`, also where and how often they occur. */
export function unique(x: Tensor): Tensor;
export function unique(x: Tensor, options: { returnInverse: true } | { returnCounts: true }): Distinct;
export function unique(x: Tensor, options?: { returnInverse?: boolean; returnCounts?: boolean }): Tensor | Distinct {
  needTensor(x, "unique");
  const numbers = packed(x).data;
  // Typed arrays sort by value, NaN last; every NaN is a value of its own, as in PyTorch.
  const sorted = numbers.toSorted().filter((value, i, all) => i === 0 || value !== all[i - 1]);
  const values = empty([sorted.length], x.dtype);
  values.data.set(sorted);
  if (!options?.returnInverse && !options?.returnCounts) return values;
  const [inverse, counts] = [empty(x.shape, "int32"), zeros([sorted.length], { dtype: "int32" })];
  const [places, totals] = [inverse.data, counts.data];
  let nans = sorted.findIndex((value) => Number.isNaN(value));
  numbers.forEach((value, i) => {
    const place = Number.isNaN(value) ? nans++ : firstAtLeast(sorted, value, 0, sorted.length);
    places[i] = place;
    totals[place]! += 1;
  });
  return { values, inverse, counts };
}

export interface BincountOptions {
  /** Adds these instead of ones [n]. */
  readonly weights?: Tensor;
  /** The result has at least this many places. Default 0. */
  readonly minlength?: number;
}

/** How often each whole number from 0 occurs in a vector: [n] int32 → [largest + 1] int32, or the weights' dtype. */
export function bincount(x: Tensor, { weights, minlength = 0 }: BincountOptions = {}): Tensor {
  needTensor(x, "bincount");
  if (x.ndim !== 1) throw notVector("bincount", x);
  if (isFloat(x.dtype)) throw new DTypeError(`bincount counts whole numbers, int32, not ${x.dtype}. Try to("int32").`);
  if (weights && !sameShape(weights.shape, x.shape)) throw new ShapeError("bincount needs one weight for each number.");
  const numbers = x.data;
  let size = minlength;
  for (const value of numbers) {
    if (value < 0) throw new ArgumentError(`bincount counts numbers from 0, and one is ${value}.`);
    size = Math.max(size, value + 1);
  }
  const out = zeros([size], { dtype: weights?.dtype ?? "int32" });
  const [target, amounts] = [out.data, weights?.data];
  numbers.forEach((value, i) => (target[value]! += amounts ? amounts[i]! : 1));
  return out;
}

export interface HistcOptions {
  /** Default 100. */
  readonly bins?: number;
  /** Where the first bin begins. Default, with `max`, 0: from the smallest number to the largest. */
  readonly min?: number;
  /** Where the last bin ends; it holds its end. Default 0. */
  readonly max?: number;
}

/** How many numbers fall into each of `bins` equal parts of a range; those outside do not count. [bins], of x's dtype */
export function histc(x: Tensor, { bins = 100, min = 0, max = 0 }: HistcOptions = {}): Tensor {
  needTensor(x, "histc");
  if (!(Number.isInteger(bins) && bins > 0)) throw new ArgumentError(`histc needs bins from 1, not ${bins}.`);
  if (!(min <= max)) throw new ArgumentError(`histc needs min ≤ max, not ${min} and ${max}.`);
  const numbers = packed(x).data;
  let [from, to] = [min, max];
  if (from === to && numbers.length > 0) [from, to] = rangeOf(numbers);
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    throw new ArgumentError(`histc needs a finite range, not ${from} to ${to}.`);
  }
  if (from === to) [from, to] = [from - 1, to + 1];
  const out = zeros([bins], { dtype: x.dtype });
  const target = out.data;
  for (const value of numbers) {
    if (!(value >= from && value <= to)) continue;
    target[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]! += 1;
  }
  return out;
}

/**
 * Where each value would have to be put into a sorted row to keep its order. int32, of the values' shape
 * @param sorted [n] for all values, or [..., n] with a row for each row of values
 * @param options right: after equal numbers instead of before them. Default false
 */
export function searchsorted(
  sorted: Tensor,
  values: Tensor,
  { right = false }: { readonly right?: boolean } = {},
): Tensor {
  needTensor(sorted, "searchsorted", "sorted");
  needTensor(values, "searchsorted", "values");
  const fits =
    sorted.ndim === 1 || (sorted.ndim > 0 && sameShape(sorted.shape.slice(0, -1), values.shape.slice(0, -1)));
  if (!fits) {
    throw new ShapeError({
      problem: "searchsorted needs one sorted row [n], or one for each row of values.",
      operands: [
        { role: "sorted", name: sorted.name, shape: sorted.shape },
        { role: "values", name: values.name, shape: values.shape },
      ],
    });
  }
  const out = empty(values.shape, "int32");
  const [row, wanted, target] = [packed(sorted).data, packed(values).data, out.data];
  const n = sorted.shape.at(-1)!;
  const each = sorted.ndim === 1 ? Infinity : values.shape.at(-1)!;
  for (let i = 0; i < target.length; i += 1) {
    const start = each === Infinity ? 0 : Math.floor(i / each) * n;
    const find = right ? firstAbove : firstAtLeast;
    target[i] = find(row, wanted[i]!, start, start + n) - start;
  }
  return out;
}

/** How many numbers are not 0. int32 */
export function countNonzero(x: Tensor, options: ReduceOptions = {}): Tensor {
  return sum(ne(x, 0), options);
}

/** The first place from `low` whose number is not below the value. */
function firstAtLeast(row: ArrayLike<number>, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (row[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place from `low` whose number is above the value. */
function firstAbove(row: ArrayLike<number>, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (row[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rangeOf(numbers: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < numbers.length; i += 1) {
    low = Math.min(low, numbers[i]!);
    high = Math.max(high, numbers[i]!);
  }
  return [low, high];
}

function notVector(what: string, x: Tensor): ShapeError {
  return new ShapeError({
    problem: `${what} needs a vector.`,
    operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    attempt: "flatten()",
  });
}
