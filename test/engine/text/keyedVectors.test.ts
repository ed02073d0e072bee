// Word vectors: neighbours, analogies, files; answers are gensim's (test/fixtures/text/keyedVectors.py).
import { describe, expect, test } from "vitest";
import { io, tensor, text, zeros } from "../../../engine/index.ts";
import { random } from "../random.ts";
import fixture from "../../fixtures/text/keyedVectors.json" with { type: "json" };

const { KeyedVectors } = text;
const { words, vectors: rows } = fixture;
const table = () => new KeyedVectors(words, tensor(rows));

function expectNeighbours(actual: readonly text.Neighbour[], expected: readonly (readonly [string, number])[]): void {
  expect(actual.map(({ word }) => word)).toEqual(expected.map(([word]) => word));
  actual.forEach(({ similarity }, i) => expect(similarity).toBeCloseTo(expected[i]![1], 5));
}

type Answers = readonly (readonly [string, number])[];

describe("gensim's answers", () => {
  test("to who is near a word, and near sums and differences of words", () => {
    for (const { positive, negative, topn, answers } of fixture.mostSimilar) {
      expectNeighbours(table().mostSimilar({ positive, negative }, { topn }), answers as unknown as Answers);
    }
    expectNeighbours(
      table().mostSimilar(words[0]!, { topn: 4 }),
      table()
        .mostSimilar({ positive: [words[0]!] }, { topn: 4 })
        .map(({ word, similarity }) => [word, similarity]),
    );
  });

  test("to who is near a vector", () => {
    expectNeighbours(
      table().mostSimilar(tensor(fixture.byVector.vector), { topn: 5 }),
      fixture.byVector.answers as unknown as Answers,
    );
  });

  test("to similarities and the one that does not match", () => {
    for (const { a, b, cosine } of fixture.similarity) expect(table().similarity(a, b)).toBeCloseTo(cosine, 5);
    for (const { among, answer } of fixture.doesntMatch) expect(table().doesntMatch(among)).toBe(answer);
  });
});

const square = () =>
  new KeyedVectors(
    ["man", "woman", "king", "queen", "tree"],
    [
      [1, 0, 1],
      [-1, 0, 1],
      [1, 1, 1],
      [-1, 1, 1],
      [0, -3, 0.1],
    ],
  );

test("man is to king as woman is to queen; with the question's words allowed, king itself comes near", () => {
  expect(square().analogy("man", "king", "woman", { topn: 1 })[0]!.word).toBe("queen");
  expect(square().analogy("man", "king", "woman")).toHaveLength(2);
  const all = square().analogy("man", "king", "woman", { includeQuery: true });
  expect(all).toHaveLength(5);
  expect(all.map(({ word }) => word)).toContain("king");
});

test("vectors come as tensors: of one word sharing memory, of several as rows", () => {
  const vectors = square();
  expect(vectors.get("queen").toArray()).toEqual([-1, 1, 1]);
  expect(vectors.get(["tree", "man"]).at(1).toArray()).toEqual([1, 0, 1]);
  expect(vectors.get("king").storage).toBe(vectors.vectors.storage);
  expect([vectors.size, vectors.vectorSize, vectors.has("king"), vectors.index("king")]).toEqual([5, 3, true, 2]);
  expect(String(vectors)).toBe("KeyedVectors(5 words, 3 numbers each)");
});

describe("files", () => {
  test("both text formats give the very same numbers back, from strings and from bytes", () => {
    const vectors = table();
    const { fromWord2Vec, fromGlove } = KeyedVectors;
    const bytes = new TextEncoder().encode(vectors.toWord2Vec());
    for (const read of [fromWord2Vec(vectors.toWord2Vec()), fromWord2Vec(bytes), fromGlove(vectors.toGlove())]) {
      expect(read.words).toEqual(words);
      expect(read.vectors.toArray()).toEqual(vectors.vectors.toArray());
    }
  });

  test("gensim's file is read, and ours is written like it", () => {
    const read = KeyedVectors.fromWord2Vec(fixture.file);
    expect(read.vectors.toArray()).toEqual(table().vectors.toArray());
    expect(read.toWord2Vec().split("\n")[0]).toBe(fixture.file.split("\n")[0]);
  });

  test("only the first words, words with spaces, Windows line ends", () => {
    expect(KeyedVectors.fromWord2Vec("3 2\na 1 2\nb 3 4\nc 5 6\n", { limit: 2 }).words).toEqual(["a", "b"]);
    expect(KeyedVectors.fromGlove("a 1 2\r\n. . . 3 4\r\n").words).toEqual(["a", ". . ."]);
  });

  test("2,000 damaged files give vectors or an error that names the format (seed 6)", () => {
    const next = random(6);
    const intact = new TextEncoder().encode(table().toWord2Vec());
    let refused = 0;
    for (let i = 0; i < 2000; i += 1) {
      const bytes = intact.slice(0, i % 3 === 0 ? Math.floor(next() * intact.length) : undefined);
      for (let k = 0; k < 1 + (i % 4); k += 1) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
      try {
        expect(KeyedVectors.fromWord2Vec(bytes).vectors.data.every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(io.FormatError);
        expect((error as Error).message).toMatch(/^word2vec text: line \d+/);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "a count that is wrong",
      () => KeyedVectors.fromWord2Vec("3 2\na 1 2\n"),
      /line 1 promises 3 words, 1 lines follow/,
    ],
    ["no sizes", () => KeyedVectors.fromWord2Vec("a 1 2 3\n"), /line 1 must be .*"a 1 2 3"; GloVe's format/],
    ["nothing", () => KeyedVectors.fromGlove(""), /line 1 must be a word and its numbers, it is ""/],
    ["the other format", () => KeyedVectors.fromGlove("1 2\na 1 2\n"), /this is word2vec's format/],
    ["a short line", () => KeyedVectors.fromGlove("a 1 2\nb 3\n"), /line 2 must be a word and 2 numbers, it has 1/],
    [
      "a long line",
      () => KeyedVectors.fromGlove("a 1 2\nb 3 4 0.5\n"),
      /line 2 must be a word and 2 numbers, it has 3/,
    ],
    ["an empty line", () => KeyedVectors.fromWord2Vec("2 1\n\nb 3\n"), /line 2 must be .* it is empty/],
    ["no number", () => KeyedVectors.fromGlove("a 1 2\nb 3 x\n"), /line 2 \("b"\): "x" is not a finite number/],
    ["NaN", () => KeyedVectors.fromGlove("a 1 2\nb nan 1\n"), /line 2 \("b"\): "nan"/],
    ["a word twice", () => KeyedVectors.fromGlove("a 1 2\na 3 4\n"), /line 2 repeats the word "a" of line 1/],
    ["a word with a space, written", () => new KeyedVectors(["a b"], [[1]]).toGlove(), /"a b" cannot be written/],
  ])("%s: refused with the line", (_, act, message) => expect(act).toThrow(message));
});

test.each<[string, () => unknown, RegExp]>([
  [
    "an unknown word",
    () => square().similarity("king", "emperor"),
    /"emperor" is not among the 5 words[^]*has\(word\)/,
  ],
  ["a word in capitals", () => square().get("King"), /"King" is not[^]*try {2}"king", which is/],
  ["an empty question", () => square().mostSimilar({}), /question is empty/],
  ["words that are no array", () => square().mostSimilar({ positive: "king" as never }), /put "king" in brackets/],
  ["no answers wanted", () => square().mostSimilar("king", { topn: 0 }), /topn is a whole number from 1, not 0/],
  ["a vector of another width", () => square().mostSimilar(zeros([2])), /has 3 numbers and one axis/],
  ["one word that matches none", () => square().doesntMatch(["king"]), /at least two words/],
  ["too few rows", () => new KeyedVectors(["a", "b"], zeros([1, 3])), /one row for each of its 2 words/],
  ["rows of unequal length", () => new KeyedVectors(["a", "b"], [[1, 2], [3]]), /row 0 has 2 numbers, row 1 has 1/],
  ["whole numbers", () => new KeyedVectors(["a"], zeros([1, 3], { dtype: "int32" })), /float32 or float64, not int32/],
  ["NaN", () => new KeyedVectors(["a", "b"], [[1], [NaN]]), /vector of "b" holds NaN/],
  ["a word twice", () => new KeyedVectors(["a", "a"], zeros([2, 3])), /"a" is both 0 and 1/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));

test("a word without direction is near nothing", () => {
  const vectors = new KeyedVectors(
    ["a", "zero"],
    [
      [1, 1],
      [0, 0],
    ],
  );
  expect(vectors.similarity("a", "zero")).toBe(0);
  expect(vectors.mostSimilar("zero")).toEqual([{ word: "a", similarity: 0 }]);
});
