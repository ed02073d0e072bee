// The gradient of t-SNE: neighbours (affinities P) attract, all points repel, both by q' = 1 / (1 + |y_i - y_j|²):
//   C = Σ P log(P / Q),  Q = q' / Z,  Z = Σ q'
//   ∂C/∂y_i = 4 Σ_j (P - Q) q' (y_i - y_j) = 4 (Σ_j P q' (y_i - y_j) - 1/Z Σ_j q'² (y_i - y_j))
// Either with all pairs, or with the nearest attracting and a tree of squares repelling (van der Maaten 2014).
import type { Matrix } from "../linalg/matrix.ts";
import { denseAffinities, sparseAffinities } from "./affinities.ts";
import { quadTree } from "./quadTree.ts";

/**
 * Writes the gradient at the places y [n, width] when the affinities are multiplied by `exaggeration`; returns the
 * divergence C of those affinities where it is wanted, else NaN: its logarithms take long.
 */
export type Forces = (y: Float64Array, exaggeration: number, gradient: Float64Array, wantDivergence: boolean) => number;

export function exactForces(x: Matrix, perplexity: number, width: number): Forces {
  const n = x.rows;
  const p = denseAffinities(x, perplexity);
  const near = new Float64Array(n * n);
  return (y, exaggeration, gradient, wantDivergence) => {
    let z = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        let squares = 1;
        for (let k = 0; k < width; k++) squares += (y[i * width + k]! - y[j * width + k]!) ** 2;
        near[i * n + j] = 1 / squares;
        z += 2 / squares;
      }
    }
    gradient.fill(0);
    let divergence = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const closeness = near[i * n + j]!;
        const attraction = exaggeration * p[i * n + j]!;
        const factor = 4 * (attraction - closeness / z) * closeness;
        for (let k = 0; k < width; k++) {
          const force = factor * (y[i * width + k]! - y[j * width + k]!);
          gradient[i * width + k]! += force;
          gradient[j * width + k]! -= force;
        }
        if (wantDivergence) divergence += 2 * term(attraction, closeness / z);
      }
    }
    return wantDivergence ? divergence : NaN;
  };
}

/** In the plane. @param angle squares act as one point when their side is smaller than this part of their distance */
export function barnesHutForces(x: Matrix, perplexity: number, angle: number): Forces {
  const n = x.rows;
  const { starts, columns, values } = sparseAffinities(x, perplexity);
  const angleSquared = angle * angle;
  const repulsion = new Float64Array(2 * n);
  return (y, exaggeration, gradient, wantDivergence) => {
    const tree = quadTree(y);
    let z = 0;
    for (let i = 0; i < n; i++) {
      const px = y[2 * i]!;
      const py = y[2 * i + 1]!;
      const own = tree.leaf[i]!;
      let forceX = 0;
      let forceY = 0;
      for (let node = 0; node < tree.count;) {
        const dx = px - tree.x[node]!;
        const dy = py - tree.y[node]!;
        const squares = dx * dx + dy * dy;
        if (tree.sideSquared[node]! > angleSquared * squares) {
          node += 1;
          continue;
        }
        const closeness = 1 / (1 + squares);
        // A point does not push itself away.
        const weight = closeness * (tree.mass[node]! - (node === own ? 1 : 0));
        z += weight;
        forceX += weight * closeness * dx;
        forceY += weight * closeness * dy;
        node = tree.next[node]!;
      }
      repulsion[2 * i] = forceX;
      repulsion[2 * i + 1] = forceY;
    }
    let divergence = 0;
    for (let i = 0; i < n; i++) {
      let forceX = 0;
      let forceY = 0;
      for (let at = starts[i]!; at < starts[i + 1]!; at++) {
        const j = columns[at]!;
        const dx = y[2 * i]! - y[2 * j]!;
        const dy = y[2 * i + 1]! - y[2 * j + 1]!;
        const closeness = 1 / (1 + dx * dx + dy * dy);
        const attraction = exaggeration * values[at]!;
        forceX += attraction * closeness * dx;
        forceY += attraction * closeness * dy;
        if (wantDivergence) divergence += term(attraction, closeness / z);
      }
      gradient[2 * i] = 4 * (forceX - repulsion[2 * i]! / z);
      gradient[2 * i + 1] = 4 * (forceY - repulsion[2 * i + 1]! / z);
    }
    return wantDivergence ? divergence : NaN;
  };
}

const term = (p: number, q: number): number => (p > 0 ? p * Math.log(p / q) : 0);
