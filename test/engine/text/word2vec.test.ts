// Word2Vec: what it writes down to train on, what it learns, and that the same seed gives the same vectors.
import { describe, expect, test } from "vitest";
import { AliasTable } from "../../../engine/text/aliasTable.ts";
import { huffmanPaths } from "../../../engine/text/huffman.ts";
import { Generator, text } from "../../../engine/index.ts";
import { random } from "../random.ts";

const { Word2Vec } = text;

/** Words of one topic stand together: the vectors must find the topics. */
function topics(sentences: number): string[][] {
  const next = random(5);
  return Array.from({ length: sentences }, (_, i) =>
    Array.from({ length: 8 }, () => `${"abc"[i % 3]}${Math.floor(next() * 6)}`),
  );
}

describe.each([
  ["skip-gram against drawn words", { sg: true, hs: false }],
  ["skip-gram through the tree", { sg: true, hs: true }],
  ["bag of words against drawn words", { sg: false, hs: false }],
  ["bag of words through the tree", { sg: false, hs: true }],
] as const)("%s", (_, kind) => {
  const options = { ...kind, vectorSize: 10, window: 3, minCount: 1, sample: 0, alpha: 0.1, epochs: 15 };

  test("finds out which words go together, and its loss falls", () => {
    const losses: number[] = [];
    let last: text.Word2VecProgress | undefined;
    const model = new Word2Vec(options).fit(topics(600), {
      onProgress: (progress) => {
        losses.push(progress.loss);
        last = progress;
      },
    });
    for (const word of ["a0", "b3", "c5"]) {
      for (const near of model.wv.mostSimilar(word, { topn: 5 })) expect(near.word[0]).toBe(word[0]);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.9);
    expect(last).toMatchObject({ epoch: 15, fraction: 1, words: 15 * 600 * 8 });
    expect(last!.alpha).toBeCloseTo(1e-4, 10);
  });

  test("gives the same vectors for the same seed, others for another", () => {
    const vectors = (seed: number) =>
      new Word2Vec({ ...options, epochs: 1, seed }).fit(topics(60)).wv.vectors.toArray();
    expect(vectors(1)).toEqual(vectors(1));
    expect(vectors(1)).not.toEqual(vectors(2));
  });
});

test("words are numbered by frequency, rare ones dropped, and their neighbours move together", () => {
  const sentences = [["x", "rare", "y"], ["y", "x"], ["y"], []];
  const { wv } = new Word2Vec({ minCount: 2, vectorSize: 6 }).fit(sentences);
  expect(wv.words).toEqual(["y", "x"]);
  expect(wv.vectors.shape).toEqual([2, 6]);
});

test("generators are read once, and the vectors so far are there while training", () => {
  function* sentences() {
    yield* topics(300);
  }
  const seen: text.KeyedVectors[] = [];
  const model = new Word2Vec({ minCount: 1, vectorSize: 8, epochs: 30 });
  model.fit(sentences(), { onProgress: () => seen.push(model.wv) });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen[0]!.vectors.toArray()).not.toEqual(model.wv.vectors.toArray());
  expect(seen.at(-1)!.vectors.toArray()).toEqual(model.wv.vectors.toArray());
  expect(String(model)).toBe("Word2Vec(18 words, 8 numbers each, window 5, skip-gram, 5 negatives)");
});

test("frequent words are skipped: with a small sample, little of a dull text is left to train on", () => {
  const dull = Array.from({ length: 400 }, () => ["the", "of", "the", "of"]);
  const start = new Word2Vec({ vectorSize: 4, epochs: 1, alpha: 1e-9, minAlpha: 0 }).fit(dull).wv;
  const distance = (sample: number) => {
    const { wv } = new Word2Vec({ vectorSize: 4, epochs: 1, sample }).fit(dull);
    return wv.vectors.sub(start.vectors).abs().sum().item();
  };
  expect(distance(1e-6)).toBeLessThan(distance(0) / 10);
});

test("words are drawn as often as their weights say", () => {
  const weights = [5, 1, 0, 3, 1];
  const table = new AliasTable(weights);
  const generator = new Generator(3);
  const counts = weights.map(() => 0);
  const draws = 100_000;
  for (let i = 0; i < draws; i += 1) counts[table.draw(generator)]! += 1;
  counts.forEach((count, i) => expect(Math.abs(count / draws - weights[i]! / 10)).toBeLessThan(0.006));
  expect(counts[2]).toBe(0);
});

test("the tree: no word's way is the start of another's, and frequent words have the shorter ones", () => {
  const counts = Int32Array.of(40, 20, 10, 5, 5, 1);
  const paths = huffmanPaths(counts);
  const turns = paths.map((path) => Array.from(path, (item) => item & 1).join(""));
  expect(new Set(turns).size).toBe(6);
  turns.forEach((a, i) => turns.forEach((b, j) => expect(i !== j && b.startsWith(a)).toBe(false)));
  // Huffman's cost for these counts: 40·1 + 20·2 + 10·3 + 5·4 + 5·5 + 1·5.
  expect(paths.reduce((cost, path, i) => cost + path.length * counts[i]!, 0)).toBe(160);
  // All ways start at the root, the last inner node, and only inner nodes occur.
  for (const path of paths) expect(path[0]! >>> 1).toBe(4);
  expect(huffmanPaths(Int32Array.of(2, 1)).map((path) => [...path])).toEqual([[0], [1]]);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "texts instead of words",
    () => new Word2Vec().fit(["one sentence"] as never),
    /lists of words.*one is "one sentence"[^]*wordTokenizer/,
  ],
  ["one text", () => new Word2Vec().fit("text" as never), /lists of words/],
  ["numbers", () => new Word2Vec().fit([[1, 2]] as never), /one is \[1,2\]/],
  [
    "nothing",
    () => new Word2Vec().fit([]),
    /at least two different words that occur 5 times or more; of 0 words 0 do[^]*more text/,
  ],
  ["rare words only", () => new Word2Vec().fit([["a", "b"]]), /of 2 words 0 do[^]*a smaller minCount/],
  ["vectors before fit", () => new Word2Vec().wv, /call fit\(sentences\) first/],
  ["no numbers", () => new Word2Vec({ vectorSize: 0 }), /vectorSize is a whole number from 1, not 0/],
  [
    "no drawn words",
    () => new Word2Vec({ negative: 0 }),
    /negative is a whole number from 1, not 0; hs: true predicts/,
  ],
  ["NaN", () => new Word2Vec({ alpha: NaN }), /alpha is a finite number from 0, not NaN/],
  ["a rising rate", () => new Word2Vec({ alpha: 0.01, minAlpha: 0.1 }), /0.1 is above 0.01/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
