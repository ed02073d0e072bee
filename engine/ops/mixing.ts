// Two or three tensors made one, number by number: remainders, angles, interpolation, products added. All broadcast.
import { record } from "../autograd/node.ts";
import { type DType, isFloat } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub, unbroadcast } from "./arithmetic.ts";
import { eq, where } from "./compare.ts";
import { meeting, zipWith } from "./elementwise.ts";
import { type Operand, operands } from "./operand.ts";
import { floor, neg, sigmoid, square } from "./unary.ts";
import { trunc } from "./mathFunctions.ts";

/** What is left of a / b, with the sign of b, as Python's %. */
export function remainder(a: Operand, b: Operand): Tensor {
  return leftOver("remainder", a, b, floor, (p, q) => {
    const left = p % q;
    return left !== 0 && left < 0 !== q < 0 ? left + q : left;
  });
}

/** What is left of a / b, with the sign of a, as JavaScript's %. */
export function fmod(a: Operand, b: Operand): Tensor {
  return leftOver("fmod", a, b, trunc, (p, q) => p % q);
}

/** The angle of the point (x, y), from -π to π. */
export function atan2(y: Operand, x: Operand): Tensor {
  const [b, a] = operands(y, x);
  // ∂/∂y = x / (x² + y²), ∂/∂x = -y / (x² + y²)
  return record(zipWith(Math.atan2, b, a, "atan2", floatOf(b, a)), "atan2", [b, a], [b, a], (g) => {
    const squares = add(square(a), square(b));
    // At the origin there is no angle, and PyTorch's gradient is 0.
    const origin = eq(squares, 0);
    const part = where(origin, 0, div(g, where(origin, 1, squares)));
    return [unbroadcast(mul(part, a), b), unbroadcast(neg(mul(part, b)), a)];
  });
}

/** ln(eᵃ + eᵇ), without overflow. */
export function logaddexp(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  const f = (p: number, q: number): number =>
    p === q ? p + Math.LN2 : Math.max(p, q) + Math.log1p(Math.exp(-Math.abs(p - q)));
  // ∂/∂a = eᵃ / (eᵃ + eᵇ) = σ(a - b)
  return record(zipWith(f, x, y, "logaddexp", floatOf(x, y)), "logaddexp", [x, y], [x, y], (g) => {
    const difference = sub(x, y);
    return [unbroadcast(mul(g, sigmoid(difference)), x), unbroadcast(mul(g, sigmoid(neg(difference))), y)];
  });
}

/** start + weight · (end - start): a straight line from one to the other. */
export function lerp(start: Tensor, end: Operand, weight: Operand): Tensor {
  return add(start, mul(sub(end, start), weight));
}

/** x + value · a · b. `value` is 1 by default. */
export function addcmul(x: Tensor, a: Tensor, b: Operand, { value = 1 }: { readonly value?: number } = {}): Tensor {
  return add(x, mul(mul(a, b), value));
}

/** x + value · a / b. `value` is 1 by default. */
export function addcdiv(x: Tensor, a: Tensor, b: Operand, { value = 1 }: { readonly value?: number } = {}): Tensor {
  return add(x, mul(div(a, b), value));
}

/** √(a² + b²), without overflow. */
export function hypot(a: Operand, b: Operand): Tensor {
  const [x, y] = operands(a, b);
  const out = zipWith(Math.hypot, x, y, "hypot", floatOf(x, y));
  return record(out, "hypot", [x, y], [x, y], (g) => {
    const part = div(g, hypot(x, y));
    return [unbroadcast(mul(part, x), x), unbroadcast(mul(part, y), y)];
  });
}

function leftOver(
  name: string,
  a: Operand,
  b: Operand,
  whole: (quotient: Tensor) => Tensor,
  f: (p: number, q: number) => number,
): Tensor {
  const [x, y] = operands(a, b);
  // a - b · whole(a / b): ∂/∂a = 1, ∂/∂b = -whole(a / b)
  return record(zipWith(f, x, y, name, meeting(x, y)), name, [x, y], [x, y], (g) => [
    unbroadcast(g, x),
    y.requiresGrad ? unbroadcast(neg(mul(g, whole(div(x, y)))), y) : undefined,
  ]);
}

function floatOf(a: Tensor, b: Tensor): DType {
  const common = meeting(a, b);
  return isFloat(common) ? common : "float32";
}
