// Counting who stands near whom, what that says beyond chance, and GloVe on top of it.
import { expect, test } from "vitest";
import { PairCounts } from "../../../engine/text/pairCounts.ts";
import { decomposition, text } from "../../../engine/index.ts";
import { stateOfTheUnion } from "../../../notebooks/data/sotu.ts";
import { random } from "../random.ts";

const { cooccurrences, Glove, ppmi } = text;
const dense = (rows: text.SparseRows) => rows.toTensor().toArray();

test("neighbours count 1 / distance, or 1; sentences end what is near; the matrix is symmetric", () => {
  const sentences = [["a", "b", "a", "c"], ["b", "c"], ["rare"]];
  const { vocab, counts } = cooccurrences(sentences, { window: 2, minCount: 2 });
  expect(vocab.tokens).toEqual(["a", "b", "c"]);
  // a-b: 1 + 1; a-a: 1/2 in both directions; a-c: 1; b-c: 1/2 + 1.
  expect(dense(counts)).toEqual([
    [1, 2, 1],
    [2, 0, 1.5],
    [1, 1.5, 0],
  ]);
  expect(dense(cooccurrences(sentences, { window: 1, minCount: 2, weighting: "flat" }).counts)).toEqual([
    [0, 2, 1],
    [2, 0, 1],
    [1, 1, 0],
  ]);
  // Only the two most frequent: the others keep their places, so b and c of the first sentence stay two apart.
  expect(cooccurrences(sentences, { window: 2, minCount: 1, maxWords: 2 }).counts.shape).toEqual([2, 2]);
});

test("sums of many pairs are those of a Map", () => {
  const next = random(2);
  const [pairs, expected] = [new PairCounts(), new Map<string, number>()];
  for (let i = 0; i < 20_000; i += 1) {
    const [a, b] = [Math.floor(next() * 90), Math.floor(next() * 90)];
    pairs.add(a, b, 1);
    const key = [Math.min(a, b), Math.max(a, b)].join();
    expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  const rows = pairs.symmetric(90);
  for (let a = 0; a < 90; a += 1) {
    for (let b = 0; b < 90; b += 1) {
      const sum = expected.get([Math.min(a, b), Math.max(a, b)].join()) ?? 0;
      expect(rows.get(a, b)).toBe(a === b ? 2 * sum : sum);
    }
  }
});

test("ppmi is the logarithm of how much more often than by chance, and never negative", () => {
  const counts = new text.SparseRows(2, [
    { columns: Int32Array.of(0, 1), values: Float64Array.of(4, 1) },
    { columns: Int32Array.of(0, 1), values: Float64Array.of(1, 4) },
  ]);
  // p(0, 0) = 0.4 against 0.5 · 0.5, whatever the exponent, since both columns are equally frequent.
  expect(ppmi(counts).get(0, 0)).toBeCloseTo(Math.log(1.6), 12);
  expect(ppmi(counts).nnz).toBe(2);
  const skewed = new text.SparseRows(2, [{ columns: Int32Array.of(0, 1), values: Float64Array.of(1, 15) }]);
  expect(ppmi(skewed, { exponent: 1 }).nnz).toBe(0);
  expect(ppmi(skewed, { exponent: 0.5 }).get(0, 1)).toBeCloseTo(
    Math.log((15 / 16) * ((1 + Math.sqrt(15)) / Math.sqrt(15))),
    12,
  );
});

test("on the speeches: the singular values that NumPy finds for the same counts, and railways near railroads", () => {
  const tokenize = text.wordTokenizer({ pattern: /[a-z]{2,}/g });
  const speeches = stateOfTheUnion().map((speech) => tokenize(speech.text));
  const { vocab, counts } = cooccurrences(speeches, { window: 4, minCount: 1, maxWords: 4000 });
  const svd = new decomposition.TruncatedSVD(15, { nIter: 3 });
  const vectors = new text.KeyedVectors(vocab, svd.fitTransform(ppmi(counts)));
  const expected = [440.8, 160.6, 141.3];
  expected.forEach((value, i) => expect(Math.abs(svd.singularValues.data[i]! - value)).toBeLessThan(0.1));
  expect(vectors.mostSimilar("railroad", { topn: 5 }).map(({ word }) => word)).toContain("railway");
});

test("GloVe finds out which words go together, its loss falls, and the same seed gives the same vectors", () => {
  const next = random(5);
  const sentences = Array.from({ length: 300 }, (_, i) =>
    Array.from({ length: 8 }, () => `${"abc"[i % 3]}${Math.floor(next() * 6)}`),
  );
  const losses: number[] = [];
  const model = new Glove({ vectorSize: 6, xMax: 20 }).fit(sentences, {
    onProgress: ({ loss }) => losses.push(loss),
  });
  expect(losses).toHaveLength(25);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 4);
  for (const word of ["a0", "b3", "c5"]) {
    for (const near of model.wv.mostSimilar(word, { topn: 5 })) expect(near.word[0]).toBe(word[0]);
  }
  const again = new Glove({ vectorSize: 6, xMax: 20 }).fit(cooccurrences(sentences, { window: 10 }));
  expect(again.wv.vectors.toArray()).toEqual(model.wv.vectors.toArray());
  expect(new Glove({ vectorSize: 6, seed: 1 }).fit(sentences).wv.vectors.toArray()).not.toEqual(
    again.wv.vectors.toArray(),
  );
  expect(String(model)).toBe("Glove(18 words, 6 numbers each, window 10)");
});

test.each<[string, () => unknown, RegExp]>([
  [
    "texts instead of words",
    () => cooccurrences(["one sentence"] as never),
    /cooccurrences takes sentences that are lists/,
  ],
  ["no window", () => cooccurrences([], { window: 0 }), /window is a whole number from 1, not 0/],
  ["one word", () => cooccurrences([], { maxWords: 1 }), /maxWords is a number from 2, not 1/],
  [
    "another weighting",
    () => cooccurrences([], { weighting: "square" as never }),
    /"harmonic" or "flat", not "square"/,
  ],
  ["an exponent of 0", () => ppmi(new text.SparseRows(1, []), { exponent: 0 }), /above 0 and at most 1, not 0/],
  ["GloVe of texts", () => new Glove().fit("text" as never), /lists of words/],
  ["GloVe of lonely words", () => new Glove({ minCount: 1 }).fit([["a"], ["b"]]), /no two words stand near/],
  ["GloVe before fit", () => new Glove().wv, /call fit\(sentences\) first/],
  ["GloVe of no numbers", () => new Glove({ vectorSize: 1.5 }), /vectorSize is a whole number from 1, not 1.5/],
  ["GloVe without a rate", () => new Glove({ lr: 0 }), /lr is a finite number above 0, not 0/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
