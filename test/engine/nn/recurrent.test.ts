// Recurrent layers against PyTorch's (fixtures/nn/recurrent.py), against their own definition, and what they show inside.
import { describe, expect, test } from "vitest";
import {
  autograd,
  cat,
  manualSeed,
  nn,
  optim,
  randn,
  stack,
  tensor,
  type Tensor,
  zeros,
} from "../../../engine/index.ts";
import fixture from "../../fixtures/nn/recurrent.json" with { type: "json" };

type Nested = number | readonly Nested[];

function expectClose(actual: Tensor | undefined, expected: unknown, what: string): void {
  const flat = [expected as Nested].flat(9) as number[];
  expect(actual?.numel(), what).toBe(flat.length);
  flat.forEach((value, i) => expect(Math.abs(actual!.data[i]! - value), `${what} ${i}`).toBeLessThan(2e-5));
}

const camel = (options: object) =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, c) => c.toUpperCase()), value]),
  );

const weigh = (x: Tensor) =>
  x
    .mul(
      tensor(
        Array.from({ length: x.numel() }, (_, i) => Math.cos(i + 1)),
        { dtype: x.dtype },
      ).reshape(x.shape),
    )
    .sum();

interface Case {
  readonly kind: string;
  readonly lengths: number[] | null;
  readonly options: object;
  readonly state: Record<string, unknown>;
  readonly grads: Record<string, unknown>;
  readonly cn: unknown;
}

const layers = { RNN: nn.RNN, LSTM: nn.LSTM, GRU: nn.GRU };
const cells = { RNN: nn.RNNCell, LSTM: nn.LSTMCell, GRU: nn.GRUCell };

function layerOf({ kind, options, state }: Case): nn.RNN | nn.LSTM | nn.GRU {
  const layer = new layers[kind as "RNN"](3, 5, camel(options));
  layer.loadStateDict(
    Object.fromEntries(Object.entries(state).map(([name, value]) => [name, tensor(value as number[])])),
  );
  return layer;
}

test.each(
  fixture.cases.map((one) => [one.kind, JSON.stringify(one.options), JSON.stringify(one.lengths), one] as const),
)("%s %s, lengths %s: outputs, states and all gradients are PyTorch's", (_kind, _options, _lengths, one) => {
  const layer = layerOf(one);
  const [x, h0, c0] = [one.x, one.h0, one.c0].map((each) => tensor(each as number[][][], { requiresGrad: true }));
  const options = one.lengths ? { lengths: one.lengths } : {};
  const result =
    layer instanceof nn.LSTM ? layer.call(x!, [h0!, c0!], options) : (layer as nn.GRU).call(x!, h0!, options);
  expectClose(result.output, one.output, "output");
  expectClose(result.hn, one.hn, "hn");
  const cn = "cn" in result ? (result.cn as Tensor) : undefined;
  if (cn) expectClose(cn, one.cn, "cn");

  const loss = weigh(result.output).add(weigh(result.hn));
  (cn ? loss.add(weigh(cn)) : loss).backward();
  const { x: dx, h0: dh0, ...rest } = one.grads as Record<string, unknown>;
  const { c0: dc0, ...parameters } = rest;
  expectClose(x!.grad, dx, "∂x");
  expectClose(h0!.grad, dh0, "∂h0");
  if (dc0) expectClose(c0!.grad, dc0, "∂c0");
  for (const [name, parameter] of layer.namedParameters()) expectClose(parameter.grad, parameters[name], `∂${name}`);
});

describe("the kernel and the plain steps are one function", () => {
  test.each(["RNN", "LSTM", "GRU"] as const)("%s, one step of its cell at a time", (kind) => {
    manualSeed(3);
    const layer = new layers[kind](4, 6);
    const cell = new cells[kind](4, 6);
    const { weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 } = layer.stateDict();
    cell.loadStateDict({
      weight_ih: weight_ih_l0!,
      weight_hh: weight_hh_l0!,
      bias_ih: bias_ih_l0!,
      bias_hh: bias_hh_l0!,
    });
    const x = randn([5, 2, 4]);
    const states: Tensor[] = [];
    let h: Tensor | undefined;
    let c: Tensor | undefined;
    for (let t = 0; t < 5; t += 1) {
      if (cell instanceof nn.LSTMCell) [h, c] = cell.call(x.at(t), h && c ? [h, c] : undefined);
      else h = (cell as nn.GRUCell).call(x.at(t), h);
      states.push(h);
    }
    expect((layer as nn.GRU).call(x).output.allclose(stack(states), { atol: 1e-6 })).toBe(true);
  });

  test.each(["RNN", "LSTM", "GRU"] as const)("%s: gradcheck in float64, in both directions", (kind) => {
    manualSeed(4);
    const layer = new layers[kind](2, 3, { bidirectional: true });
    for (const [name, parameter] of layer.namedParameters()) {
      (layer as unknown as Record<string, Tensor>)[name] = new nn.Parameter(parameter.detach().to("float64"));
    }
    const x = randn([3, 2, 2], { dtype: "float64", requiresGrad: true });
    const run = (input: Tensor) => {
      const result = (layer as nn.LSTM).call(input);
      return cat([result.output.reshape([-1]), result.hn.reshape([-1])]);
    };
    expect(autograd.gradcheck(run, [x])).toBe(true);
  });

  test("gradients of gradients go through the steps", () => {
    manualSeed(5);
    const layer = new nn.LSTM(2, 3);
    const x = randn([3, 1, 2], { requiresGrad: true });
    const [g] = autograd.grad(layer.call(x).output.square().sum(), [x], { createGraph: true });
    const [second] = autograd.grad(g!.square().sum(), [x]);
    const eps = 1e-2;
    const at = (delta: number) => {
      const moved = x.detach().clone();
      moved.data[0]! += delta;
      const [slope] = autograd.grad(layer.call(moved.requiresGrad_()).output.square().sum(), [moved]);
      return slope!.square().sum().item();
    };
    expect(Math.abs((at(eps) - at(-eps)) / (2 * eps) - second!.data[0]!)).toBeLessThan(1e-3);
  });

  test("a second backward pass with retainGraph adds the same again", () => {
    const layer = new nn.GRU(2, 3);
    const loss = layer
      .call(randn([4, 2, 2]))
      .output.square()
      .sum();
    loss.backward({ retainGraph: true });
    const once = layer.parameters().map(({ grad }) => grad!.clone());
    loss.backward();
    layer.parameters().forEach(({ grad }, i) => expect(grad!.allclose(once[i]!.mul(2), { atol: 1e-5 })).toBe(true));
  });
});

test("returnGates shows what an LSTM discards, stores, keeps and filters: c = f c₋ + i g, h = o tanh c", () => {
  manualSeed(6);
  const layer = new nn.LSTM(2, 4);
  const { output, gates } = layer.call(randn([5, 3, 2]), undefined, { returnGates: true });
  const { i, f, g, o, c } = gates[0]!;
  expect(Object.keys(gates[0]!)).toEqual(["i", "f", "g", "o", "c"]);
  const before = cat([zeros([1, 3, 4]), c.at([0, -1])]);
  expect(f.mul(before).add(i.mul(g)).allclose(c, { atol: 1e-6 })).toBe(true);
  expect(o.mul(c.tanh()).allclose(output, { atol: 1e-6 })).toBe(true);
});

test("dropout works between layers while training, and not in use", () => {
  manualSeed(7);
  const layer = new nn.LSTM(2, 8, { numLayers: 2, dropout: 0.5 });
  const x = randn([3, 2, 2]);
  const run = () => layer.call(x).output;
  expect(run().allclose(run())).toBe(false);
  layer.eval();
  expect(run().allclose(run())).toBe(true);
});

test("sequences without a batch give results without one", () => {
  const { output, hn } = new nn.GRU(2, 3).call(randn([4, 2]));
  expect([output.shape, hn.shape]).toEqual([
    [4, 3],
    [1, 3],
  ]);
});

test("learns to remember the first of five numbers to the last state (seed 8)", () => {
  manualSeed(8);
  const layer = new nn.LSTM(1, 16);
  const head = new nn.Linear(16, 1);
  const parameters = [...layer.parameters(), ...head.parameters()];
  const optimizer = new optim.Adam(parameters, { lr: 0.02 });
  const losses: number[] = [];
  for (let step = 0; step < 300; step += 1) {
    const x = randn([5, 32, 1]);
    const loss = nn.functional.mseLoss(head.call(layer.call(x).hn.at(0)), x.at(0));
    optimizer.zeroGrad();
    loss.backward();
    nn.utils.clipGradNorm(parameters, 1);
    optimizer.step();
    losses.push(loss.item());
  }
  expect(losses.at(-1)).toBeLessThan(0.05 * losses[0]!);
});

describe("gradients in bounds", () => {
  const withGrads = () =>
    [
      [3, 4],
      [0, 12],
    ].map((grad) => {
      const p = zeros([2], { requiresGrad: true });
      p.grad = tensor(grad);
      return p;
    });

  test("clipGradNorm scales all together, and gives the norm before", () => {
    const parameters = withGrads();
    expect(nn.utils.clipGradNorm(parameters, 6.5)).toBeCloseTo(13, 5);
    expect(parameters.map((p) => [...p.grad!.data])).toEqual([
      [expect.closeTo(1.5, 4), expect.closeTo(2, 4)],
      [0, expect.closeTo(6, 4)],
    ]);
    expect(nn.utils.clipGradNorm(withGrads(), 100, { normType: Infinity })).toBe(12);
  });

  test("clipGradValue cuts each number", () => {
    const parameters = withGrads();
    nn.utils.clipGradValue(parameters, 5);
    expect(parameters.map((p) => [...p.grad!.data])).toEqual([
      [3, 4],
      [0, 5],
    ]);
  });
});

test("embedding: rows by number, gradients to those rows, padding left alone", () => {
  const table = new nn.Embedding(4, 2, { paddingIdx: 0 });
  const indexes = tensor(
    [
      [1, 0],
      [3, 1],
    ],
    { dtype: "int32" },
  );
  const out = table.call(indexes);
  expect(out.shape).toEqual([2, 2, 2]);
  expect(out.at(0, 1).toArray()).toEqual([0, 0]);
  out.sum().backward();
  expect(table.weight.grad!.toArray()).toEqual([
    [0, 0],
    [2, 2],
    [0, 0],
    [1, 1],
  ]);
  expect(() => table.call(tensor([4], { dtype: "int32" }))).toThrow(/no row 4: the table has 4/);
  expect(() => table.call(tensor([1]))).toThrow(/to\("int32"\)/);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "features of another size",
    () => new nn.LSTM(3, 4).call(zeros([5, 2, 2] as number[])),
    /LSTM needs an input of 3 features/,
  ],
  [
    "a state of another shape",
    () => new nn.GRU(3, 4).call(zeros([5, 2, 3]), zeros([1, 3, 4] as number[])),
    /\[1, 2, 4\]/,
  ],
  ["no units", () => new nn.RNN(3, 0), /hiddenSize is a whole number from 1, not 0/],
  ["an unknown nonlinearity", () => new nn.RNN(3, 4, { nonlinearity: "sine" as "tanh" }), /"tanh" or "relu"/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
