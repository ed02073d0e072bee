// Byte pairs: learned and applied as by Hugging Face's tokenizers (test/fixtures/text/bytePairs.py), and without loss.
import { describe, expect, test } from "vitest";
import { EngineError, text } from "../../../engine/index.ts";
import { stateOfTheUnion } from "../../../notebooks/data/sotu.ts";
import fixture from "../../fixtures/text/bytePairs.json" with { type: "json" };
import { random } from "../random.ts";

const { BytePairTokenizer } = text;
const end = "<|endoftext|>";

describe("Hugging Face's tokenizers", () => {
  const loaded = BytePairTokenizer.load(fixture.vocab, fixture.merges);

  test.each(fixture.samples.map((sample) => [JSON.stringify(sample.text), sample] as const))(
    "encodes %s alike",
    (_, { text: sample, ids }) => {
      expect(loaded.encode(sample)).toEqual(ids);
      expect(loaded.decode(ids)).toBe(sample);
    },
  );

  test("learns the same tokens in the same order, and writes the same files", () => {
    const trained = BytePairTokenizer.train(fixture.texts, { vocabSize: 340 });
    expect(trained.toMergesText().split("\n")).toEqual(fixture.merges.split("\n"));
    expect(JSON.parse(trained.toVocabJson())).toEqual(JSON.parse(fixture.vocab));
    const again = BytePairTokenizer.load(trained.toVocabJson(), trained.toMergesText());
    for (const { text: sample, ids } of fixture.samples) expect(again.encode(sample)).toEqual(ids);
  });
});

test("any text comes back, whatever its script, spaces and signs (seed 4)", () => {
  const tokenizer = BytePairTokenizer.train(fixture.texts, { vocabSize: 300 });
  const next = random(4);
  const alphabet = [..."ab Ä'\n\t\r  日😀\u0301\u200d\ufeff\0½٣<|>.,:!\u2028", "don't", "  "];
  for (let i = 0; i < 500; i += 1) {
    const sample = Array.from(
      { length: Math.floor(next() * 20) },
      () => alphabet[Math.floor(next() * alphabet.length)],
    ).join("");
    expect(tokenizer.decode(tokenizer.encode(sample))).toBe(sample);
  }
});

test("a vocabulary learned from the speeches says more with fewer tokens, and comes back exactly", () => {
  const speeches = stateOfTheUnion()
    .slice(0, 20)
    .map((speech) => speech.text);
  const tokenizer = BytePairTokenizer.train(speeches, { vocabSize: 1000, specialTokens: [end] });
  expect(tokenizer.vocabSize).toBe(1000);
  expect(tokenizer.find("Ġwhich")).toBeDefined();
  const ids = tokenizer.encode(speeches[0]!);
  expect(ids.length).toBeLessThan(speeches[0]!.length / 2.5);
  expect(tokenizer.decode(ids)).toBe(speeches[0]);
  expect(tokenizer.tokenize(" the of which")).toEqual([" the", " of", " which"]);
});

test("special tokens have the last numbers, and are text unless asked for", () => {
  const tokenizer = BytePairTokenizer.train(["aaa bbb aaa"], { vocabSize: 258, specialTokens: [end, "<|a|>"] });
  expect(tokenizer.tokens.slice(-2)).toEqual([end, "<|a|>"]);
  expect(tokenizer.encode(`a${end}<|a|>`, { special: true })).toEqual([tokenizer.find("a"), 256, 257]);
  expect(tokenizer.encode(end).length).toBe(end.length);
  expect(tokenizer.decode([256])).toBe(end);
  const loaded = BytePairTokenizer.load(tokenizer.toVocabJson(), tokenizer.toMergesText());
  expect(loaded.specialTokens).toEqual([end, "<|a|>"]);
  expect(String(loaded)).toBe("BytePairTokenizer(258 tokens)");
});

test("a text with nothing that repeats gives fewer tokens than asked for", () => {
  expect(BytePairTokenizer.train(["abc"], { vocabSize: 500 }).vocabSize).toBe(256);
  expect(BytePairTokenizer.train(["abc"], { vocabSize: 500, minFrequency: 1 }).vocabSize).toBe(258);
});

test("1,000 damaged files give a tokenizer that still keeps every text, or an error of ours (seed 7)", () => {
  const next = random(7);
  const damaged = (file: string) => {
    const at = Math.floor(next() * file.length);
    return (
      file.slice(0, at) + String.fromCharCode(32 + Math.floor(next() * 300)) + file.slice(at + Math.floor(next() * 3))
    );
  };
  let refused = 0;
  for (let i = 0; i < 1000; i += 1) {
    const [vocabFile, mergesFile] =
      i % 2 === 0 ? [damaged(fixture.vocab), fixture.merges] : [fixture.vocab, damaged(fixture.merges)];
    try {
      const tokenizer = BytePairTokenizer.load(vocabFile, mergesFile);
      expect(tokenizer.decode(tokenizer.encode("the größere 日本"))).toBe("the größere 日本");
    } catch (error) {
      expect(error).toBeInstanceOf(EngineError);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test("divided characters and half surrogate pairs show as U+FFFD", () => {
  const tokenizer = BytePairTokenizer.train([""], { vocabSize: 256 });
  expect(tokenizer.tokenize("é")).toEqual(["\ufffd", "\ufffd"]);
  expect(tokenizer.decode(tokenizer.encode("\ud83d"))).toBe("\ufffd");
});

const bytes = JSON.parse(BytePairTokenizer.train([""], { vocabSize: 256 }).toVocabJson());
const vocab = (more: object) => JSON.stringify({ ...bytes, ...more });

test.each<[string, () => unknown, RegExp]>([
  [
    "too small a vocabulary",
    () => BytePairTokenizer.train(["a"], { vocabSize: 256, specialTokens: [end] }),
    /from 257: 256 bytes and 1 special tokens; not 256/,
  ],
  ["one text", () => BytePairTokenizer.train("abc", { vocabSize: 300 }), /put a single one in brackets/],
  [
    "no frequency",
    () => BytePairTokenizer.train(["a"], { vocabSize: 300, minFrequency: 0 }),
    /minFrequency is a number from 1/,
  ],
  [
    "encode of a number",
    () => BytePairTokenizer.train([""], { vocabSize: 256 }).encode(3 as never),
    /encode takes a text, not number/,
  ],
  [
    "a number beyond the vocabulary",
    () => BytePairTokenizer.train([""], { vocabSize: 256 }).decode([256]),
    /tokens 0 to 255; it was asked for 256/,
  ],
  ["a vocabulary that is no JSON", () => BytePairTokenizer.load("{", ""), /vocab.json: not a JSON object/],
  [
    "a number too large",
    () => BytePairTokenizer.load(vocab({ ab: 300 }), ""),
    /vocab.json: the number of "ab" must be from 0 to 256, it is 300/,
  ],
  ["a number twice", () => BytePairTokenizer.load(vocab({ ab: 3 }), ""), /have the same number, 3/],
  [
    "a missing byte",
    () => BytePairTokenizer.load('{"a":0}', ""),
    /vocabulary of 1 tokens lacks "Ā", needed for byte 0/,
  ],
  [
    "a merge of three",
    () => BytePairTokenizer.load(vocab({ ab: 256 }), "#version: 0.2\na b c\n"),
    /merges.txt: line 2 must be two tokens.*"a b c"/,
  ],
  [
    "a merge into nothing",
    () => BytePairTokenizer.load(vocab({ ab: 256 }), "a b\nb a\n"),
    /merges.txt: line 2: the vocabulary has no "ba"/,
  ],
  [
    "characters that are no bytes",
    () => BytePairTokenizer.load(vocab({ 日: 256 }), ""),
    /"日" has characters that stand for no byte/,
  ],
  ["a token twice", () => new BytePairTokenizer(["a", "a"], []), /"a" comes twice/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
