// Changing a tensor's own numbers. Outside the graph: allowed on tensors that need no gradient, or inside noGrad; a value
// that a backward pass still needs is guarded by its storage's version.
import { gradEnabled } from "../autograd/mode.ts";
import { DTypeError, GradientError, ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { heapOf, isFloat, shiftOf } from "../tensor/dtype.ts";
import { broadcast, numelOf, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { cast } from "./contiguous.ts";
import { stretched } from "./elementwise.ts";
import { type Operand, operand } from "./operand.ts";

/** x ← values, broadcast to x's shape */
export function copy_(x: Tensor, values: Tensor): Tensor {
  return write(x, values, "copy_");
}

/** x ← one number everywhere */
export function fill_(x: Tensor, value: number): Tensor {
  return write(x, operand(value, x.dtype), "fill_");
}

/** x ← x + y. @throws DTypeError where the result has fractions and x cannot hold them; so do the next three */
export const add_ = (x: Tensor, y: Operand): Tensor => update(x, add(x.detach(), detached(y)), "add_");
/** x ← x - y */
export const sub_ = (x: Tensor, y: Operand): Tensor => update(x, sub(x.detach(), detached(y)), "sub_");
/** x ← x · y */
export const mul_ = (x: Tensor, y: Operand): Tensor => update(x, mul(x.detach(), detached(y)), "mul_");
/** x ← x / y */
export const div_ = (x: Tensor, y: Operand): Tensor => update(x, div(x.detach(), detached(y)), "div_");

const detached = (y: Operand): Operand => (typeof y === "number" ? y : y.detach());

function update(x: Tensor, result: Tensor, what: string): Tensor {
  if (!isFloat(result.dtype) || isFloat(x.dtype)) return write(x, result, what);
  throw new DTypeError({
    problem: `${what} would cut off fractions: the result is ${result.dtype}, and the tensor ${x.dtype}.`,
    operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    attempt: `${what.slice(0, -1)}() without the underscore, or to("float32") first`,
  });
}

function write(x: Tensor, values: Tensor, what: string): Tensor {
  if (gradEnabled() && x.requiresGrad) {
    throw new GradientError({
      problem: `${what} would change a tensor that requires gradients, and the graph would not notice.`,
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
      attempt: "noGrad(() => …) around it, or the operation without the underscore",
    });
  }
  if (!sameShape(broadcast(x.shape, values.shape, what, { left: x.name, right: values.name }), x.shape)) {
    throw new ShapeError({
      problem: `${what} cannot put the larger shape into the smaller one.`,
      operands: [
        { role: "tensor", name: x.name, shape: x.shape },
        { role: "values", name: values.name, shape: values.shape },
      ],
      attempt: `${what.slice(0, -1)}() without the underscore makes a new tensor of the larger shape`,
    });
  }
  const source = stretched(cast(values, x.dtype), x.shape);
  work(() => {
    if (x.isContiguous) x.data.set(source.data);
    else scatter(x, source.data);
    x.storage.version += 1;
  });
  return x;
}

/** Row-major numbers into a view with gaps or another order. */
function scatter(x: Tensor, source: ArrayLike<number>): void {
  const heap = heapOf(x.dtype);
  const start = x.pointer >>> shiftOf(x.dtype);
  const count = numelOf(x.shape);
  for (let i = 0; i < count; i += 1) {
    let [rest, place] = [i, start];
    for (let axis = x.ndim - 1; axis >= 0; axis -= 1) {
      place += (rest % x.shape[axis]!) * x.strides[axis]!;
      rest = Math.floor(rest / x.shape[axis]!);
    }
    heap[place] = source[i]!;
  }
}
