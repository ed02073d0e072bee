// How large a vector or a matrix is, in one number, with its gradient.
import { type MatrixNorm, norm as plainNorm, type VectorNorm } from "../linalg/norm.ts";
import { isFloat } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { svd } from "./decompositions.ts";
import { norm as normOfNumbers, sum } from "./reduce.ts";
import { flatten, select } from "./views.ts";

/**
 * The size of a tensor as a tensor without axes. Numbers `ord` see all numbers as one vector: 2 (default) is the length,
 * for a matrix the Frobenius norm. "nuc" is the sum of a matrix's singular values, "spectral" the largest of them.
 * @throws ArgumentError for another `ord`
 */
export function norm(x: Tensor, ord: VectorNorm | MatrixNorm = 2): Tensor {
  // Without the graph the numbers suffice, and they cannot overflow on the way.
  const out = plainNorm(x, ord);
  if (!isFloat(x.dtype) || !x.requiresGrad) return out;
  if (ord === "nuc") return sum(svd(x).s);
  if (ord === "spectral") return select(svd(x).s, 0, 0);
  return normOfNumbers(flatten(x), { p: ord === "fro" ? 2 : ord });
}
