// Tokenizers and vocabularies.
import { expect, test } from "vitest";
import { characterTokenizer, Vocab, whitespaceTokenizer, wordTokenizer } from "../../../engine/text/index.ts";

test("words are runs of letters in lower case, unless told otherwise", () => {
  const text = "The Union's 2 houses, a été";
  expect(wordTokenizer()(text)).toEqual(["the", "union", "houses"]);
  expect(wordTokenizer({ pattern: /\p{L}+/u, lowercase: false })(text)).toEqual([
    "The",
    "Union",
    "s",
    "houses",
    "a",
    "été",
  ]);
  expect(wordTokenizer({ pattern: /[a-z]+/g })("one two")).toEqual(["one", "two"]);
  expect(wordTokenizer()("")).toEqual([]);
});

test("characters are whole code points and white space of every kind separates", () => {
  expect(characterTokenizer("a🙂b")).toEqual(["a", "🙂", "b"]);
  expect(whitespaceTokenizer("  one,\ttwo\nThree ")).toEqual(["one,", "two", "Three"]);
});

test("something that is no text is an error", () => {
  // @ts-expect-error the compiler knows it too
  expect(() => wordTokenizer()(null)).toThrow(/takes a text; it was given null/);
});

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
