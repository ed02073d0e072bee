// UMAP: umap-learn's graph and curve, and maps that keep neighbours as well (test/fixtures/decomposition/neighbourMap.py).
import { expect, test } from "vitest";
import { fitCloseness } from "../../../engine/decomposition/closenessCurve.ts";
import { fuzzyGraph } from "../../../engine/decomposition/fuzzyGraph.ts";
import { decomposition, randn, type Tensor, tensor, zeros } from "../../../engine/index.ts";
import { matrix } from "../../../engine/linalg/matrix.ts";
import digits from "../../fixtures/decomposition/decomposition.json" with { type: "json" };
import fixture from "../../fixtures/decomposition/neighbourMap.json" with { type: "json" };

const { umap } = decomposition;

test("the graph of neighbours is umap-learn's, equal rows included", () => {
  const { small, graph } = fixture;
  const { heads, tails, weights } = fuzzyGraph(matrix(small.length, 3, Float64Array.from(small.flat())), 6);
  const ours = Array.from(heads, (head, i) => [head, tails[i]!, weights[i]!] as const);
  const sorted = ours.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const theirs = (graph as [number, number, number][]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  expect(sorted.map(([head, tail]) => [head, tail])).toEqual(theirs.map(([head, tail]) => [head, tail]));
  sorted.forEach(([, , weight], i) => expect(Math.abs(weight - theirs[i]![2])).toBeLessThan(1e-4));
});

test.each(fixture.curves)(
  "the curve for minDist $minDist and spread $spread is umap-learn's",
  ({ minDist, spread, ab }) => {
    const { a, b } = fitCloseness(minDist, spread);
    expect(a).toBeCloseTo(ab[0]!, 4);
    expect(b).toBeCloseTo(ab[1]!, 4);
  },
);

/**
 * How well the k nearest in the map were near before: 1 less a penalty for each that was not, by its rank before
 * (Venna & Kaski 2001).
 */
function trustworthiness(x: number[][], y: number[][], k: number): number {
  const order = (rows: number[][], i: number) => {
    const far = rows.map((row) => row.reduce((sum, value, c) => sum + (value - rows[i]![c]!) ** 2, 0));
    return far
      .map((_, j) => j)
      .filter((j) => j !== i)
      .toSorted((a, b) => far[a]! - far[b]!);
  };
  let penalty = 0;
  for (let i = 0; i < x.length; i += 1) {
    const ranks = new Map(order(x, i).map((j, rank) => [j, rank + 1]));
    for (const j of order(y, i).slice(0, k)) penalty += Math.max(0, ranks.get(j)! - k);
  }
  return 1 - (2 / (x.length * k * (2 * x.length - 3 * k - 1))) * penalty;
}

test("a map of 300 digits keeps neighbours as well as umap-learn's", () => {
  const seen: Tensor[] = [];
  const map = umap(tensor(digits.digits), { onProgress: ({ embedding }) => seen.push(embedding) });
  const ours = trustworthiness(digits.digits, map.toArray() as number[][], 10);
  expect(ours).toBeGreaterThan(fixture.trustworthiness - 0.005);
  expect(seen).toHaveLength(50);
  expect(seen.at(-1)!.toArray()).toEqual(map.toArray());
});

test("the same seed gives the same map, another seed another; equal rows and other numbers of axes stay finite", () => {
  const x = randn([30, 4]);
  const options = { nNeighbors: 5, nEpochs: 50 };
  expect(umap(x, options).toArray()).toEqual(umap(x, options).toArray());
  expect(umap(x, { ...options, seed: 1 }).toArray()).not.toEqual(umap(x, options).toArray());
  for (const map of [umap(zeros([9, 2]), options), umap(x, { ...options, nComponents: 3, init: "random" })]) {
    expect(map.data.every(Number.isFinite)).toBe(true);
  }
});

test.each<[string, () => unknown, RegExp]>([
  [
    "more neighbours than rows",
    () => umap(zeros([5, 2])),
    /nNeighbors is a whole number from 2 to 5, the number of rows, not 15/,
  ],
  ["two rows", () => umap(zeros([2, 2])), /at least three rows, not 2/],
  ["a vector", () => umap(zeros([20])), /umap needs a matrix/],
  ["NaN", () => umap(tensor([[1], [NaN], [2]])), /there is NaN at \[1, 0\]/],
  ["no axes", () => umap(zeros([20, 2]), { nComponents: 0 }), /nComponents is a whole number from 1, not 0/],
  [
    "points farther apart than the map is wide",
    () => umap(zeros([20, 2]), { minDist: 2 }),
    /minDist is from 0 to spread.*not 2 and 1/,
  ],
  ["no rate", () => umap(zeros([20, 2]), { learningRate: 0 }), /learningRate is a finite number above 0, not 0/],
  [
    "an unknown start",
    () => umap(zeros([20, 2]), { init: "spectral" as never }),
    /init is "pca", "random" or a tensor, not spectral/,
  ],
  [
    "places for other rows",
    () => umap(zeros([20, 2]), { init: zeros([2, 2]) }),
    /init needs a place for every row, \[20, 2\]/,
  ],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
