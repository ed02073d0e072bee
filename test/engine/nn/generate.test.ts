// Generation: what may be drawn, what beam search finds, and that a cache changes nothing but the time.
import { describe, expect, test } from "vitest";
import { Generator, manualSeed, nn, noGrad, randint, tensor, type Tensor } from "../../../engine/index.ts";

const ids = (...values: number[]) => tensor(Int32Array.from(values));

/** A small GPT of two layers, with learned positions. */
class Gpt extends nn.Module {
  readonly words = new nn.Embedding(11, 16);
  readonly positions = new nn.LearnedPositions(32, 16);
  readonly layers = new nn.TransformerEncoder(
    () => new nn.TransformerEncoderLayer(16, 2, { dimFeedforward: 32, batchFirst: true, dropout: 0 }),
    2,
  );
  readonly head = new nn.Linear(16, 11);

  override forward(tokens: Tensor, cache?: nn.KeyValueCache): Tensor {
    const x = this.positions.call(this.words.call(tokens), cache?.length ?? 0);
    return this.head.call(this.layers.call(x, { isCausal: true, cache }));
  }
}

describe("what may be drawn", () => {
  const logits = tensor([[1, 2, 3, 4].map((p) => Math.log(p / 10))]);
  const probabilities = (options: nn.SamplingOptions) =>
    [...nn.samplingProbabilities(logits, options).data].map((p) => Math.round(p * 1000) / 1000);

  test.each<[string, nn.SamplingOptions, number[]]>([
    ["everything, as the model says", {}, [0.1, 0.2, 0.3, 0.4]],
    ["temperature ½ squares the odds", { temperature: 0.5 }, [0.033, 0.133, 0.3, 0.533]],
    ["temperature 0 takes the likeliest", { temperature: 0 }, [0, 0, 0, 1]],
    ["topK", { topK: 2 }, [0, 0, 0.429, 0.571]],
    ["topP keeps the token that crosses the limit", { topP: 0.5 }, [0, 0, 0.429, 0.571]],
    ["a tiny topP keeps one", { topP: 1e-6 }, [0, 0, 0, 1]],
    ["topP counts within topK", { topK: 3, topP: 0.5 }, [0, 0, 0.429, 0.571]],
  ])("%s", (_, options, expected) => expect(probabilities(options)).toEqual(expected));

  test("the logits stay as they are", () => {
    const before = logits.toArray();
    nn.samplingProbabilities(logits, { topK: 1 });
    expect(logits.toArray()).toEqual(before);
  });
});

test("a model that counts is followed, stops at the end token, and fills the batch up with it", () => {
  const counting = (tokens: Tensor): Tensor =>
    tensor(
      Array.from(tokens.data, (token) => Array.from({ length: 10 }, (_, word) => (word === token + 1 ? 50 : 0))),
    ).reshape([...tokens.shape, 10]);
  const out = nn.generate(counting, ids(4, 7).reshape([2, 1]), { maxNewTokens: 8, endToken: 9 });
  expect(out.toArray()).toEqual([
    [4, 5, 6, 7, 8, 9],
    [7, 8, 9, 9, 9, 9],
  ]);
  expect(out.dtype).toBe("int32");
  expect(nn.generate(counting, ids(1), { maxNewTokens: 3 }).toArray()).toEqual([1, 2, 3, 4]);
  expect(nn.generate(counting, ids(1), { maxNewTokens: 0 }).toArray()).toEqual([1]);
});

test("the same generator draws the same text", () => {
  manualSeed(1);
  const gpt = new Gpt();
  const run = () =>
    nn.generate((tokens) => gpt.call(tokens), ids(1, 2), { maxNewTokens: 12, generator: new Generator(3) }).toArray();
  expect(run()).toEqual(run());
});

test.each([{}, { numBeams: 3 }, { numBeams: 3, endToken: 4, lengthPenalty: 1 }])(
  "a cache gives the same text, reading each token once: %o",
  (options) => {
    manualSeed(2);
    const gpt = new Gpt();
    const prompt = randint(0, 11, [2, 3]);
    const settings = { maxNewTokens: 10, temperature: 0, ...options };
    const plain = nn.generate((tokens) => gpt.call(tokens), prompt, settings);
    const cache = new nn.KeyValueCache();
    const widths: number[] = [];
    const model = (tokens: Tensor) => {
      widths.push(tokens.shape[1]!);
      return gpt.call(tokens, cache);
    };
    expect(nn.generate(model, prompt, { ...settings, cache }).toArray()).toEqual(plain.toArray());
    expect(new Set(widths)).toEqual(new Set([3, 1]));
  },
);

test("a cache may be fed several words at once: each sees those before it only", () => {
  manualSeed(3);
  const gpt = new Gpt();
  const tokens = randint(0, 11, [2, 7]);
  const whole = noGrad(() => gpt.call(tokens));
  const cache = new nn.KeyValueCache();
  for (const [from, to] of [
    [0, 2],
    [2, 5],
    [5, 7],
  ] as const) {
    const part = noGrad(() => gpt.call(tokens.at("...", [from, to]), cache));
    expect(part.allclose(whole.at("...", [from, to], [0, 11]), { atol: 1e-5 })).toBe(true);
  }
  expect(cache.length).toBe(7);
});

describe("beam search", () => {
  // After word 0: 1 with probability 0.6, 2 with 0.4. After 1 all are unlikely; after 2 comes 3 for sure. 4 ends.
  const rows: Record<number, number[]> = {
    0: [0, 0.6, 0.4, 0, 0],
    1: [0.2, 0.2, 0.2, 0.2, 0.2],
    2: [0, 0, 0, 1, 0],
    3: [0, 0, 0, 0, 1],
    4: [0, 0, 0, 0, 1],
  };
  const model = (tokens: Tensor): Tensor =>
    tensor(Array.from(tokens.data, (token) => rows[token]!.map((p) => Math.log(p)))).reshape([...tokens.shape, 5]);

  test("finds the likelier sentence that does not begin with the likeliest word", () => {
    const options = { maxNewTokens: 3, endToken: 4 };
    expect(
      nn
        .generate(model, ids(0), { ...options, temperature: 0 })
        .at(1)
        .item(),
    ).toBe(1);
    expect(nn.generate(model, ids(0), { ...options, numBeams: 2 }).toArray()).toEqual([0, 2, 3, 4]);
  });

  test("with as many beams as there are sentences it finds the best of all", () => {
    manualSeed(4);
    const gpt = new Gpt();
    const prompt = ids(5);
    const found = nn.generate((tokens) => gpt.call(tokens), prompt, { maxNewTokens: 2, numBeams: 121 });
    let best = { score: -Infinity, text: [] as number[] };
    for (let a = 0; a < 11; a += 1) {
      for (let b = 0; b < 11; b += 1) {
        const logs = gpt.call(ids(5, a, b).reshape([1, 3])).logSoftmax();
        const score = logs.at(0, 0, a).item() + logs.at(0, 1, b).item();
        if (score > best.score) best = { score, text: [5, a, b] };
      }
    }
    expect(found.toArray()).toEqual(best.text);
  });
});

test.each<[string, () => unknown, RegExp]>([
  ["a float prompt", () => nn.generate((x) => x, tensor([1]), { maxNewTokens: 1 }), /int32 \[batch, length\]/],
  ["no tokens", () => nn.generate((x) => x, ids(), { maxNewTokens: 1 }), /at least one token/],
  ["no number of tokens", () => nn.generate((x) => x, ids(1), { maxNewTokens: NaN }), /maxNewTokens .* not NaN/],
  ["a negative temperature", () => nn.generate((x) => x, ids(1), { maxNewTokens: 1, temperature: -1 }), /temperature/],
  ["topP of 0", () => nn.samplingProbabilities(tensor([1]), { topP: 0 }), /topP .* not 0/],
  ["topK of 0", () => nn.samplingProbabilities(tensor([1]), { topK: 0 }), /topK .* not 0/],
  ["a model without words", () => nn.generate(() => tensor([1]), ids(1), { maxNewTokens: 1 }), /logits \[batch/],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
