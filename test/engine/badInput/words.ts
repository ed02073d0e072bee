// Words and texts.
import * as g from "../../../engine/index.ts";
import { type Samples, samplesOf, x } from "./sample.ts";

const { text } = g;

const sentences = () => [
  ["a", "b", "c", "a"],
  ["b", "c", "d"],
  ["a", "d", "c"],
];
const documents = () => ["the cat sat", "the dog sat", "a cat and a dog"];
const vectors = () => new text.KeyedVectors(["a", "b", "c"], x(3, 4));
const counts = () => new text.CountVectorizer().fitTransform(documents());
const small = { vectorSize: 4, window: 2, minCount: 1, seed: 1 };

const words: Samples = {
  "new text.Vocab": [
    (tokens: string[], options: object, token: string) => new text.Vocab(tokens, options).index(token),
    () => [["a", "b", "?"], { unknown: "?" }, "a"],
  ],
  "new text.KeyedVectors": [
    (v: g.Tensor, word: string, topn: number) => new text.KeyedVectors(["a", "b", "c"], v).mostSimilar(word, { topn }),
    () => [x(3, 4), "a", 2],
  ],
  "text.KeyedVectors.analogy": [(a: string, b: string, c: string) => vectors().analogy(a, b, c), () => ["a", "b", "c"]],
  "new text.CountVectorizer": [
    (docs: string[], options: object) => new text.CountVectorizer(options).fitTransform(docs),
    () => [documents(), { minDf: 1, maxDf: 1, maxFeatures: 3, ngramRange: [1, 2] }],
  ],
  "new text.TfidfVectorizer": [
    (docs: string[], options: object) => new text.TfidfVectorizer(options).fitTransform(docs),
    () => [documents(), { idf: "plain", norm: "l2" }],
  ],
  "new text.SparseRows": [(row: number) => counts().row(row), () => [0]],
  "text.dot": [(i: number, j: number) => text.dot(counts().row(i), counts().row(j)), () => [0, 1]],
  "text.cosine": [(i: number, j: number) => text.cosine(counts().row(i), counts().row(j)), () => [0, 1]],
  "text.cosineSimilarity": [(row: number) => text.cosineSimilarity(counts()).at(row), () => [0]],
  "text.cooccurrences": [
    text.cooccurrences,
    () => [sentences(), { window: 2, minCount: 1, maxWords: 3, weighting: "flat" }],
  ],
  "text.ppmi": [
    (exponent: number) => text.ppmi(text.cooccurrences(sentences(), { minCount: 1 }).counts, { exponent }),
    () => [0.75],
  ],
  "text.wordTokenizer": [(line: string) => text.wordTokenizer()(line), () => ["two words"]],
  "text.whitespaceTokenizer": [(line: string) => text.whitespaceTokenizer()(line), () => ["two words"]],
  "text.characterTokenizer": [(line: string) => text.characterTokenizer()(line), () => ["two words"]],
  "new text.Word2Vec": [
    (lines: string[][], options: object) => new text.Word2Vec({ ...small, epochs: 1, ...options }).fit(lines),
    () => [
      sentences(),
      {
        vectorSize: 4,
        window: 2,
        minCount: 1,
        negative: 2,
        alpha: 0.025,
        minAlpha: 0.001,
        sample: 0.1,
        nsExponent: 0.75,
        seed: 1,
      },
    ],
  ],
  "new text.Glove": [
    (lines: string[][], options: object) => new text.Glove({ ...small, epochs: 1, ...options }).fit(lines),
    () => [sentences(), { vectorSize: 4, window: 2, minCount: 1, xMax: 10, alpha: 0.75, lr: 0.05, seed: 1 }],
  ],
  "new text.BytePairTokenizer": [
    (lines: string[], options: g.text.BytePairTrainOptions, token: number) =>
      text.BytePairTokenizer.train(lines, options).decode([token]),
    () => [documents(), { vocabSize: 260, minFrequency: 1, specialTokens: ["<end>"] }, 3],
  ],
};

export const wordSamples = samplesOf(words);
