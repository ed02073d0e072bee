// Sizes and numbers that no layer can be made with: refused by name, before memory is laid out or filled with NaN.
import { expect, test } from "vitest";
import { ArgumentError, nn, zeros } from "../../../engine/index.ts";

const { init } = nn;
/** What a program without types may pass. */
const untyped = (value: unknown): number => value as number;

test.each<[string, () => unknown, RegExp]>([
  ["Linear of -1", () => new nn.Linear(-1, 2), /nn\.Linear: inFeatures is a whole number from 0, not -1/],
  ["Linear of a half", () => new nn.Linear(2, 0.5), /outFeatures is a whole number from 0, not 0\.5/],
  ["Linear of nothing", () => new nn.Linear(2, untyped(undefined)), /outFeatures [^]* not a value of type undefined/],
  ["Embedding of -1", () => new nn.Embedding(4, -1), /nn\.Embedding: embeddingDim is a whole number from 0, not -1/],
  ["Embedding of NaN", () => new nn.Embedding(NaN, 4), /numEmbeddings is a whole number from 0, not NaN/],
  ["LSTMCell of an object", () => new nn.LSTMCell(2, untyped({})), /hiddenSize [^]* not a value of type object/],
  ["attention over -4", () => new nn.MultiheadAttention(-4, 2), /embedDim is a whole number from 0, not -4/],
  [
    "a transformer with another activation",
    () => new nn.TransformerEncoderLayer(4, 2, JSON.parse('{"activation":"swish"}') as object),
    /activation is "relu" or "gelu", not "swish"/,
  ],
  ["places of infinite number", () => new nn.LearnedPositions(Infinity, 2), /maxLength [^]* not Infinity/],
  ["uniform_ of NaN", () => init.uniform_(zeros([2]), NaN), /uniform_: low is a finite number, not NaN/],
  ["normal_ with an object", () => init.normal_(zeros([2]), untyped({ mean: 0 })), /mean [^]* a value of type object/],
  ["truncNormal_ around NaN", () => init.truncNormal_(zeros([2]), { mean: NaN }), /mean is a finite number, not NaN/],
  ["orthogonal_ without gain", () => init.orthogonal_(zeros([2, 2]), untyped(null)), /gain [^]* a value of type null/],
  ["constant_ of a text", () => init.constant_(zeros([2]), untyped("0")), /constant_ needs a number, not a string/],
])("%s is refused", (_, make, message) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});

test("layers of no inputs are made, as PyTorch makes them", () => {
  expect(new nn.Linear(0, 2).forward(zeros([3, 0])).shape).toEqual([3, 2]);
});
