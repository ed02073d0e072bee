// Operands as users write them: a tensor or a plain number.
import { ArgumentError } from "../errors.ts";
import { isFloat, type DType } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Broadcast } from "../tensor/shapes/broadcast.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import { empty, Tensor } from "../tensor/tensor.ts";

export type Operand = Tensor | number;

/** The second operand, of shape B, to one of shape A: a number or a tensor that broadcasts with it. */
export type Stretchable<What extends string, A extends Shape, B extends Shape> = Fits<
  Broadcast<What, A, B>,
  number | Tensor<B>
>;

/** What comes of two operands. */
export type Both<What extends string, A extends Shape, B extends Shape> = Tensor<Known<Broadcast<What, A, B>>>;

/** Numbers that come up again and again are made once. Never handed to users, so nobody changes them. */
const constants = new Map<string, Tensor>();
const most = 512;

/** A number becomes a tensor without axes, of the other operand's dtype unless it has a fraction that would be lost. */
export function operand(value: Operand, like: DType): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value !== "number") throw notOperand(value);
  const dtype = isFloat(like) ? like : Number.isInteger(value) && like === "int32" ? like : "float32";
  const key = `${dtype} ${Object.is(value, -0) ? "-0" : value}`;
  const known = constants.get(key);
  if (known) return known;
  const made = empty([], dtype);
  made.data[0] = value;
  if (constants.size >= most) constants.clear();
  constants.set(key, made);
  return made;
}

/** Both operands as tensors; at least one of them is a tensor already. */
export function operands(a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const like = a instanceof Tensor ? a.dtype : b instanceof Tensor ? b.dtype : "float32";
  return [operand(a, like), operand(b, like)];
}

function notOperand(value: unknown): ArgumentError {
  const given = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
  return new ArgumentError({
    problem: `An operand is a tensor or a number, not ${given}.`,
    attempt: Array.isArray(value) ? "tensor(…) around the array" : undefined,
  });
}
