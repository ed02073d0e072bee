// UMAP's graph of neighbours. Row i is joined to its k nearest (itself counted, as in umap-learn) by
//   w(i → j) = exp(-max(0, d_ij - ρ_i) / σ_i),
// ρ_i the distance of its nearest neighbour, σ_i such that the weights sum to log₂ k; and the two directions are joined by
// w + w' - w w', the probability that at least one of the two holds.
// McInnes, Healy & Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction" (2018), §3.1.
import type { Matrix } from "../linalg/matrix.ts";
import { distancesFrom, smallest } from "./neighbours.ts";

/** Every edge in both directions. */
export interface Edges {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly weights: Float64Array;
}

/** No σ is smaller than this part of the mean distance, lest rows with far neighbours have none. */
const leastWidth = 1e-3;

export function fuzzyGraph(x: Matrix, nNeighbors: number): Edges {
  const near = Array.from({ length: x.rows }, (_, i) => nearest(x, i, nNeighbors - 1));
  const meanDistance = near.reduce((sum, { distances }) => sum + mean(distances, nNeighbors), 0) / x.rows;
  const rows = near.map(({ places, distances }) => {
    const weights = membership(distances, nNeighbors, meanDistance);
    return new Map(places.map((place, k) => [place, weights[k]!]));
  });
  const edges: [number, number, number][] = [];
  rows.forEach((row, i) => {
    for (const [j, weight] of row) {
      const back = rows[j]!.get(i);
      // Where both see each other, the edge is made once, by the first.
      if (back !== undefined && j < i) continue;
      const joined = weight + (back ?? 0) - weight * (back ?? 0);
      edges.push([i, j, joined], [j, i, joined]);
    }
  });
  return {
    heads: Int32Array.from(edges, ([head]) => head),
    tails: Int32Array.from(edges, ([, tail]) => tail),
    weights: Float64Array.from(edges, ([, , weight]) => weight),
  };
}

interface Near {
  readonly places: readonly number[];
  readonly distances: readonly number[];
}

function nearest(x: Matrix, i: number, count: number): Near {
  const squares = distancesFrom(x, i);
  squares[i] = Infinity;
  const places = smallest(squares, count);
  return { places, distances: places.map((place) => Math.sqrt(squares[place]!)) };
}

function membership(distances: readonly number[], nNeighbors: number, meanDistance: number): number[] {
  const positive = distances.filter((distance) => distance > 0);
  const nearestDistance = positive.length > 0 ? Math.min(...positive) : 0;
  const beyond = distances.map((distance) => Math.max(0, distance - nearestDistance));
  const wanted = Math.log2(nNeighbors);
  let [low, high, width] = [0, Infinity, 1];
  for (let step = 0; step < 64; step += 1) {
    const surplus = beyond.reduce((sum, distance) => sum + Math.exp(-distance / width), 0) - wanted;
    if (Math.abs(surplus) < 1e-5) break;
    if (surplus > 0) high = width;
    else low = width;
    width = high === Infinity ? width * 2 : (low + high) / 2;
  }
  const least = leastWidth * (nearestDistance > 0 ? mean(distances, nNeighbors) : meanDistance);
  const used = Math.max(width, least);
  return beyond.map((distance) => (distance === 0 ? 1 : Math.exp(-distance / used)));
}

/** Over the k nearest, of which the row itself is one, at distance 0. */
const mean = (distances: readonly number[], nNeighbors: number): number =>
  distances.reduce((sum, distance) => sum + distance, 0) / nNeighbors;
