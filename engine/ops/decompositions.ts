// Matrices taken apart, with their gradients. The numbers come from `linalg`, which computes in float64 and knows no graph.
// Each part of a decomposition is a result of its own: gradients are linear, so each sends its own share back, and the
// shares add up at the operand.
import { record } from "../autograd/node.ts";
import { qr as plainQr, svd as plainSvd, type SvdResult } from "../linalg/decompositions.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eye, zerosLike } from "./create.ts";
import { tril } from "./diagonals.ts";
import { cat } from "./join.ts";
import { solve } from "./linearSystems.ts";
import { matmul } from "./matmul.ts";
import { neg } from "./unary.ts";
import { slice, transpose, unsqueeze } from "./views.ts";

/**
 * The singular value decomposition x = u · diag(s) · vh of a matrix [m, n], reduced to k = min(m, n) as by PyTorch's
 * `full_matrices=False`. Gradients of u and vh are finite only where singular values differ from each other and from 0
 * (Townsend 2016, "Differentiating the singular value decomposition"); those of s always are.
 * @throws ShapeError unless x has two axes
 * @example const { u, s, vh } = linalg.svd(tensor([[3, 0], [4, 5]]));
 */
export function svd(x: Tensor): SvdResult {
  const { u, s, vh } = plainSvd(x);
  const saved = [u, s, vh];
  record(s, "svd", [x], saved, (g) => [matmul(mul(u, g), vh)]);
  // ∂L/∂x = (u (skew(uᵀ g) / e) diag(s) + (1 - u uᵀ) g diag(1/s)) vh, with eᵢⱼ = sⱼ² - sᵢ².
  const ofVectors = (vectors: Tensor, g: Tensor): Tensor => {
    const turned = matmul(transpose(vectors), g);
    const inside = matmul(vectors, mul(div(sub(turned, transpose(turned)), gaps(s)), s));
    return add(inside, div(sub(g, matmul(vectors, turned)), s));
  };
  record(u, "svd", [x], saved, (g) => [matmul(ofVectors(u, g), vh)]);
  // The same for the transposed matrix, whose left vectors are x's right ones.
  record(vh, "svd", [x], saved, (g) => [matmul(u, transpose(ofVectors(transpose(vh), transpose(g))))]);
  return { u, s, vh };
}

/** eᵢⱼ = sⱼ² - sᵢ², and 1 on the diagonal, where there is nothing to divide. */
function gaps(s: Tensor): Tensor {
  const squares = mul(s, s);
  return add(sub(squares, unsqueeze(squares, 1)), eye(s.shape[0]!, s.shape[0]!, { dtype: s.dtype }));
}

/**
 * The QR decomposition of a matrix [m, n]: q [m, k] with orthonormal columns, r [k, n] upper triangular, k = min(m, n).
 * Signs are LAPACK's, so PyTorch's and NumPy's. Gradients need the first k columns to be independent
 * (Seeger et al. 2017, "Auto-differentiating linear algebra"; Walter & Lehmann 2018 for wide matrices).
 * @throws ShapeError unless x has two axes
 */
export function qr(x: Tensor): { readonly q: Tensor; readonly r: Tensor } {
  const { q, r } = plainQr(x);
  const [k, n] = r.shape as [number, number];
  // The square part x₁ = q r₁ of a wide matrix x = [x₁ x₂] is decomposed; r₂ = qᵀ x₂ follows from it.
  const square = (): Tensor => (n > k ? slice(r, 1, 0, k) : r);
  const widened = (first: Tensor, second: () => Tensor): Tensor => (n > k ? cat([first, second()], 1) : first);
  record(q, "qr", [x], [q, r], (g) => {
    const first = ofSquare(q, square(), neg(matmul(transpose(g), q)), g);
    return [widened(first, () => zerosLike(slice(x, 1, k, n)))];
  });
  record(r, "qr", [x], [x, q, r], (g) => {
    const [first, second] = n > k ? [slice(g, 1, 0, k), slice(g, 1, k, n)] : [g, undefined];
    const mixed = matmul(square(), transpose(first));
    // r₂ depends on q, too.
    const throughQ = second && matmul(slice(x, 1, k, n), transpose(second));
    const all = throughQ ? sub(mixed, matmul(transpose(throughQ), q)) : mixed;
    return [widened(ofSquare(q, square(), all, throughQ), () => matmul(q, second!))];
  });
  return { q, r };
}

/** (gq + q copyltu(m)) r⁻ᵀ, where copyltu mirrors the lower triangle into the upper one. */
function ofSquare(q: Tensor, r: Tensor, m: Tensor, gq: Tensor | undefined): Tensor {
  const mirrored = matmul(q, add(tril(m), transpose(tril(m, -1))));
  return transpose(solve(r, transpose(gq ? add(gq, mirrored) : mirrored)));
}
