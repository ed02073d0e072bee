// Matrix products, with broadcasting over leading axes as in NumPy, and their gradients, which are matrix products again.
import { record } from "../autograd/node.ts";
import { ShapeError } from "../errors.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import type { MatMul } from "../tensor/shapes/product.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { unbroadcast } from "./arithmetic.ts";
import { product } from "./matrixProduct.ts";
import { reshape, squeeze, transpose, unsqueeze } from "./views.ts";

/**
 * Matrix product over the last two axes: [..., n, k] · [..., k, m] → [..., n, m]; leading axes are broadcast. A vector on
 * the left is a row, on the right a column, and its axis disappears from the result.
 * @throws ShapeError when the inner sizes differ
 */
export function matmul<A extends Shape, B extends Shape, R = MatMul<A, B>>(
  a: Tensor<A>,
  b: Fits<R, Tensor<B>>,
): Tensor<Known<R>>;
export function matmul(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "matmul", "a");
  needTensor(b, "matmul", "b");
  if (a.ndim === 0 || b.ndim === 0) throw innerMismatch(a, b);
  if (a.ndim === 1) return squeeze(matmul(unsqueeze(a, 0), b), b.ndim === 1 ? 0 : -2);
  if (b.ndim === 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  if (a.shape.at(-1) !== b.shape.at(-2)) throw innerMismatch(a, b);
  const out = product(a, b);
  // C = A B:  ∂L/∂A = G Bᵀ,  ∂L/∂B = Aᵀ G
  return record(out, "matmul", [a, b], [a, b], (g) => [
    a.requiresGrad ? unbroadcast(matmul(g, transpose(b)), a) : undefined,
    b.requiresGrad ? gradOfRight(a, g, b) : undefined,
  ]);
}

/** Aᵀ G, summed over leading axes that the right operand was repeated along. */
function gradOfRight(a: Tensor, g: Tensor, b: Tensor): Tensor | undefined {
  if (b.ndim === 2 && a.ndim > 2) {
    return matmul(transpose(reshape(a, [-1, a.shape.at(-1)!])), reshape(g, [-1, g.shape.at(-1)!]));
  }
  return unbroadcast(matmul(transpose(a), g), b);
}

function innerMismatch(a: Tensor, b: Tensor): ShapeError {
  return new ShapeError({
    problem: "matmul needs the last axis of the left to equal the second-to-last of the right.",
    operands: [
      { role: "left", name: a.name, shape: a.shape, mark: { axis: Math.max(0, a.ndim - 1), remark: "" } },
      {
        role: "right",
        name: b.name,
        shape: b.shape,
        mark: { axis: Math.max(0, b.ndim - 2), remark: `${a.shape.at(-1)} ≠ ${b.shape[Math.max(0, b.ndim - 2)]}` },
      },
    ],
    attempt: turned(a, b),
  });
}

/** What would make the inner sizes equal, if turning an operand does. */
function turned(a: Tensor, b: Tensor): string {
  const [left, right] = [a.name ?? "left", b.name ?? "right"];
  if (a.ndim === 0 || b.ndim === 0) return "mul() for the product with a single number";
  if (b.ndim > 1 && a.shape.at(-1) === b.shape.at(-1)) return `${left}.matmul(${right}.T)`;
  if (a.ndim > 1 && a.shape.at(-2) === b.shape.at(b.ndim > 1 ? -2 : -1)) return `${left}.T.matmul(${right})`;
  return `a right operand with ${a.shape.at(-1)} ${b.ndim > 1 ? "rows" : "numbers"}, or mul() for the product number by number`;
}
