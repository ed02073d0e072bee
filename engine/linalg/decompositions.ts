// Decompositions of tensors, named as in torch.linalg. All compute in doubles. Gradients of the exact ones are in
// ops/decompositions.ts.
import { ArgumentError } from "../errors.ts";
import { Generator } from "../tensor/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { matrixOf, resultType, tensorOf, tensorOfMatrix } from "./operands.ts";
import { denseMap } from "./linearMap.ts";
import { householderQr } from "./qr.ts";
import { randomizedSvd } from "./randomizedSvd.ts";
import { jacobiSvd, type Svd } from "./svd.ts";

export interface SvdResult {
  /** [m, k], orthonormal columns. */
  readonly u: Tensor;
  /** [k], singular values, largest first. */
  readonly s: Tensor;
  /** [k, n], orthonormal rows; the largest entry of each is positive. */
  readonly vh: Tensor;
}

/** The numbers of a reduced singular value decomposition. @throws ShapeError unless x has two axes */
export function svd(x: Tensor): SvdResult {
  return asTensors(jacobiSvd(matrixOf(x, "svd")), x);
}

export interface SvdLowrankOptions {
  /** Products with x and its transpose that sharpen the result. Default 4. */
  readonly niter?: number;
  /** Of the random directions it starts from. Default 0. */
  readonly seed?: number;
}

/**
 * The `q` largest singular values with their vectors, of matrices too large for `svd`: random directions are drawn and
 * turned towards the largest ones (Halko, Martinsson & Tropp 2011). No gradients flow through it.
 * @throws ArgumentError unless q is from 1 to min(m, n)
 */
export function svdLowrank(x: Tensor, q = 6, { niter = 4, seed = 0 }: SvdLowrankOptions = {}): SvdResult {
  const a = matrixOf(x, "svdLowrank");
  const most = Math.min(a.rows, a.columns);
  if (!(Number.isInteger(q) && q >= 1 && q <= most)) {
    throw new ArgumentError(
      `svdLowrank: q is a whole number from 1 to ${most}, the smaller size of the matrix, not ${q}.`,
    );
  }
  const generator = new Generator(seed);
  return asTensors(randomizedSvd(denseMap(a), q, { iterations: niter, normal: () => generator.normal() }), x);
}

/** The numbers of a reduced QR decomposition. @throws ShapeError unless x has two axes */
export function qr(x: Tensor): { readonly q: Tensor; readonly r: Tensor } {
  const { q, r } = householderQr(matrixOf(x, "qr"));
  return { q: tensorOfMatrix(q, resultType(x)), r: tensorOfMatrix(r, resultType(x)) };
}

function asTensors({ u, s, vt }: Svd, x: Tensor): SvdResult {
  const dtype = resultType(x);
  return { u: tensorOfMatrix(u, dtype), s: tensorOf(s, [s.length], dtype), vh: tensorOfMatrix(vt, dtype) };
}
