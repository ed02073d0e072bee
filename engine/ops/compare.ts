// Comparisons, which give bool, and choices by them.
import { record } from "../autograd/node.ts";
import { work } from "../memory/capture.ts";
import { needTensor } from "../tensor/given.ts";
import { broadcast, type Shape } from "../tensor/shape.ts";
import type { Broadcast } from "../tensor/shapes/broadcast.ts";
import type { Known } from "../tensor/shapes/gradual.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { unbroadcast } from "./arithmetic.ts";
import { cast } from "./contiguous.ts";
import { mapWith, meeting, stretched, zipWith } from "./elementwise.ts";
import { type Operand, operand, operands, type Stretchable } from "./operand.ts";

interface Comparison<What extends string> {
  <A extends Shape = [], B extends Shape = [], R = Broadcast<What, A, B>>(
    a: number | Tensor<A>,
    b: Stretchable<R, B>,
  ): Tensor<Known<R>>;
}

function comparison<What extends string>(name: What, test: (a: number, b: number) => boolean): Comparison<What> {
  const compare = (a: Operand, b: Operand): Tensor => {
    const [x, y] = operands(a, b);
    return zipWith((p, q) => Number(test(p, q)), x, y, name, "bool");
  };
  return compare as Comparison<What>;
}

/** a = b */
export const eq = comparison("eq", (a, b) => a === b);
/** a ≠ b */
export const ne = comparison("ne", (a, b) => a !== b);
/** a < b */
export const lt = comparison("lt", (a, b) => a < b);
/** a ≤ b */
export const le = comparison("le", (a, b) => a <= b);
/** a > b */
export const gt = comparison("gt", (a, b) => a > b);
/** a ≥ b */
export const ge = comparison("ge", (a, b) => a >= b);
/** Both are true (not 0). */
export const logicalAnd = comparison("logicalAnd", (a, b) => a !== 0 && b !== 0);
/** One or both are true (not 0). */
export const logicalOr = comparison("logicalOr", (a, b) => a !== 0 || b !== 0);
/** True where x is 0. */
export const logicalNot = <S extends Shape>(x: Tensor<S>): Tensor<S> => mapWith((n) => (n === 0 ? 1 : 0), x, "bool");
/** True where x is not a number. */
export const isnan = <S extends Shape>(x: Tensor<S>): Tensor<S> => mapWith((n) => Number(Number.isNaN(n)), x, "bool");
/** True where x is neither infinite nor not a number. */
export const isfinite = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  mapWith((n) => Number(Number.isFinite(n)), x, "bool");

/** a where the condition is true, else b; all three broadcast */
export function where<
  C extends Shape,
  A extends Shape = [],
  B extends Shape = [],
  First = Broadcast<"where", C, A>,
  R = Broadcast<"where", Known<First>, B>,
>(condition: Tensor<C>, a: Stretchable<First, A>, b: Stretchable<R, B>): Tensor<Known<R>>;
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  needTensor(condition, "where", "condition");
  const like = a instanceof Tensor ? a.dtype : b instanceof Tensor ? b.dtype : "float32";
  const [x, y] = [operand(a, like), operand(b, like)];
  const dtype = meeting(x, y);
  const shape = broadcast(
    broadcast(condition.shape, x.shape, "where", { left: condition.name, right: x.name }),
    y.shape,
    "where",
  );
  const out = empty(shape, dtype);
  const chosen = stretched(condition, shape);
  const [first, second] = [stretched(cast(x, dtype), shape), stretched(cast(y, dtype), shape)];
  work(() => {
    const [choose, left, right, target] = [chosen.data, first.data, second.data, out.data];
    for (let i = 0; i < target.length; i += 1) target[i] = choose[i] ? left[i]! : right[i]!;
  });
  return record(out, "where", [x, y], [condition], (g) => [
    // Chosen, not multiplied: an infinite gradient of what was not taken stays out.
    x.requiresGrad ? unbroadcast(where(condition, g, 0), x) : undefined,
    y.requiresGrad ? unbroadcast(where(condition, 0, g), y) : undefined,
  ]);
}

/** x with `value` wherever the mask is true */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  return where(mask, value, x);
}

export interface CloseOptions {
  /** Relative tolerance, of the second operand. Default 1e-5. */
  readonly rtol?: number;
  /** Absolute tolerance. Default 1e-8. */
  readonly atol?: number;
}

/** Whether two numbers are close, as 1 or 0. Infinite ones are close to their like only. */
export const closeness =
  ({ rtol, atol }: Required<CloseOptions>) =>
  (p: number, q: number): number =>
    Number(p === q || (Math.abs(q) !== Infinity && Math.abs(p - q) <= atol + rtol * Math.abs(q)));

/** Whether all |a - b| ≤ atol + rtol · |b| */
export function allclose(a: Tensor, b: Tensor, { rtol = 1e-5, atol = 1e-8 }: CloseOptions = {}): boolean {
  needTensor(a, "allclose", "a");
  needTensor(b, "allclose", "b");
  const close = zipWith(closeness({ rtol, atol }), a, b, "allclose", "bool");
  return close.data.every(Boolean);
}
