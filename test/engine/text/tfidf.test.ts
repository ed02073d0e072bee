// Bags of words and TF-IDF: the lecture's numbers on 233 speeches, scikit-learn's on odd texts and options.
import { beforeAll, describe, expect, test } from "vitest";
import { text } from "../../../engine/index.ts";
import { stateOfTheUnion } from "../../../notebooks/data/sotu.ts";
import fixture from "../../fixtures/text/vectorizers.json" with { type: "json" };

const camel = (options: object) =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, c) => c.toUpperCase()), value]),
  );

const dense = (rows: text.SparseRows) =>
  rows.rows().map(({ columns, values }) => {
    const row = Array.from({ length: rows.shape[1] }, () => 0);
    columns.forEach((column, i) => (row[column] = values[i]!));
    return row;
  });

function expectRows(actual: text.SparseRows, expected: readonly (readonly number[])[]): void {
  expect(actual.shape[0]).toBe(expected.length);
  dense(actual).forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected[i]![j]!, 12)));
}

describe("the lecture's formula on the State of the Union addresses", () => {
  const speeches = stateOfTheUnion();
  const tfidf = new text.TfidfVectorizer();
  let rows: text.SparseRows;
  const rowOf = (year: number) => speeches.findIndex((speech) => speech.year === year);
  beforeAll(() => {
    rows = tfidf.fitTransform(speeches.map((speech) => speech.text));
  });

  test("233 speeches, 23,680 words, 27 of them in every speech and so without weight", () => {
    expect(rows.shape).toEqual([233, 23_680]);
    expect(tfidf.idf.filter((weight) => weight === 0).length).toBe(27);
  });

  test.each([
    [1942, "hitler", 42.8],
    [2003, "hussein", 73.0],
    [2003, "saddam", 69.5],
    [2003, "inspectors", 32.6],
    [1863, "emancipation", 23.0],
    [1854, "greytown", 38.2],
    [1905, "santo", 58.6],
  ])("%i: %s weighs %f", (year, word, weight) => {
    expect(Math.abs(rows.get(rowOf(year), tfidf.vocabulary.get(word)!) - weight)).toBeLessThan(0.05);
  });

  test("the words that say most come first", () => {
    expect(tfidf.top(rows, rowOf(1942), 1)[0]!.term).toBe("hitler");
    expect(tfidf.top(rows, rowOf(2003), 2).map(({ term }) => term)).toEqual(["hussein", "saddam"]);
  });

  test.each([
    [1942, 1943, 0.33],
    [2002, 2004, 0.323],
    [1863, 1862, 0.273],
  ])("cosine(%i, %i) = %f, by rows and in the whole matrix", (a, b, cosine) => {
    expect(Math.abs(text.cosine(rows.row(rowOf(a)), rows.row(rowOf(b))) - cosine)).toBeLessThan(0.001);
    const all = text.cosineSimilarity(rows);
    expect(Math.abs(all.at(rowOf(a), rowOf(b)).item() - cosine)).toBeLessThan(0.001);
  });
});

describe("scikit-learn's numbers", () => {
  test.each(fixture.counts.map((one) => [JSON.stringify(one.options), one] as const))("counts %s", (_, one) => {
    const vectorizer = new text.CountVectorizer(camel(one.options));
    expectRows(vectorizer.fitTransform(fixture.documents), one.fitted);
    expect(vectorizer.getFeatureNames()).toEqual(one.names);
    expectRows(vectorizer.transform(fixture.unseen), one.unseen);
  });

  test.each(fixture.tfidf.map((one) => [JSON.stringify(one.options), one] as const))("TF-IDF %s", (_, one) => {
    const { smooth_idf: smooth = true, use_idf: use = true, ...rest } = one.options as Record<string, unknown>;
    const idf = use ? (smooth ? "smooth" : "plusOne") : "none";
    const vectorizer = new text.TfidfVectorizer({ idf, norm: "l2", ...camel(rest) });
    expectRows(vectorizer.fitTransform(fixture.documents), one.fitted);
    expectRows(vectorizer.transform(fixture.unseen), one.unseen);
  });
});

test("words are the same, whether letters are counted as they are read or after the default tokenizer", () => {
  const odd = [
    "The cat, the Hat! a I x2y 42 don't naïve Straße ÉCOLE İstanbul ΣΊΣΥΦΟΣ οδός",
    "日本語 語 𝒜𝒷 𝒜 𐐀𐐁 a𐐀 😀ab😀 \uD835 ab\uDC9C \u0301e\u0301e ﬁn ab",
    "",
    "zz \uFFFDzz Ａｂ 𐐨𐐩 the THE",
  ];
  const many = Array.from(
    { length: 3000 },
    (_, i) => `w${i.toString(26).replace(/\d/g, (d) => "ghijklmnop"[Number(d)]!)}`,
  );
  const documents = [...odd, many.join(" "), many.slice(500, 900).join("-")];
  const [plain, read] = [new text.CountVectorizer({ tokenizer: text.wordTokenizer() }), new text.CountVectorizer()];
  expect(read.fitTransform(documents)).toEqual(plain.fitTransform(documents));
  expect(read.getFeatureNames()).toEqual(plain.getFeatureNames());
  expect(read.getFeatureNames()).toContain("𐐨𐐩");
  const others = ["the unknown 𐐨𐐩 cat", "nothing known here"];
  expect(read.transform(others)).toEqual(plain.transform(others));
  const phrases = new text.CountVectorizer({ vocabulary: ["cat", "the cat", "the"] });
  expect(dense(phrases.transform(["the cat and the hat"]))).toEqual([[1, 0, 2]]);
});

test("tokenizers: words, characters as readers count them, what stands between spaces", () => {
  expect(text.wordTokenizer()("The cat, the Hat!")).toEqual(["the", "cat", "the", "hat"]);
  expect(text.wordTokenizer({ pattern: /\w+/, lowercase: false })("A b2")).toEqual(["A", "b2"]);
  expect(text.characterTokenizer()("e\u0301👩‍👧!")).toEqual(["e\u0301", "👩‍👧", "!"]);
  expect(text.whitespaceTokenizer()("  a\n b ")).toEqual(["a", "b"]);
});

test("sparse rows as a tensor, and as words", () => {
  const rows = new text.CountVectorizer().fitTransform(["aa bb aa", "cc"]);
  expect(rows.toTensor().toArray()).toEqual([
    [2, 1, 0],
    [0, 0, 1],
  ]);
  expect(String(rows)).toBe("SparseRows [2, 3], 3 numbers (50 %)");
  expect(() => rows.row(2)).toThrow(/no row 2 of 2/);
});

test.each<[string, () => unknown, RegExp]>([
  ["one string instead of a list", () => new text.CountVectorizer().fit("abc"), /put it in brackets/],
  ["no words", () => new text.TfidfVectorizer().fit(["", "1 2 3"]), /vocabulary is empty/],
  ["transform before fit", () => new text.TfidfVectorizer().transform(["a"]), /call fit\(documents\)/],
  [
    "transform before fit, with a vocabulary",
    () => new text.TfidfVectorizer({ vocabulary: ["aa"] }).transform(["aa"]),
    /How rare .* call fit\(documents\)/,
  ],
  ["no features", () => new text.CountVectorizer({ maxFeatures: 0 }), /maxFeatures is a number above 0, not 0/],
  ["limits that exclude all", () => new text.CountVectorizer({ minDf: 5 }).fit(["aa", "bb"]), /No term is left of 2/],
  ["a wrong n-gram range", () => new text.CountVectorizer({ ngramRange: [2, 1] }), /the smaller first/],
  [
    "rows of two vectorizers",
    () =>
      text.cosineSimilarity(
        new text.CountVectorizer().fitTransform(["aa"]),
        new text.CountVectorizer().fitTransform(["aa bb"]),
      ),
    /1 and 2 differ/,
  ],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
