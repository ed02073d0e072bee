// Equations, inverses and determinants with their gradients (Giles 2008, "Collected matrix derivative
// results"). The numbers come from `linalg`, which computes in float64 and knows no graph.
import { record } from "../autograd/node.ts";
import { det as plainDet, inv as plainInv, solve as plainSolve } from "../linalg/solve.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { matmul } from "./matmul.ts";
import { outer } from "./products.ts";
import { neg } from "./unary.ts";
import { transpose } from "./views.ts";

/**
 * The x with a · x = b, for a square matrix a [n, n] and b [n] or [n, k].
 * @throws ShapeError when they do not fit, SingularMatrixError when there is no such x or more than one
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  const x = plainSolve(a, b);
  // ∂L/∂b = a⁻ᵀ g, ∂L/∂a = -(∂L/∂b) xᵀ
  return record(x, "solve", [a, b], [a, x], (g) => {
    const back = solve(transpose(a), g);
    const square = (): Tensor => (b.ndim === 1 ? outer(back, x) : matmul(back, transpose(x)));
    return [a.requiresGrad ? neg(square()) : undefined, back];
  });
}

/** The inverse of a square matrix. @throws SingularMatrixError when there is none */
export function inv(a: Tensor): Tensor {
  const out = plainInv(a);
  // ∂L/∂a = -a⁻ᵀ g a⁻ᵀ
  return record(out, "inv", [a], [out], (g) => {
    const turned = transpose(out);
    return [neg(matmul(matmul(turned, g), turned))];
  });
}

/** The determinant of a square matrix, a tensor without axes. Its gradient needs the matrix to be regular. */
export function det(a: Tensor): Tensor {
  const out = plainDet(a);
  // ∂L/∂a = g det(a) a⁻ᵀ
  return record(out, "det", [a], [a, out], (g) => [mul(mul(g, out), transpose(inv(a)))]);
}
