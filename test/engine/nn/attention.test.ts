// Attention, normalisation and transformer layers against PyTorch's (fixtures/nn/attention.py), and their meaning.
import { describe, expect, test } from "vitest";
import {
  arange,
  autograd,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  tensor,
  type Tensor,
  zeros,
} from "../../../engine/index.ts";
import fixture from "../../fixtures/nn/attention.json" with { type: "json" };

type Nested = number | readonly Nested[];

function expectClose(actual: Tensor | undefined, expected: unknown, what: string): void {
  const flat = [expected as Nested].flat(9) as number[];
  expect(actual?.numel(), what).toBe(flat.length);
  flat.forEach((value, i) => expect(Math.abs(actual!.data[i]! - value), `${what} ${i}`).toBeLessThan(2e-5));
}

const stateOf = (saved: object) =>
  Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, tensor(value as number[])]));

const weigh = (x: Tensor) =>
  x
    .mul(
      tensor(
        Array.from({ length: x.numel() }, (_, i) => Math.cos(i + 1)),
        { dtype: x.dtype },
      ).reshape(x.shape),
    )
    .sum();

const causal = tensor([
  [false, true, true],
  [false, false, true],
  [false, false, false],
]);

describe("multi-head attention", () => {
  const masks: Record<string, nn.MultiheadCall> = {
    "no mask": {},
    "boolean mask": {
      attnMask: tensor([
        [false, false, true, true],
        [false, false, false, true],
        [true, false, false, false],
      ]),
    },
    "numbers to add": { attnMask: tensor(Array.from({ length: 12 }, (_, i) => -2 + (4 * i) / 11)).reshape([3, 4]) },
    padding: {
      keyPaddingMask: tensor([
        [false, false, false, true],
        [false, false, true, true],
      ]),
    },
  };

  test.each(fixture.multihead.map((one) => [one.name, one] as const))(
    "%s: outputs, weights and gradients are PyTorch's",
    (name, one) => {
      const layer = new nn.MultiheadAttention(one.embed, one.heads, { batchFirst: true });
      layer.loadStateDict(stateOf(one.state));
      const [q, kv] = [tensor(one.q, { requiresGrad: true }), tensor(one.kv, { requiresGrad: true })];
      const { output, weights } = layer.call(q, kv, kv, {
        ...masks[name],
        needWeights: true,
        averageAttnWeights: false,
      });
      expectClose(output, one.output, "output");
      expectClose(weights, one.weights, "weights");
      weigh(output).backward();
      expectClose(q.grad, one.dq, "∂q");
      expectClose(kv.grad, one.dkv, "∂kv");
      for (const [parameter, { grad }] of layer.namedParameters()) {
        expectClose(grad, one.grads[parameter as "in_proj_weight"], `∂${parameter}`);
      }
    },
  );

  test("time-first and without a batch: the same numbers", () => {
    manualSeed(1);
    const layer = new nn.MultiheadAttention(4, 2);
    const x = randn([5, 3, 4]);
    const whole = layer.call(x, x, x).output;
    const one = x.at("...", 1, [0, 4]).reshape([5, 4]);
    expect(layer.call(one, one, one).output.allclose(whole.at([0, 5], 1), { atol: 1e-6 })).toBe(true);
  });
});

describe("scaled dot-product attention", () => {
  const { scaledDotProductAttention, attend } = nn.functional;

  test("causal: a word depends on itself and what stands before only", () => {
    manualSeed(2);
    const [q, k, v] = [randn([2, 6, 4]), randn([2, 6, 4]), randn([2, 6, 4])];
    const { weights } = attend(q, k, v, { isCausal: true });
    weights.data.forEach((w, i) => expect(w === 0).toBe(i % 6 > Math.floor(i / 6) % 6));
    const mask = arange(6).unsqueeze(1).ge(arange(6));
    const masked = scaledDotProductAttention(q, k, v, { mask });
    expect(scaledDotProductAttention(q, k, v, { isCausal: true }).allclose(masked, { atol: 1e-6 })).toBe(true);
  });

  test("a soft mask becomes a hard one as the scale grows", () => {
    const [q, k] = [
      tensor([[1, 0]]),
      tensor([
        [1, 0],
        [0, 1],
        [-1, 0],
      ]),
    ];
    const at = (scale: number) => attend(q, k, k, { scale }).weights.data[0]!;
    expect([at(0), at(1), at(50)]).toEqual([expect.closeTo(1 / 3, 5), expect.closeTo(0.665, 3), expect.closeTo(1, 6)]);
  });

  test.each(["float64", "float32"] as const)(
    "gradients by finite differences, keys shared by all of a batch (%s)",
    (dtype) => {
      manualSeed(3);
      const [q, k, v] = [randn([2, 3, 4], { dtype }), randn([5, 4], { dtype }), randn([1, 5, 2], { dtype })];
      const run = (...x: Tensor[]) => scaledDotProductAttention(x[0]!, x[1]!, x[2]!);
      if (dtype === "float64") expect(autograd.gradcheck(run, [q, k, v])).toBe(true);
      const grads = autograd.grad(weigh(run(...[q, k, v].map((x) => x.requiresGrad_()))), [q, k, v]);
      const exact = [q, k, v].map((x) => x.detach().to("float64").requiresGrad_());
      autograd.grad(weigh(run(...exact)), exact).forEach((g, i) => {
        expect(grads[i]!.to("float64").allclose(g, { atol: 1e-5 })).toBe(true);
      });
    },
  );

  test.each<[string, () => unknown, RegExp]>([
    ["widths that differ", () => scaledDotProductAttention(zeros([2, 3]), zeros([2, 4]), zeros([2, 3])), /one width/],
    [
      "keys without values",
      () => scaledDotProductAttention(zeros([2, 3]), zeros([4, 3]), zeros([5, 3])),
      /one value for each key/,
    ],
    [
      "a mask of another size",
      () => scaledDotProductAttention(zeros([2, 3]), zeros([4, 3]), zeros([4, 3]), { mask: zeros([3, 4]) }),
      /2 queries, 4 keys/,
    ],
    ["heads that do not divide", () => new nn.MultiheadAttention(10, 3), /10 cannot be shared evenly by 3/],
  ])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
});

describe("transformers", () => {
  test.each(fixture.encoders.map((one) => [one.normFirst ? "before" : "after", one.activation, one] as const))(
    "an encoder that normalises %s its parts, with %s, is PyTorch's",
    (_when, activation, one) => {
      const options = { dimFeedforward: 8, dropout: 0, normFirst: one.normFirst, batchFirst: true };
      const encoder = new nn.TransformerEncoder(
        () => new nn.TransformerEncoderLayer(4, 2, { ...options, activation: activation as "relu" }),
        2,
      );
      encoder.loadStateDict(stateOf(one.state));
      const x = tensor(one.x, { requiresGrad: true });
      const output = encoder.call(x, { mask: causal });
      expectClose(output, one.output, "output");
      expectClose(encoder.call(x, { isCausal: true }), one.output, "output with isCausal");
      weigh(output).backward();
      expectClose(x.grad, one.dx, "∂x");
    },
  );

  test("a decoder is PyTorch's", () => {
    const one = fixture.decoder;
    const options = { dimFeedforward: 8, dropout: 0, batchFirst: true };
    const decoder = new nn.TransformerDecoder(() => new nn.TransformerDecoderLayer(4, 2, options), 2);
    decoder.loadStateDict(stateOf(one.state));
    expectClose(decoder.call(tensor(one.x), tensor(one.memory), { tgtMask: causal }), one.output, "output");
  });

  test("a small one learns to copy the letter three places back (seed 5)", () => {
    manualSeed(5);
    const options = { dimFeedforward: 32, dropout: 0, normFirst: true, batchFirst: true };
    const table = new nn.Embedding(5, 16);
    const positions = new nn.LearnedPositions(12, 16);
    const layer = new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(16, 2, options), 2);
    const head = new nn.Linear(16, 5);
    const model = new nn.ModuleList<nn.Module>([table, positions, layer, head]);
    const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
    let loss = zeros([]);
    for (let step = 0; step < 200; step += 1) {
      const letters = randint(0, 5, [16, 12]);
      const logits = head.call(layer.call(positions.call(table.call(letters)), { isCausal: true }));
      loss = nn.functional.crossEntropy(
        logits.at("...", [3, 12], [0, 5]).reshape([-1, 5]),
        letters.at([0, 16], [0, 9]).reshape([-1]),
      );
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
    }
    expect(loss.item()).toBeLessThan(0.3);
  });
});

describe("normalisation is PyTorch's", () => {
  test.each(["LayerNorm", "RMSNorm", "BatchNorm1d"] as const)("%s", (name) => {
    const one = fixture.norms[name];
    const layers = { LayerNorm: nn.LayerNorm, RMSNorm: nn.RMSNorm, BatchNorm1d: nn.BatchNorm1d };
    const layer = new layers[name](5);
    layer.loadStateDict(stateOf(one.state));
    const x = tensor(fixture.norms.x, { requiresGrad: true });
    const output = layer.call(x);
    expectClose(output, one.output, "output");
    weigh(output).backward();
    expectClose(x.grad, one.dx, "∂x");
    expectClose(layer.weight!.grad, one.dweight, "∂weight");
    for (const [buffer, value] of Object.entries(one.after)) expectClose(layer.stateDict()[buffer], value, buffer);
    layer.eval();
    expectClose(layer.call(x.detach()), one.eval, "in use");
  });

  test.each([nn.functional.layerNorm, nn.functional.rmsNorm])("%o: gradcheck, once and twice", (norm) => {
    manualSeed(6);
    const [x, weight] = [randn([2, 4], { dtype: "float64" }), randn([4], { dtype: "float64" })];
    const run = (...given: Tensor[]) => norm(given[0]!, 4, { weight: given[1]! });
    expect(autograd.gradcheck(run, [x, weight])).toBe(true);
    const float32 = x.to("float32").requiresGrad_();
    const [g] = autograd.grad(weigh(norm(float32, 4)), [float32], { createGraph: true });
    expect(autograd.grad(g!.square().sum(), [float32])[0]!.shape).toEqual([2, 4]);
  });

  test("another number of features is refused, and learning from a single example", () => {
    expect(() => new nn.BatchNorm1d(4).call(zeros([2, 5]))).toThrow(/made for 4 features/);
    expect(() => new nn.BatchNorm1d(4).call(zeros([1, 4]))).toThrow(/single value/);
    expect(new nn.BatchNorm1d(4).eval().call(zeros([1, 4])).shape).toEqual([1, 4]);
    expect(() => new nn.LayerNorm(4).call(zeros([2, 5] as number[]))).toThrow(/over \[4\]/);
  });
});

describe("positions", () => {
  test("sinusoids as in the paper", () => {
    const table = nn.functional.sinusoidalPositions(50, 6);
    expect(table.at(0).toArray()).toEqual([0, 1, 0, 1, 0, 1]);
    expect(table.at(7, 2).item()).toBeCloseTo(Math.sin(7 / 10_000 ** (2 / 6)), 6);
    expect(table.at(49, 5).item()).toBeCloseTo(Math.cos(49 / 10_000 ** (4 / 6)), 6);
  });

  test("rotary: products depend on the distance alone", () => {
    manualSeed(7);
    const [q, k] = [randn([1, 8]), randn([1, 8])];
    const product = (i: number, j: number) =>
      nn.functional
        .rotary(q, { start: i })
        .mul(nn.functional.rotary(k, { start: j }))
        .sum()
        .item();
    expect(product(9, 5)).toBeCloseTo(product(4, 0), 4);
    expect(product(9, 5)).not.toBeCloseTo(product(9, 6), 2);
  });

  test("learned ones end where their table ends", () => {
    const positions = new nn.LearnedPositions(4, 2);
    expect(
      positions
        .call(zeros([1, 2]), 3)
        .at(0)
        .allclose(positions.weight.at(3)),
    ).toBe(true);
    expect(() => positions.call(zeros([5, 2]))).toThrow(/knows 4 places/);
  });
});

test("additive attention looks where it should: weights add up to 1, padding gets none", () => {
  manualSeed(8);
  const layer = new nn.AdditiveAttention(3, 4, 5);
  const keys = randn([2, 6, 4]);
  const keyPaddingMask = tensor([
    [false, false, false, false, true, true],
    [false, false, false, false, false, false],
  ]);
  const { output, weights } = layer.call(randn([2, 2, 3]), keys, keys, { keyPaddingMask });
  expect(output.shape).toEqual([2, 2, 4]);
  expect(
    weights.sum({ dim: -1 }).allclose(
      tensor([
        [1, 1],
        [1, 1],
      ]),
      { atol: 1e-6 },
    ),
  ).toBe(true);
  expect(weights.at(0, "...", [4, 6]).sum().item()).toBe(0);
});
