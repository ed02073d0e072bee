// Vocabularies: numbers of tokens.
import { expect, test } from "vitest";
import { Vocab } from "../../../engine/text/index.ts";

test("tokens are numbered by frequency, specials first, and come back", () => {
  const vocab = Vocab.build(
    [
      ["b", "a", "c", "a"],
      ["b", "d"],
    ],
    { specials: ["<pad>"], unknown: "<unk>", minFreq: 2 },
  );
  expect(vocab.tokens).toEqual(["<pad>", "<unk>", "a", "b"]);
  expect(vocab.encode(["b", "zebra"])).toEqual([3, 1]);
  expect(vocab.decode([3, 1])).toEqual(["b", "<unk>"]);
  expect([vocab.size, vocab.has("zebra")]).toEqual([4, false]);
  expect(Vocab.build([["x", "y", "y"]], { maxTokens: 1 }).tokens).toEqual(["y"]);
});

test("unknown tokens, numbers without a token and repeated tokens are errors", () => {
  const vocab = new Vocab(["a", "b"]);
  expect(() => vocab.index("c")).toThrow(/"c" is not among the vocabulary's 2 tokens/);
  expect(() => vocab.token(2)).toThrow(/tokens 0 to 1; it was asked for 2/);
  expect(() => new Vocab(["a", "b", "a"])).toThrow(/"a" is both 0 and 2/);
  expect(() => new Vocab(["a"], { unknown: "<unk>" })).toThrow(/not in the vocabulary/);
});
