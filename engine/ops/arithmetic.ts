// Sums, products, quotients and powers, broadcast, with their gradients. Where an operand was stretched, its gradient is
// the sum over what it was stretched to.
import { record } from "../autograd/node.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape, type Shape } from "../tensor/shape.ts";
import type { Broadcast } from "../tensor/shapes/broadcast.ts";
import type { Known } from "../tensor/shapes/gradual.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { mapBinary, meeting, zipWith } from "./elementwise.ts";
import { type Operand, operands, type Stretchable } from "./operand.ts";
import { sum } from "./reduce.ts";
import { eq, where } from "./compare.ts";
import { log, neg } from "./unary.ts";
import { reshape } from "./views.ts";

/** a + b */
export function add<A extends Shape = [], B extends Shape = [], R = Broadcast<"add", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function add(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  // ∂/∂a = 1, ∂/∂b = 1
  return record(mapBinary("add", x, y), "add", [x, y], [], (g) => [unbroadcast(g, x), unbroadcast(g, y)]);
}

/** a - b */
export function sub<A extends Shape = [], B extends Shape = [], R = Broadcast<"sub", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function sub(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  // ∂/∂a = 1, ∂/∂b = -1
  return record(mapBinary("sub", x, y), "sub", [x, y], [], (g) => [
    unbroadcast(g, x),
    y.requiresGrad ? unbroadcast(neg(g), y) : undefined,
  ]);
}

/** a · b, number by number */
export function mul<A extends Shape = [], B extends Shape = [], R = Broadcast<"mul", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function mul(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  // ∂/∂a = b, ∂/∂b = a
  return record(mapBinary("mul", x, y), "mul", [x, y], [x, y], (g) => [
    x.requiresGrad ? unbroadcast(mul(g, y), x) : undefined,
    y.requiresGrad ? unbroadcast(mul(g, x), y) : undefined,
  ]);
}

/** a / b; integers give float32, as in PyTorch */
export function div<A extends Shape = [], B extends Shape = [], R = Broadcast<"div", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function div(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  const common = meeting(x, y);
  const float = isFloat(common) ? common : "float32";
  // ∂/∂a = 1/b, ∂/∂b = -a/b²
  return record(mapBinary("div", x, y, "div", float), "div", [x, y], [x, y], (g) => [
    x.requiresGrad ? unbroadcast(div(g, y), x) : undefined,
    y.requiresGrad ? unbroadcast(neg(div(mul(g, x), mul(y, y))), y) : undefined,
  ]);
}

/** a to the power of b, number by number */
export function pow<A extends Shape = [], B extends Shape = [], R = Broadcast<"pow", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function pow(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  const common = meeting(x, y);
  const dtype = isFloat(common) ? common : "int32";
  const out = zipWith(power, x, y, "pow", dtype);
  // ∂/∂a = b aᵇ⁻¹, ∂/∂b = aᵇ ln a, which is 0 where a is 0 and b not negative
  return record(out, "pow", [x, y], [x, y], (g) => [
    // Where b is 0 the power is 1 whatever a is, 0 too, where the formula has 0 · ∞.
    x.requiresGrad ? unbroadcast(where(eq(y, 0), 0, mul(g, mul(y, pow(x, sub(y, 1))))), x) : undefined,
    y.requiresGrad
      ? unbroadcast(
          mul(
            g,
            where(
              zipWith((p, q) => Number(p === 0 && q >= 0), x, y, "pow", "bool"),
              0,
              mul(pow(x, y), log(x)),
            ),
          ),
          y,
        )
      : undefined,
  ]);
}

/** The larger of a and b; where they are equal, each gets half the gradient, as in PyTorch */
export function maximum<A extends Shape = [], B extends Shape = [], R = Broadcast<"maximum", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function maximum(a: Operand, b: Operand): Tensor {
  return extremum("maximum", a, b, (p, q) => (p > q ? 1 : p === q ? 0.5 : 0));
}

/** The smaller of a and b; where they are equal, each gets half the gradient */
export function minimum<A extends Shape = [], B extends Shape = [], R = Broadcast<"minimum", A, B>>(
  a: number | Tensor<A>,
  b: Stretchable<R, B>,
): Tensor<Known<R>>;
export function minimum(a: Operand, b: Operand): Tensor {
  return extremum("minimum", a, b, (p, q) => (p < q ? 1 : p === q ? 0.5 : 0));
}

function extremum(
  name: "maximum" | "minimum",
  a: Operand,
  b: Operand,
  share: (p: number, q: number) => number,
): Tensor {
  const [x, y] = operands(a, b);
  return record(mapBinary(name, x, y), name, [x, y], [x, y], (g) => {
    const part = zipWith(share, x, y, name, g.dtype);
    return [unbroadcast(mul(g, part), x), unbroadcast(mul(g, sub(1, part)), y)];
  });
}

/** The gradient of what was stretched from the shape of `like`: summed over the axes it was repeated along. */
export function unbroadcast(grad: Tensor, like: Tensor): Tensor | undefined {
  if (!like.requiresGrad) return undefined;
  if (sameShape(grad.shape, like.shape)) return grad;
  const added = grad.ndim - like.ndim;
  const numbers = like.numel();
  if (added > 0 && numbers > 0 && sameShape(grad.shape.slice(added), like.shape)) {
    return reshape(sum(reshape(grad, [-1, numbers]), { dim: 0 }), like.shape);
  }
  const dim = grad.shape.flatMap((size, axis) => {
    const own = like.shape[axis - added];
    return axis < added || (own === 1 && size !== 1) ? [axis] : [];
  });
  return reshape(sum(grad, { dim, keepdim: true }), like.shape);
}

/** As IEEE 754 has it: 1 to any power is 1, and so is -1 to an infinite one, where JavaScript has NaN. */
const power = (a: number, b: number): number => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b);
