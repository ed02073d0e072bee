// TF-IDF of all 233 speeches equals scikit-learn's and gensim's, number for number (test/fixtures/text/speeches.py).
import { describe, expect, test } from "vitest";
import { text } from "../../../engine/index.ts";
import { stateOfTheUnion } from "../../../notebooks/data/sotu.ts";
import fixture from "../../fixtures/text/speeches.json" with { type: "json" };

const speeches = stateOfTheUnion().map((speech) => speech.text);

interface Summary {
  readonly shape: number[];
  readonly nnz: number;
  readonly sums: number[];
  readonly waves: number[];
  readonly first: (string | number)[][];
}

/** Sums of every row, plain and by column; and the first row, word by word. */
function expectSame(vectorizer: text.TfidfVectorizer, expected: Summary, scale = 1): void {
  const rows = vectorizer.fitTransform(speeches);
  const names = vectorizer.getFeatureNames();
  expect(rows.shape).toEqual(expected.shape);
  const nonzero = rows.values.filter((value) => value !== 0).length;
  expect(nonzero).toBe(expected.nnz);
  rows.rows().forEach(({ columns, values }, i) => {
    const sum = values.reduce((total, value) => total + value, 0);
    const wave = values.reduce((total, value, k) => total + value * Math.sin(1 + columns[k]!), 0);
    expect(Math.abs(sum * scale - expected.sums[i]!)).toBeLessThan(1e-10 * (1 + Math.abs(expected.sums[i]!)));
    expect(Math.abs(wave * scale - expected.waves[i]!)).toBeLessThan(1e-10 * (1 + Math.abs(expected.sums[i]!)));
  });
  const { columns, values } = rows.row(0);
  const first = Array.from(columns, (column, k): [string, number] => [names[column]!, values[k]! * scale])
    .filter(([, weight]) => weight !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(first.map(([name]) => name)).toEqual(expected.first.map(([name]) => name));
  first.forEach(([, weight], k) => expect(weight).toBeCloseTo(expected.first[k]![1] as number, 10));
}

describe("scikit-learn", () => {
  const [plain, counted, sublinear, limited] = fixture.sklearnRows as unknown as Summary[];

  test("with its defaults", () => {
    expectSame(new text.TfidfVectorizer({ idf: "smooth", norm: "l2" }), plain!);
  });

  test("with smooth_idf=False and norm=None", () => {
    expectSame(new text.TfidfVectorizer({ idf: "plusOne" }), counted!);
  });

  test("with sublinear_tf and norm='l1'", () => {
    expectSame(new text.TfidfVectorizer({ idf: "smooth", norm: "l1", sublinearTf: true }), sublinear!);
  });

  test("with limits on words", () => {
    expectSame(new text.TfidfVectorizer({ idf: "smooth", norm: "l2", minDf: 5, maxDf: 0.9 }), limited!);
  });
});

describe("gensim's TfidfModel", () => {
  const [normalized, plain] = fixture.gensimRows as unknown as Summary[];

  test("is the lecture's formula with rows of length 1: the base of its logarithm cancels", () => {
    expectSame(new text.TfidfVectorizer({ norm: "l2" }), normalized!);
  });

  test("without normalizing is the lecture's formula with the logarithm to base 2", () => {
    expectSame(new text.TfidfVectorizer(), plain!, 1 / Math.LN2);
  });
});
