// Metrics: scikit-learn's, SciPy's and NLTK's numbers (test/fixtures/metrics), and values anyone can count.
import { describe, expect, test } from "vitest";
import { metrics, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import bleuFixture from "../../fixtures/metrics/bleu.json" with { type: "json" };
import fixture from "../../fixtures/metrics/metrics.json" with { type: "json" };

const { accuracy, bleu, characterErrorRate, confusionMatrix, editDistance, perplexity, precisionRecallF1 } = metrics;
const { pearson, r2, spearman, wordErrorRate } = metrics;

const near = (actual: Tensor, expected: number[][]) =>
  (actual.toArray() as number[][]).forEach((row, i) =>
    row.forEach((value, j) => expect(value).toBeCloseTo(expected[i]![j]!, 6)),
  );

describe.each(fixture.classification.map((one, i) => [i === 0 ? "numbers" : "names", one] as const))(
  "classes that are %s",
  (_, { truth, predicted, accuracy: expected, matrices, scores }) => {
    test("accuracy and confusion matrices are scikit-learn's", () => {
      expect(accuracy(truth, predicted)).toBeCloseTo(expected, 12);
      expect(confusionMatrix(truth, predicted).dtype).toBe("int32");
      near(confusionMatrix(truth, predicted), matrices.None);
      for (const normalize of ["true", "pred", "all"] as const) {
        near(confusionMatrix(truth, predicted, { normalize }), matrices[normalize]);
      }
    });

    test("precision, recall and F1 are scikit-learn's, by class and in the mean", () => {
      const report = precisionRecallF1(truth, predicted);
      const [precision, recall, f1, support] = scores.None as number[][];
      report.classes.forEach((one, i) => {
        expect([one.precision, one.recall, one.f1]).toEqual(
          [precision![i], recall![i], f1![i]].map((x) => expect.closeTo(x!, 12)),
        );
        expect(one.support).toBe(support![i]);
      });
      for (const mean of ["macro", "micro", "weighted"] as const) {
        const wanted = (scores[mean] as number[]).slice(0, 3);
        expect([report[mean].precision, report[mean].recall, report[mean].f1]).toEqual(
          wanted.map((x) => expect.closeTo(x, 12)),
        );
      }
    });
  },
);

test("scores [examples, classes] stand for their largest; truth values are the classes 0 and 1", () => {
  const logits = tensor([
    [0.1, 2, -1],
    [3, 2, 1],
    [0, 0, 1],
  ]);
  expect(accuracy(tensor([1, 0, 1], { dtype: "int32" }), logits)).toBeCloseTo(2 / 3, 12);
  expect(accuracy([true, false], tensor([true, true]))).toBe(0.5);
  expect(confusionMatrix([1, 0], [1, 1], { labels: [1, 0] }).toArray()).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

test.each(fixture.regression.map((one, i) => [i, one] as const))(
  "r2 and correlations are scikit-learn's and SciPy's (%i)",
  (_, { x, y, ...expected }) => {
    expect(r2(x, y)).toBeCloseTo(expected.r2, 10);
    expect(pearson(x, tensor(y, { dtype: "float64" }))).toBeCloseTo(expected.pearson, 10);
    expect(spearman(x, y)).toBeCloseTo(expected.spearman, 10);
  },
);

test("r2 of a truth that never varies is 1 when met, else 0", () => {
  expect([r2([2, 2], [2, 2]), r2([2, 2], [2, 3])]).toEqual([1, 0]);
});

test("perplexity is SciPy's; of a model that knows nothing the vocabulary's size; padding does not count", () => {
  const { logits, targets, value } = fixture.perplexity;
  expect(perplexity(tensor(targets), tensor(logits))).toBeCloseTo(value, 4);
  expect(perplexity(tensor([0, 5, -100]), zeros([3, 27]))).toBeCloseTo(27, 10);
  expect(perplexity(tensor([0]), tensor([[1e4, -1e4]]))).toBe(1);
});

test("edit distances, of texts and of lists", () => {
  for (const { a, b, distance } of fixture.distances) expect(editDistance(a, b)).toBe(distance);
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance(["a", "b", "c"], ["b", "c", "d"])).toBe(2);
  expect(editDistance("👍", "👎")).toBe(1);
});

test("error rates: of characters, of words, of several texts together", () => {
  expect(characterErrorRate("kitten", "sitting")).toBe(0.5);
  expect(wordErrorRate("the cat sat", "the  cat sat down here")).toBeCloseTo(2 / 3, 12);
  expect(wordErrorRate(["a b c", "d"], ["a b c", "e f g"])).toBe(0.75);
});

describe("BLEU", () => {
  test.each(bleuFixture.cases.map((one, i) => [i, one] as const))(
    "is NLTK's (%i)",
    (_, { references, candidates, ...expected }) => {
      expect(bleu(references, candidates, { maxOrder: 2 })).toBeCloseTo(expected.order2, 10);
      expect(bleu(references, candidates, { smooth: true })).toBeCloseTo(expected.smooth, 10);
      // Where no sequence of four matches NLTK gives a number next to 0.
      expect(bleu(references, candidates)).toBeCloseTo(expected.order4, 10);
    },
  );

  test("of the paper's example counts a word only as often as a reference has it", () => {
    const references = [["the cat is on the mat", "there is a cat on the mat"]];
    expect(bleu(references, ["the the the the the the the"], { maxOrder: 1 })).toBeCloseTo(2 / 7, 12);
  });

  test("of the reference itself is 1; of shorter ones less; of nothing 0", () => {
    expect(bleu([["a b c d e"]], ["a b c d e"])).toBe(1);
    expect(bleu([["a b c d e f"]], ["a b c d e"])).toBeCloseTo(Math.exp(1 - 6 / 5), 12);
    expect(bleu([["a"]], [""])).toBe(0);
  });
});

test.each<[string, () => unknown, RegExp]>([
  ["pairs that do not match", () => accuracy([1, 2], [1]), /2 true values and 1 predicted ones/],
  ["nothing", () => accuracy([], []), /accuracy of nothing is not defined/],
  ["NaN for a class", () => accuracy([NaN], [1]), /truth 0 is NaN/],
  ["objects for classes", () => confusionMatrix([1], [{}] as never), /prediction 0 is \{\}/],
  ["a number for classes", () => precisionRecallF1(1 as never, [1]), /takes tensors or arrays, not number/],
  ["several axes of classes", () => accuracy(zeros([2, 2]), zeros([2, 2])), /one class an example[^]*\[2, 2\]/],
  ["a class without a row", () => confusionMatrix([1], [2], { labels: [1] }), /class 2 is not among the 1 labels/],
  [
    "another norm",
    () => confusionMatrix([1], [1], { normalize: "rows" as never }),
    /"true", "pred" or "all", not "rows"/,
  ],
  ["NaN", () => r2([1, NaN], [1, 2]), /truth 1 is NaN/],
  ["no variation", () => spearman([1, 1], [1, 2]), /spearman is not defined where/],
  [
    "scores of another shape",
    () => perplexity(zeros([3]), zeros([2, 5])),
    /scores for every target[^]*\[3\][^]*\[2, 5\]/,
  ],
  [
    "a token beyond the vocabulary",
    () => perplexity(tensor([5]), zeros([1, 5])),
    /target 0 is 5; tokens are whole numbers from 0 to 4/,
  ],
  ["padding only", () => perplexity(tensor([-100]), zeros([1, 5])), /no targets that count/],
  ["arrays for tensors", () => perplexity([1] as never, [[1]] as never), /takes two tensors/],
  ["distance of numbers", () => editDistance(1 as never, "a"), /takes texts or lists, not number/],
  ["empty references", () => wordErrorRate("", "a"), /they are empty/],
  ["texts that do not match", () => characterErrorRate(["a"], ["a", "b"]), /1 references and 2 hypotheses/],
  ["error rates of numbers", () => wordErrorRate(1 as never, "a"), /takes texts/],
  ["a reference without brackets", () => bleu(["a b"] as never, ["a b"]), /candidate 0 needs a list[^]*\[reference\]/],
  ["references that do not match", () => bleu([], ["a"]), /1 candidates need as many lists of references, there are 0/],
  ["sequences of no words", () => bleu([["a"]], ["a"], { maxOrder: 0 }), /maxOrder is a whole number from 1/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
