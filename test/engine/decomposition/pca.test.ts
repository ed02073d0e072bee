// PCA and truncated SVD: scikit-learn's numbers, signs included (test/fixtures/decomposition/decomposition.py).
import { describe, expect, test } from "vitest";
import {
  decomposition,
  linalg,
  manualSeed,
  matmul,
  randn,
  type Tensor,
  tensor,
  text,
  zeros,
} from "../../../engine/index.ts";
import fixture from "../../fixtures/decomposition/decomposition.json" with { type: "json" };

const { PCA, TruncatedSVD } = decomposition;
const double = (rows: number[][]) => tensor(rows, { dtype: "float64" });

function expectNear(actual: Tensor, expected: number[] | number[][], tolerance: number): void {
  const flat = expected.flat();
  expect(actual.numel()).toBe(flat.length);
  actual.data.forEach((value, i) => expect(Math.abs(value - flat[i]!)).toBeLessThan(tolerance));
}

describe.each(fixture.matrices.map((one) => [`[${one.x.length}, ${one.x[0]!.length}]`, one] as const))(
  "scikit-learn's numbers for a matrix %s",
  (_, { x, pca, truncated }) => {
    test.each(pca.map((one) => [JSON.stringify(one.options), one] as const))("PCA %s", (__, expected) => {
      const { n_components: count, whiten } = expected.options as { n_components?: number; whiten?: boolean };
      const model = new PCA(count, { whiten });
      const transformed = model.fitTransform(double(x));
      // The direction of a component without variance is anyone's choice.
      const sure = expected.singular.filter((value) => value > 1e-8).length;
      expectNear(model.components.narrow(0, 0, sure), expected.components.slice(0, sure), 1e-10);
      expectNear(
        transformed.narrow(1, 0, sure),
        expected.transformed.map((row) => row.slice(0, sure)),
        1e-10,
      );
      expectNear(model.mean, expected.mean, 1e-12);
      expectNear(model.explainedVariance, expected.variance, 1e-10);
      expectNear(model.explainedVarianceRatio, expected.ratio, 1e-10);
      expectNear(model.singularValues, expected.singular, 1e-10);
      if (sure === expected.singular.length) {
        expectNear(model.inverseTransform(transformed.narrow(0, 0, 3)), expected.back, 1e-10);
      }
    });

    test("truncated SVD, from a tensor and from sparse rows", () => {
      const sparse = new text.SparseRows(
        x[0]!.length,
        x.map((row) => ({ columns: Int32Array.from(row, (__, i) => i), values: Float64Array.from(row) })),
      );
      for (const input of [double(x), sparse]) {
        const model = new TruncatedSVD(truncated.count);
        const transformed = model.fitTransform(input);
        expectNear(transformed, truncated.transformed, 1e-5);
        expectNear(model.components, truncated.components, 1e-5);
        expectNear(model.singularValues, truncated.singular, 1e-5);
        expectNear(model.explainedVariance, truncated.variance, 1e-5);
        expectNear(model.explainedVarianceRatio, truncated.ratio, 1e-5);
        expectNear(model.transform(input), truncated.transformed, 1e-5);
      }
    });
  },
);

test("digits: the part of the variance that ten of 64 components explain is scikit-learn's", () => {
  const model = new PCA(10).fit(tensor(fixture.digits));
  expectNear(model.explainedVarianceRatio, fixture.digitsRatio, 1e-6);
});

test("a matrix too large for the exact method has the components it was made with", () => {
  manualSeed(5);
  // Three columns turned into 420: their components, which are exact, turn along.
  const places = randn([450, 3], { dtype: "float64" }).mul(tensor([5, 3, 1], { dtype: "float64" }));
  const turn = linalg.qr(randn([420, 3], { dtype: "float64" })).q.transpose(0, 1);
  const x = matmul(places, turn);
  const [few, exact] = [new PCA(3).fit(x), new PCA().fit(places)];
  expectNear(few.explainedVariance, Array.from(exact.explainedVariance.data), 1e-10);
  const agreement = matmul(few.components, matmul(exact.components, turn).transpose(0, 1)).abs();
  expectNear(agreement, [1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-8);
  expect(new PCA(3).fit(x).components.toArray()).toEqual(few.components.toArray());
});

test("topics of documents: two subjects that share no word become two directions", () => {
  const documents = ["cat dog cat", "dog cat", "stock bond stock bond", "bond stock", "cat cat dog"];
  const rows = new text.TfidfVectorizer({ idf: "none" }).fitTransform(documents);
  const places = new TruncatedSVD(2).fitTransform(rows);
  const animals = places.narrow(0, 0, 2);
  const money = places.narrow(0, 2, 2);
  expect(Math.abs(animals.matmul(money.transpose(0, 1)).sum().item())).toBeLessThan(1e-6);
});

function disposed() {
  const x = randn([4, 3]);
  x.dispose();
  return x;
}

test.each<[string, () => unknown, RegExp]>([
  ["PCA of memory that was given back", () => new PCA(2).fit(disposed()), /freed/],
  ["t-SNE of memory that was given back", () => decomposition.tsne(disposed(), { perplexity: 2 }), /freed/],
  ["UMAP of memory that was given back", () => decomposition.umap(disposed(), { nNeighbors: 2 }), /freed/],
  ["topics of memory that was given back", () => new TruncatedSVD(2).fit(disposed()), /freed/],
  ["PCA before fit", () => new PCA(2).transform(zeros([3, 3])), /PCA has not learned anything yet[^]*fit\(x\)/],
  ["PCA of a vector", () => new PCA(2).fit(zeros([3])), /PCA needs a matrix/],
  ["PCA of nothing", () => new PCA(2).fit(zeros([0, 3])), /that is not empty/],
  ["PCA of one row", () => new PCA(1).fit(zeros([1, 3])), /at least two rows/],
  ["PCA of an array", () => new PCA(1).fit([[1, 2]] as never), /PCA takes a tensor, not object/],
  ["more components than there are", () => new PCA(4).fit(zeros([5, 3])), /at most 3 components, not 4/],
  ["half a component", () => new PCA(1.5), /whole number from 1, or a fraction below 1, not 1.5/],
  ["no component", () => new PCA(0), /not 0/],
  [
    "NaN",
    () =>
      new PCA(1).fit(
        tensor([
          [1, 2],
          [3, NaN],
        ]),
      ),
    /finite numbers: there is NaN at \[1, 1\]/,
  ],
  ["truth values", () => new PCA(1).fit(tensor([[true], [false]])), /PCA takes numbers, not bool/],
  [
    "rows of another width",
    () => new PCA(1).fit(randn([4, 3])).transform(zeros([2, 2])),
    /rows of 3 numbers; these have 2/,
  ],
  ["no topics", () => new TruncatedSVD(0), /nComponents is a whole number from 1, not 0/],
  ["topics of a string", () => new TruncatedSVD().fit("x" as never), /sparse rows, as the text vectorizers make them/],
  ["too many topics", () => new TruncatedSVD(5).fit(randn([4, 3])), /at most 3 components/],
  ["topics before fit", () => new TruncatedSVD().components, /TruncatedSVD has not learned/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
