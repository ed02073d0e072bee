// t-SNE: forces are the derivative of what they minimise, and maps are as good as scikit-learn's.
import { describe, expect, test } from "vitest";
import { barnesHutForces, exactForces, type Forces } from "../../../engine/decomposition/tsneForces.ts";
import { decomposition, randn, tensor, zeros } from "../../../engine/index.ts";
import { matrix } from "../../../engine/linalg/matrix.ts";
import fixture from "../../fixtures/decomposition/decomposition.json" with { type: "json" };
import { random } from "../random.ts";

const { tsne } = decomposition;
const [rows, perplexity] = [30, 10];
const uniform = (count: number, seed: number) => Float64Array.from({ length: count }, random(seed));
const x = matrix(rows, 4, uniform(rows * 4, 1));

function expectDerivative(forces: Forces, width: number): void {
  const y = uniform(rows * width, 2);
  const [gradient, unused] = [new Float64Array(y.length), new Float64Array(y.length)];
  forces(y, 1, gradient, false);
  const divergence = (i: number, step: number) => {
    const moved = y.slice();
    moved[i]! += step;
    return forces(moved, 1, unused, true);
  };
  for (let i = 0; i < y.length; i += 7) {
    const slope = (divergence(i, 1e-5) - divergence(i, -1e-5)) / 2e-5;
    expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-7);
  }
}

describe("forces", () => {
  test("of all pairs are the derivative of the divergence, in the plane and in space", () => {
    expectDerivative(exactForces(x, perplexity, 2), 2);
    expectDerivative(exactForces(x, perplexity, 3), 3);
  });

  test("by the tree are those of all pairs when it never simplifies and every row is a neighbour", () => {
    const y = uniform(rows * 2, 3);
    y.set(y.subarray(0, 2), 8);
    const [exact, tree] = [new Float64Array(y.length), new Float64Array(y.length)];
    const expected = exactForces(x, perplexity, 2)(y, 2, exact, true);
    expect(barnesHutForces(x, perplexity, 0)(y, 2, tree, true)).toBeCloseTo(expected, 10);
    tree.forEach((value, i) => expect(value).toBeCloseTo(exact[i]!, 10));
  });

  test("by the tree are near those of all pairs at the usual angle", () => {
    const y = uniform(rows * 2, 4).map((value) => value * 20);
    const [exact, tree] = [new Float64Array(y.length), new Float64Array(y.length)];
    exactForces(x, perplexity, 2)(y, 1, exact, false);
    barnesHutForces(x, perplexity, 0.5)(y, 1, tree, false);
    const size = Math.hypot(...exact);
    expect(Math.hypot(...exact.map((value, i) => value - tree[i]!)) / size).toBeLessThan(0.02);
    expect(Math.hypot(...exact.map((value, i) => value - tree[i]!)) / size).toBeGreaterThan(1e-9);
  });
});

test.each([
  ["exact", "exact"],
  ["barnesHut", "barnes_hut"],
] as const)("a map of 300 digits with %s tells as much as scikit-learn's", (method, theirs) => {
  const seen: number[] = [];
  let divergence = NaN;
  const map = tsne(tensor(fixture.digits), {
    perplexity: 20,
    method,
    onProgress: ({ iteration, klDivergence, embedding }) => {
      seen.push(iteration);
      divergence = klDivergence;
      expect(embedding.shape).toEqual([300, 2]);
    },
  });
  const expected = fixture.tsne.find((one) => one.method === theirs)!.klDivergence;
  expect(divergence).toBeLessThan(expected * 1.03);
  expect(divergence).toBeGreaterThan(expected * 0.9);
  expect(seen.slice(0, 3)).toEqual([50, 100, 150]);
  expect(map.data.every(Number.isFinite)).toBe(true);
});

test("three groups stay three groups; the same seed gives the same map, another seed another", () => {
  const groups = tensor(Array.from({ length: 30 }, (_, i) => [i % 3 === 0 ? 9 : 0, i % 3 === 1 ? 9 : 0, i / 30]));
  const options = { perplexity: 5, maxIter: 300, init: "random" } as const;
  const map = tsne(groups, options);
  const places = map.toArray() as number[][];
  const distance = (a: number, b: number) =>
    Math.hypot(places[a]![0]! - places[b]![0]!, places[a]![1]! - places[b]![1]!);
  for (let i = 0; i < 30; i += 1) {
    const nearest = places
      .map((_, j) => j)
      .filter((j) => j !== i)
      .toSorted((a, b) => distance(i, a) - distance(i, b))[0]!;
    expect(nearest % 3).toBe(i % 3);
  }
  expect(tsne(groups, options).toArray()).toEqual(map.toArray());
  expect(tsne(groups, { ...options, seed: 1 }).toArray()).not.toEqual(map.toArray());
});

test("rows that are all the same, and a map of given places, stay finite", () => {
  for (const init of ["pca", randn([8, 2])] as const) {
    const map = tsne(zeros([8, 3]), { perplexity: 3, maxIter: 250, init });
    expect(map.data.every(Number.isFinite)).toBe(true);
  }
  expect(tsne(randn([8, 3]), { perplexity: 3, maxIter: 250, nComponents: 1 }).shape).toEqual([8, 1]);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "as many neighbours as rows",
    () => tsne(zeros([20, 2])),
    /perplexity is at least 1 and less than the number of rows, 20, not 30/,
  ],
  ["a vector", () => tsne(zeros([40])), /tsne needs a matrix/],
  ["nothing", () => tsne(zeros([0, 4])), /not empty/],
  ["NaN", () => tsne(tensor([[NaN], [1]])), /there is NaN at \[0, 0\]/],
  ["few steps", () => tsne(zeros([40, 2]), { maxIter: 10 }), /maxIter is a whole number from 250, not 10/],
  ["no axes", () => tsne(zeros([40, 2]), { nComponents: 0 }), /nComponents is a whole number from 1/],
  ["an unknown method", () => tsne(zeros([40, 2]), { method: "fft" as never }), /"exact" or "barnesHut", not fft/],
  ["a tree in space", () => tsne(zeros([40, 2]), { method: "barnesHut", nComponents: 3 }), /nComponents 2, not 3/],
  ["a coarse tree", () => tsne(zeros([40, 2]), { angle: 2 }), /angle is from 0 to 0.7, not 2/],
  ["no rate", () => tsne(zeros([40, 2]), { learningRate: 0 }), /learningRate is "auto" or a number above 0, not 0/],
  [
    "places for other rows",
    () => tsne(zeros([40, 2]), { init: zeros([4, 2]) }),
    /init needs a place for every row, \[40, 2\]/,
  ],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
