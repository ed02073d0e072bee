// Questions about numbers: infinite, close, equal; and how to get rid of those that are not finite.
import { needTensor } from "../tensor/given.ts";
import { sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { closeness, type CloseOptions, eq, isnan, where } from "./compare.ts";
import { packed } from "./contiguous.ts";
import { mapWith, zipWith } from "./elementwise.ts";
import { type Operand, operands } from "./operand.ts";

/** True where x is infinite, of either sign. */
export const isinf = (x: Tensor): Tensor => mapWith((n) => Number(Math.abs(n) === Infinity), x, "bool");

/** True where |a - b| ≤ atol + rtol · |b|. Broadcasts. */
export function isclose(a: Operand, b: Operand, { rtol = 1e-5, atol = 1e-8 }: CloseOptions = {}): Tensor {
  const [x, y] = operands(a, b);
  return zipWith(closeness({ rtol, atol }), x, y, "isclose", "bool");
}

/** Whether two tensors have one shape and the same numbers; NaN equals nothing. */
export function equal(a: Tensor, b: Tensor): boolean {
  needTensor(a, "equal", "a");
  needTensor(b, "equal", "b");
  if (!sameShape(a.shape, b.shape)) return false;
  const [left, right] = [packed(a).data, packed(b).data];
  return left.every((value, i) => value === right[i]);
}

/** One of both is true (not 0), and not the other. Broadcasts. */
export function logicalXor(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  return zipWith((p, q) => Number((p !== 0) !== (q !== 0)), x, y, "logicalXor", "bool");
}

export interface NanToNumOptions {
  /** Takes the place of NaN. Default 0. */
  readonly nan?: number;
  /** Takes the place of Infinity. Default the largest number of the dtype. */
  readonly posinf?: number;
  /** Takes the place of -Infinity. Default the smallest number of the dtype. */
  readonly neginf?: number;
}

/** x with finite numbers in the places of those that are not. Their gradient is 0. */
export function nanToNum(x: Tensor, { nan = 0, posinf, neginf }: NanToNumOptions = {}): Tensor {
  const largest = x.dtype === "float64" ? Number.MAX_VALUE : 3.4028234663852886e38;
  const above = where(eq(x, Infinity), posinf ?? largest, x);
  return where(isnan(x), nan, where(eq(x, -Infinity), neginf ?? -largest, above));
}
