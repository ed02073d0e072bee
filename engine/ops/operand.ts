// Operands as users write them: a tensor or a plain number.
import { ArgumentError } from "../errors.ts";
import { outsideScopes } from "../memory/scope.ts";
import { isFloat, type DType } from "../tensor/dtype.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Fits } from "../tensor/shapes/gradual.ts";
import { empty, Tensor } from "../tensor/tensor.ts";

export type Operand = Tensor | number;

/** The second operand of an operation that broadcasts: a number, or a tensor of shape B that fits. */
export type Stretchable<Outcome, B extends Shape> = Fits<Outcome, number | Tensor<B>>;

/** Numbers that come up again and again are made once. Never handed to users, so nobody changes them. */
const constants = new Map<string, Tensor>();
const most = 512;

/** A number becomes a tensor without axes, of the other operand's dtype unless it has a fraction that would be lost. */
export function operand(value: Operand, like: DType): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value !== "number") throw notOperand(value);
  const dtype = isFloat(like) ? like : Number.isInteger(value) ? "int32" : "float32";
  const key = `${dtype} ${Object.is(value, -0) ? "-0" : value}`;
  const known = constants.get(key);
  if (known) return known;
  const made = outsideScopes(() => empty([], dtype));
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
