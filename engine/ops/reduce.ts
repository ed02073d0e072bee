// Many numbers made one: sums, means, extremes, along some axes or all. Options are PyTorch's: `dim` (one axis, several,
// default all) and `keepdim` (leave an axis of size 1).
import { record } from "../autograd/node.ts";
import { ArgumentError } from "../errors.ts";
import { sums } from "../kernels/sums.ts";
import { work } from "../memory/capture.ts";
import { type DType, isFloat } from "../tensor/dtype.ts";
import { axesOf, axisOf, numelOf, type Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { add, div, mul, pow, sub } from "./arithmetic.ts";
import { cast, packed } from "./contiguous.ts";
import { eq, where } from "./compare.ts";
import { mapUnary, mapWith, zipWith } from "./elementwise.ts";
import { abs, exp, levelOp, log, square } from "./unary.ts";
import { expand, permute, reshape, squeeze } from "./views.ts";

/** An axis, several, or all. */
export type Dims = number | readonly number[] | undefined;

export interface ReduceOptions<D = Dims, K extends boolean = boolean> {
  /** Axis or axes to reduce; default all. */
  readonly dim?: D;
  /** Leaves the reduced axes with size 1. Default false. */
  readonly keepdim?: K;
}

/** Options of a reduction, whose axes the tensor must have. */
export type Reducing<Outcome, D extends Dims, K extends boolean> = ReduceOptions<Fits<Outcome, D>, K>;

/** Sum. Booleans and int32 give int32. */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  const from = x.dtype === "bool" ? cast(x, "int32") : x;
  const { axes, shape } = plan(x, options, "sum");
  const out = reduceNumbers(from, axes, shape, from.dtype, addUp);
  // Every number that was added gets the whole gradient.
  return record(out, "sum", [x], [], (g) => [expand(reshape(g, keptShape(x, axes)), x.shape)]);
}

/** Arithmetic mean. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { axes } = plan(x, options, "mean");
  return div(sum(isFloat(x.dtype) ? x : cast(x, "float32"), options), countOf(x, axes));
}

export interface VarOptions extends ReduceOptions {
  /** Divides by n - correction. Default 1 (Bessel), as in PyTorch. */
  readonly correction?: number;
}

/** Variance. */
export function variance(x: Tensor, { correction = 1, ...options }: VarOptions = {}): Tensor {
  const { axes } = plan(x, options, "var");
  const centred = sub(x, mean(x, { ...options, dim: axes, keepdim: true }));
  return div(sum(square(centred), { ...options, dim: axes }), Math.max(0, countOf(x, axes) - correction));
}

/** Standard deviation. */
export function std(x: Tensor, options: VarOptions = {}): Tensor {
  return rootOf(variance(x, options));
}

/** Euclidean norm, or another p-norm: (Σ |x|ᵖ)^(1/p); p may be ±Infinity, or 0: how many are not 0. */
export function norm(x: Tensor, { p = 2, ...options }: ReduceOptions & { readonly p?: number } = {}): Tensor {
  if (p === 2) return rootOf(sum(square(x), options));
  if (p === 1) return sum(abs(x), options);
  if (p === Infinity) return amax(abs(x), options);
  if (p === -Infinity) return amin(abs(x), options);
  if (p === 0) return sum(isSome(isFloat(x.dtype) ? x : cast(x, "float32")), options);
  if (!(p > 0)) throw new ArgumentError(`norm needs p ≥ 0 or -Infinity, not ${p}.`);
  const total = sum(pow(abs(x), p), options);
  const none = eq(total, 0);
  return where(none, 0, pow(where(none, 1, total), 1 / p));
}

const isSome = levelOp("norm", (n) => Number(n !== 0));

/** √x, for lengths and spreads: where it is 0, so is its gradient, as in PyTorch, and not infinite. */
function rootOf(x: Tensor): Tensor {
  const y = mapUnary("sqrt", x);
  return record(y, "sqrt", [x], [y], (g) => {
    const none = eq(y, 0);
    return [where(none, 0, div(g, where(none, 1, mul(y, 2))))];
  });
}

/** Largest number; the gradient is shared by all that are as large. */
export function amax(x: Tensor, options: ReduceOptions = {}): Tensor {
  return extreme(x, options, "amax", (a, b) => a > b || Number.isNaN(a));
}

/** Smallest number; the gradient is shared by all that are as small. */
export function amin(x: Tensor, options: ReduceOptions = {}): Tensor {
  return extreme(x, options, "amin", (a, b) => a < b || Number.isNaN(a));
}

/** Index of the (first) largest number along an axis, or in row-major order; NaN counts as largest. int32 */
export function argmax(x: Tensor, options: { readonly dim?: number; readonly keepdim?: boolean } = {}): Tensor {
  return argBest(x, options, "argmax", (a, b) => a > b || (Number.isNaN(a) && !Number.isNaN(b)));
}

/** Index of the (first) smallest number along an axis, or in row-major order; NaN counts as smallest. int32 */
export function argmin(x: Tensor, options: { readonly dim?: number; readonly keepdim?: boolean } = {}): Tensor {
  return argBest(x, options, "argmin", (a, b) => a < b || (Number.isNaN(a) && !Number.isNaN(b)));
}

/** ln Σ eˣ, without overflow. */
export function logsumexp(input: Tensor, { dim, keepdim = false }: ReduceOptions = {}): Tensor {
  const x = isFloat(input.dtype) ? input : cast(input, "float32");
  const axes = axesOf(dim, x.ndim, "logsumexp");
  // An infinite one shifts nothing: ∞ - ∞ is no number.
  const finite = (n: number): number => (Math.abs(n) === Infinity ? 0 : n);
  const largest = mapWith(finite, amax(x, { dim: axes, keepdim: true }).detach());
  const out = add(log(sum(exp(sub(x, largest)), { dim: axes, keepdim: true })), largest);
  return keepdim ? out : axes.toReversed().reduce((t, axis) => squeeze(t, axis), out);
}

/** Whether all numbers are true (not 0). bool */
export function all(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { axes, shape } = plan(x, options, "all");
  return reduceNumbers(x, axes, shape, "bool", (row, from, to) => Number(row.subarray(from, to).every((n) => n !== 0)));
}

/** Whether any number is true (not 0). bool */
export function any(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { axes, shape } = plan(x, options, "any");
  return reduceNumbers(x, axes, shape, "bool", (row, from, to) => Number(row.subarray(from, to).some((n) => n !== 0)));
}

/** Running sum along an axis. Booleans give int32. */
export function cumsum(input: Tensor, dim: number): Tensor {
  const x = input.dtype === "bool" ? cast(input, "int32") : input;
  const axis = axisOf(dim, x.ndim, "cumsum");
  const out = scan(x, axis, false);
  return record(out, "cumsum", [x], [], (g) => [reverseCumsum(g, axis)]);
}

function reverseCumsum(x: Tensor, axis: number): Tensor {
  return record(scan(x, axis, true), "reverseCumsum", [x], [], (g) => [cumsum(g, axis)]);
}

type RowReduction = (numbers: Tensor["data"], from: number, to: number) => number;

interface Plan {
  readonly axes: readonly number[];
  readonly shape: Shape;
}

function plan(x: Tensor, { dim, keepdim = false }: ReduceOptions, what: string): Plan {
  const axes = axesOf(dim, x.ndim, what);
  const shape = keepdim ? keptShape(x, axes) : x.shape.filter((_, axis) => !axes.includes(axis));
  return { axes, shape };
}

const keptShape = (x: Tensor, axes: readonly number[]): Shape =>
  x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
const countOf = (x: Tensor, axes: readonly number[]): number => axes.reduce((count, axis) => count * x.shape[axis]!, 1);

/** Brings the reduced axes to the end and reduces row by row; sums of float32 use the kernels. */
function reduceNumbers(x: Tensor, axes: readonly number[], shape: Shape, dtype: DType, reduce: RowReduction): Tensor {
  const out = empty(shape, dtype);
  const columns = countOf(x, axes);
  const rows = numelOf(shape);
  const kernel = reduce === addUp && x.dtype === "float32";
  const leading = axes.every((axis, i) => axis === i);
  if (kernel && leading && axes.length < x.ndim) {
    const from = packed(x);
    work(() => sums.sumColumns(from.pointer, out.pointer, columns, rows));
    return out;
  }
  const lying = packed(lastAxes(x, axes));
  if (kernel) {
    work(() => sums.sumRows(lying.pointer, out.pointer, rows, columns));
    return out;
  }
  work(() => {
    const [numbers, target] = [lying.data, out.data];
    for (let r = 0; r < rows; r += 1) target[r] = reduce(numbers, r * columns, (r + 1) * columns);
  });
  return out;
}

/** A view with these axes last. Outside the graph. */
function lastAxes(x: Tensor, axes: readonly number[]): Tensor {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  return permute(x.detach(), [...others, ...axes]);
}

const addUp: RowReduction = (numbers, from, to) => {
  let total = 0;
  for (let i = from; i < to; i += 1) total += numbers[i]!;
  return total;
};

function extreme(x: Tensor, options: ReduceOptions, what: string, better: (a: number, b: number) => boolean): Tensor {
  const { axes, shape } = plan(x, options, what);
  if (countOf(x, axes) === 0) throw new ArgumentError(`${what} of no numbers does not exist.`);
  const out = reduceNumbers(x, axes, shape, x.dtype, (numbers, from, to) => {
    let best = numbers[from]!;
    for (let i = from + 1; i < to; i += 1) if (better(numbers[i]!, best)) best = numbers[i]!;
    return best;
  });
  return record(out, what, [x], [x], (g) => {
    const kept = keptShape(x, axes);
    const same = (p: number, q: number): number => Number(p === q || (p !== p && q !== q));
    const hit = zipWith(same, x, reshape(out.detach(), kept), what, x.dtype);
    return [mul(div(hit, sum(hit, { dim: axes, keepdim: true })), reshape(g, kept))];
  });
}

function argBest(
  x: Tensor,
  { dim, keepdim = false }: { readonly dim?: number; readonly keepdim?: boolean },
  what: string,
  better: (a: number, b: number) => boolean,
): Tensor {
  const { axes, shape } = plan(x, { ...(dim !== undefined && { dim }), keepdim }, what);
  if (countOf(x, axes) === 0) throw new ArgumentError(`${what} of no numbers does not exist.`);
  return reduceNumbers(x, axes, shape, "int32", (numbers, from, to) => {
    let best = from;
    for (let i = from + 1; i < to; i += 1) if (better(numbers[i]!, numbers[best]!)) best = i;
    return best - from;
  });
}

function scan(x: Tensor, axis: number, backwards: boolean): Tensor {
  const out = empty(x.shape, x.dtype);
  const lying = packed(x);
  const inner = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = x.shape[axis] ?? 1;
  work(() => {
    const [source, target] = [lying.data, out.data];
    for (let start = 0; start < target.length; start += size * inner) {
      for (let column = 0; column < inner; column += 1) {
        let total = 0;
        for (let i = 0; i < size; i += 1) {
          const at = start + (backwards ? size - 1 - i : i) * inner + column;
          total += source[at]!;
          target[at] = total;
        }
      }
    }
  });
  return out;
}
