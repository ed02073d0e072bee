// How large a vector or a matrix is, in one number.
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkTensor, finite, matrixOf, resultType, tensorOf } from "./operands.ts";
import { jacobiSvd } from "./svd.ts";

/** A number p: (Σ|x|^p)^(1/p), Infinity the largest, -Infinity the smallest, 0 how many are not zero. */
export type VectorNorm = number;
/** Root of the sum of squares; sum of singular values; largest singular value. */
export type MatrixNorm = "fro" | "nuc" | "spectral";

/**
 * The size of a tensor as a tensor without axes. Numbers `ord` see all numbers as one vector: 2 (default) is the length,
 * for a matrix the Frobenius norm. "nuc" and "spectral" look at a matrix's singular values.
 * @throws ArgumentError for another `ord`
 */
export function norm(x: Tensor, ord: VectorNorm | MatrixNorm = 2): Tensor {
  checkTensor(x, "norm");
  const result = ord === "nuc" || ord === "spectral" ? singular(x, ord) : vector(finite(x, "norm"), ord);
  return tensorOf([result], [], resultType(x));
}

function singular(x: Tensor, ord: "nuc" | "spectral"): number {
  const { s } = jacobiSvd(matrixOf(x, "norm"));
  return ord === "spectral" ? s[0]! : s.reduce((sum, value) => sum + value, 0);
}

function vector(values: Float64Array, ord: number | string): number {
  if (ord === "fro" || ord === 2) {
    // Divided by the largest first, so that no square overflows or vanishes.
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) return 0;
    return largest * Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  }
  if (ord === Infinity) return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (ord === -Infinity) return values.reduce((least, value) => Math.min(least, Math.abs(value)), Infinity);
  if (ord === 0) return values.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  if (typeof ord === "number" && ord > 0) {
    return values.reduce((sum, value) => sum + Math.abs(value) ** ord, 0) ** (1 / ord);
  }
  throw new ArgumentError(
    `norm: ord is a number from 0, ±Infinity, "fro", "nuc" or "spectral", not ${JSON.stringify(ord)}.`,
  );
}
