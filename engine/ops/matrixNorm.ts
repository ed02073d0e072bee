// How large a vector or a matrix is, in one number, with its gradient. The numbers alone come from `linalg`, whose sums do not
// overflow on the way, and which says what is wrong with an operand.
import { type MatrixNorm, norm as plainNorm, type VectorNorm } from "../linalg/norm.ts";
import { isFloat } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { svd } from "./decompositions.ts";
import { norm as normOfNumbers, sum } from "./reduce.ts";
import { flatten, select } from "./views.ts";

/**
 * The size of a tensor as a tensor without axes. Numbers `ord` see all numbers as one vector: 2 (default) is the length,
 * for a matrix the Frobenius norm. "nuc" is the sum of a matrix's singular values, "spectral" the largest of them.
 * @throws ArgumentError for another `ord`
 */
export function norm(x: Tensor, ord: VectorNorm | MatrixNorm = 2): Tensor {
  const differentiable = x instanceof Tensor && x.requiresGrad && isFloat(x.dtype);
  const singular = ord === "nuc" || ord === "spectral";
  if (differentiable && singular && x.ndim === 2) {
    const { s } = svd(x);
    return ord === "nuc" ? sum(s) : select(s, 0, 0);
  }
  const out = plainNorm(x, ord);
  return differentiable && !singular ? normOfNumbers(flatten(x), { p: ord === "fro" ? 2 : ord }) : out;
}
