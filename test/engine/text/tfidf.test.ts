// Bag of words and TF-IDF: the lecture's numbers on the State of the Union, scikit-learn's on odd texts, clear errors.
import { describe, expect, test } from "vitest";
import { ArgumentError, NotFittedError, ShapeError } from "../../../engine/errors.ts";
import {
  cosineSimilarity,
  CountVectorizer,
  nearestRows,
  scikitLearn,
  SparseRows,
  type TfidfOptions,
  TfidfVectorizer,
} from "../../../engine/text/index.ts";
import { stateOfTheUnion } from "../../../notebooks/data/sotu.ts";
import fixture from "../../fixtures/text/tfidf.json" with { type: "json" };

describe("the lecture's formula on the State of the Union addresses", () => {
  const speeches = stateOfTheUnion();
  const vectorizer = new TfidfVectorizer();
  const weights = vectorizer.fitTransform(speeches.map(({ text }) => text));
  const of = (year: number): number => speeches.findIndex((speech) => speech.year === year);

  test("there are 233 speeches and 23,680 words, 27 of which are in all of them", () => {
    expect(weights.shape).toEqual([233, 23_680]);
    expect(vectorizer.idf.filter((idf) => idf === 0)).toHaveLength(27);
  });

  test.each([
    [1942, "hitler", 42.8],
    [2003, "hussein", 73.0],
    [1863, "emancipation", 23.0],
  ])("%i is about %s", (year, term, weight) => {
    expect(vectorizer.topTerms(weights, of(year), 3)).toContainEqual({ term, weight: expect.closeTo(weight, 1) });
  });

  test("neighbouring war years are alike", () => {
    const cosine = cosineSimilarity(weights);
    expect(cosine.data[of(1942) * 233 + of(1943)]).toBeCloseTo(0.33, 3);
    expect(nearestRows(weights, of(1942), 1)).toEqual([{ row: of(1943), similarity: expect.closeTo(0.33, 3) }]);
  });

  test("a search finds the speech that its words are about", () => {
    const [best] = nearestRows(weights, 0, 1, vectorizer.transform(["Saddam Hussein and Iraq"]));
    expect(speeches[best!.row]!.year).toBe(2003);
  });
});

interface PythonOptions {
  readonly [name: string]: unknown;
}

describe(`equal to ${fixture.version}`, () => {
  test.each(fixture.cases)("$name", ({ options, terms, fitted, unseen }) => {
    const vectorizer = new TfidfVectorizer({ ...scikitLearn, ...lowerCamel(options) });
    const rows = vectorizer.fitTransform(fixture.texts);
    expect(vectorizer.getFeatureNames()).toEqual(terms);
    expectClose(rows.toArray(), fitted);
    expectClose(vectorizer.transform(fixture.unseen).toArray(), unseen);
  });
});

function lowerCamel(options: PythonOptions): TfidfOptions {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/_./gu, ([, c]) => c!.toUpperCase()), value]),
  );
}

function expectClose(got: number[][], wanted: number[][]): void {
  expect(got.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  for (const [i, row] of got.entries()) {
    for (const [j, value] of row.entries()) expect(Math.abs(value - wanted[i]![j]!)).toBeLessThan(1e-14);
  }
}

describe("vectorizers", () => {
  test("counting gives whole numbers in alphabetical order of the terms", () => {
    const vectorizer = new CountVectorizer();
    expect(vectorizer.fitTransform(["the state of the union", ""]).toArray()).toEqual([
      [1, 1, 2, 1],
      [0, 0, 0, 0],
    ]);
    expect(vectorizer.getFeatureNames()).toEqual(["of", "state", "the", "union"]);
  });

  test("a word of a given vocabulary that no text has gets a finite weight", () => {
    const vectorizer = new TfidfVectorizer({ vocabulary: ["war", "zebra"] });
    vectorizer.fit(["war and peace", "peace"]);
    expect(vectorizer.idf[1]).toBe(Math.log(2));
  });

  test("asking before fitting says what to do", () => {
    expect(() => new TfidfVectorizer().transform(["x"])).toThrow(NotFittedError);
    expect(() => new TfidfVectorizer({ vocabulary: ["war"] }).transform(["war"])).toThrow(/fit\(texts\)/);
    expect(() => new CountVectorizer().getFeatureNames()).toThrow(NotFittedError);
  });

  test("nothing to learn from is an error", () => {
    expect(() => new CountVectorizer().fit([])).toThrow(/No terms are left of the 0 found in 0 texts/);
    expect(() => new CountVectorizer({ minDf: 3 }).fit(["one two", "two three"])).toThrow(/smaller minDf/);
    expect(() => new CountVectorizer({ vocabulary: [] })).toThrow(/empty/);
  });

  test("one text instead of a list, or something that is no text, is an error", () => {
    expect(() => new CountVectorizer().fit("the union")).toThrow(/\[text\] for a single one/);
    // @ts-expect-error the compiler knows it too
    expect(() => new CountVectorizer().fit([1942])).toThrow(/takes a text; it was given a value of type number/);
    // @ts-expect-error the compiler knows it too
    expect(() => new CountVectorizer().fit(undefined)).toThrow(ArgumentError);
  });

  test.each<[TfidfOptions, RegExp]>([
    [{ ngramRange: [2, 1] }, /ngramRange/],
    [{ minDf: -1 }, /minDf/],
    [{ maxDf: 1.5 }, /maxDf/],
    [{ maxFeatures: 0 }, /maxFeatures/],
    [{ vocabulary: ["a", "a"] }, /more than once/],
  ])("options outside their range are an error: %o", (options, message) => {
    expect(() => new TfidfVectorizer(options)).toThrow(message);
  });
});

describe("sparse rows", () => {
  const rows = SparseRows.fromMaps(
    [
      new Map([
        [2, 3],
        [0, 4],
      ]),
      new Map(),
    ],
    3,
  );

  test("hold what they were given", () => {
    expect(rows.toArray()).toEqual([
      [4, 0, 3],
      [0, 0, 0],
    ]);
    expect([rows.get(0, 2), rows.get(0, 1), rows.nnz]).toEqual([3, 0, 2]);
    expect([...rows.toTensor().data]).toEqual([4, 0, 3, 0, 0, 0]);
  });

  test("have lengths, and zero rows stay zero", () => {
    expect([...rows.norms()]).toEqual([5, 0]);
    expect([...rows.norms("l1")]).toEqual([7, 0]);
    expect(rows.normalize().toArray()[1]).toEqual([0, 0, 0]);
    expect([...cosineSimilarity(rows).data]).toEqual([expect.closeTo(1, 12), 0, 0, 0]);
  });

  test("refuse rows and columns they do not have, and other widths", () => {
    expect(() => rows.row(2)).toThrow(/rows 0 to 1; it was asked for 2/);
    expect(() => rows.get(0, 3)).toThrow(/columns 0 to 2/);
    expect(() => cosineSimilarity(rows, SparseRows.fromMaps([], 4))).toThrow(ShapeError);
    expect(() => new SparseRows(2, 3, new Int32Array(2), new Int32Array(0), new Float64Array(0))).toThrow(
      ArgumentError,
    );
  });
});
