import { describe, expect, test } from "vitest";
import { autograd, nn, randn, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import { expectParity, fill, fixtureOf, numbers, type Recorded } from "./parity.ts";

interface Case extends Recorded {
  readonly kind: "tanh" | "relu" | "LSTM" | "GRU" | "RNNCell" | "LSTMCell" | "GRUCell";
  readonly options: {
    readonly bias?: boolean;
    readonly batch_first?: boolean;
    readonly num_layers?: number;
    readonly bidirectional?: boolean;
  };
  readonly lengths: readonly number[] | null;
}

const cases = fixtureOf<Case>("recurrent");
const [T, B, I, H] = [5, 3, 3, 4];

describe("like PyTorch, forward and back", () => {
  test.each(cases.filter(({ kind }) => !kind.endsWith("Cell")))("$kind $options lengths $lengths", (c) => {
    const { bias = true, batch_first = false, num_layers = 1, bidirectional = false } = c.options;
    const options = { bias, batchFirst: batch_first, numLayers: num_layers, bidirectional };
    const module = fill(layerOf(c.kind, options));
    const places = num_layers * (bidirectional ? 2 : 1);
    const x = numbers(1, batch_first ? [B, T, I] : [T, B, I]).requiresGrad_();
    const h0 = numbers(2, [places, B, H]).requiresGrad_();
    const c0 = numbers(3, [places, B, H]).requiresGrad_();
    const lengths = c.lengths ?? undefined;
    const given = module instanceof nn.LSTM ? { x, h0, c0 } : { x, h0 };
    const result = module instanceof nn.LSTM ? module.call(x, { h0, c0, lengths }) : module.call(x, { h0, lengths });
    const { output, hn } = result;
    expectParity(c, "cn" in result ? { output, hn, cn: result.cn as Tensor } : { output, hn }, given, module);
  });

  test.each(cases.filter(({ kind }) => kind.endsWith("Cell")))("$kind", (c) => {
    const x = numbers(1, [B, I]).requiresGrad_();
    const h = numbers(2, [B, H]).requiresGrad_();
    if (c.kind === "LSTMCell") {
      const cell = fill(new nn.LSTMCell(I, H));
      const before = numbers(3, [B, H]).requiresGrad_();
      const next = cell.call(x, { h, c: before });
      expectParity(c, { h: next.h, c: next.c }, { x, h, c: before }, cell);
    } else {
      const cell = fill(c.kind === "RNNCell" ? new nn.RNNCell(I, H) : new nn.GRUCell(I, H));
      expectParity(c, { h: cell.call(x, h) }, { x, h }, cell);
    }
  });
});

const kinds = ["tanh", "relu", "LSTM", "GRU"] as const;

test.each(kinds)("%s: the kernels agree with one step after the other", (kind) => {
  const module = fill(layerOf(kind, { numLayers: 2, bidirectional: true }));
  const x = numbers(5, [T, B, I]).requiresGrad_();
  const fast = module.call(x);
  const slow = module.call(x, { returnGates: true });
  expect(fast.output.allclose(slow.output, { atol: 1e-6 })).toBe(true);
  const [g] = autograd.grad(fast.output.square().sum(), [x]);
  const [slowG] = autograd.grad(slow.output.square().sum(), [x]);
  expect(g!.allclose(slowG!, { atol: 1e-5, rtol: 1e-4 })).toBe(true);
});

test.each(kinds)("%s: gradients are right in float64, also with different lengths", (kind) => {
  const module = fill(layerOf(kind, { bidirectional: true }));
  const run = (x: Tensor): Tensor => {
    const { output, hn } = module.call(x, { lengths: [3, 1] });
    return output.sum().add(hn.square().sum());
  };
  expect(autograd.gradcheck(run, [numbers(9, [3, 2, I]).to("float64")])).toBe(true);
});

test.each(kinds)("%s: gradients of gradients go through the kernels", (kind) => {
  const module = fill(layerOf(kind, {}));
  const penalty = (x: Tensor): Tensor => {
    const [g] = autograd.grad(module.call(x).output.square().sum(), [x], { createGraph: true });
    return g!.square().sum();
  };
  const x = numbers(4, [3, 2, I]);
  const twice = (dtype: "float32" | "float64") => {
    const leaf = x.to(dtype).clone().requiresGrad_();
    return autograd.grad(penalty(leaf), [leaf])[0]!.to("float64");
  };
  expect(twice("float32").allclose(twice("float64"), { atol: 1e-4, rtol: 1e-3 })).toBe(true);
});

test("gradients of gradients stop at the input: the graph before it is left alone", () => {
  const module = fill(new nn.LSTM(I, H));
  const leaf = numbers(1, [2, 1, I]).requiresGrad_();
  let calls = 0;
  leaf.registerHook(() => void (calls += 1));
  const x = leaf.mul(2);
  autograd.grad(module.call(x).output.sum(), [x], { createGraph: true });
  expect(calls).toBe(0);
});

test("an LSTM returns its gates step by step, as parts of the graph", () => {
  const lstm = fill(new nn.LSTM(I, H, { numLayers: 2 }));
  const { output, cn, gates } = lstm.call(numbers(1, [T, B, I]), { returnGates: true });
  expect(gates.map(({ layer, reverse }) => [layer, reverse])).toEqual([
    [0, false],
    [1, false],
  ]);
  const { i, f, g, o, c, h } = gates[1]!.steps[T - 1]!;
  const before = gates[1]!.steps[T - 2]!.c;
  expect(f.mul(before).add(i.mul(g)).allclose(c)).toBe(true);
  expect(o.mul(c.tanh()).allclose(h)).toBe(true);
  expect(h.allclose(output.at(T - 1))).toBe(true);
  expect(c.allclose(cn.at(1))).toBe(true);
  const states = gates[0]!.steps.map((step) => step.c);
  const perStep = autograd.grad(output.at(-1).sum(), states);
  expect(perStep.map(({ shape }) => shape)).toEqual(states.map(({ shape }) => shape));
});

test("in reverse, gates are in order of time as well", () => {
  const gru = fill(new nn.GRU(I, H, { bidirectional: true }));
  const { output, gates } = gru.call(numbers(1, [T, B, I]), { returnGates: true });
  const { steps, reverse } = gates[1]!;
  expect(reverse).toBe(true);
  steps.forEach(({ h }, t) => expect(h.allclose(output.at(t, "...", [H, 2 * H]))).toBe(true));
});

test("one sequence without a batch gives what a batch of one gives", () => {
  const lstm = fill(new nn.LSTM(I, H, { batchFirst: true, bidirectional: true }));
  const x = numbers(1, [T, I]);
  const [one, batch] = [lstm.call(x), lstm.call(x.unsqueeze(0))];
  expect(one.output.shape).toEqual([T, 2 * H]);
  expect([one.hn.shape, one.cn.shape]).toEqual([
    [2, H],
    [2, H],
  ]);
  expect(one.output.allclose(batch.output.at(0))).toBe(true);
  expect(one.cn.allclose(batch.cn.at("...", 0, [0, H]))).toBe(true);
});

test("sequences of other lengths give what each gives alone, and 0 after their end", () => {
  const lstm = fill(new nn.LSTM(I, H, { numLayers: 2, bidirectional: true }));
  const x = numbers(1, [T, 4, I]);
  const lengths = [2, 5, 1, 2];
  const { output, hn, cn } = lstm.call(x, { lengths });
  for (const [b, length] of lengths.entries()) {
    const alone = lstm.call(x.at([0, length], b));
    expect(output.at([0, length], b).allclose(alone.output, { atol: 1e-6 })).toBe(true);
    expect([...output.at([length, T], b).data].every((value) => value === 0)).toBe(true);
    expect(hn.at("...", b, [0, H]).allclose(alone.hn, { atol: 1e-6 })).toBe(true);
    expect(cn.at("...", b, [0, H]).allclose(alone.cn, { atol: 1e-6 })).toBe(true);
  }
});

test("padding is not read: whatever stands there, gradients are 0", () => {
  const gru = fill(new nn.GRU(I, H));
  const x = numbers(1, [T, 2, I]);
  x.data.fill(NaN, 3 * 2 * I);
  x.requiresGrad = true;
  const { output } = gru.call(x, { lengths: [3, 3] });
  const [g] = autograd.grad(output.sum(), [x]);
  expect([...output.data, ...g!.data].every(Number.isFinite)).toBe(true);
  expect(g!.at([3, T]).abs().sum().item()).toBe(0);
});

test("a retained graph gives the same gradients again", () => {
  for (const kind of kinds) {
    const x = numbers(1, [T, B, I]).requiresGrad_();
    const loss = fill(layerOf(kind, {})).call(x).output.sum();
    const [first] = autograd.grad(loss, [x], { retainGraph: true });
    const [second] = autograd.grad(loss, [x]);
    expect(second!.toArray()).toEqual(first!.toArray());
  }
});

test("dropout acts between layers and only while learning", () => {
  const gru = new nn.GRU(I, H, { numLayers: 2, dropout: 0.5 });
  const x = randn([T, B, I]);
  const { hn: learning } = gru.call(x);
  gru.eval();
  const { hn: first } = gru.call(x);
  const { hn: second } = gru.call(x);
  expect(first.toArray()).toEqual(second.toArray());
  expect(learning.at(0).toArray()).toEqual(first.at(0).toArray());
  expect(learning.at(1).toArray()).not.toEqual(first.at(1).toArray());
});

test("parameters have PyTorch's names and bounds", () => {
  const names = Object.keys(new nn.LSTM(2, 16, { numLayers: 2, bidirectional: true }).stateDict());
  expect(names.slice(0, 8)).toEqual(
    ["_l0", "_l0_reverse"].flatMap((end) => ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((name) => name + end)),
  );
  expect(names).toHaveLength(16);
  const { data } = new nn.GRU(50, 16).parameters()[0]!;
  expect(Math.max(...data)).toBeLessThanOrEqual(0.25);
  expect(Math.max(...data)).toBeGreaterThan(0.24);
  expect(Math.min(...data)).toBeLessThan(-0.24);
});

test("wrong input is told in the words of the layer", () => {
  const lstm = new nn.LSTM(I, H, { batchFirst: true });
  expect(() => lstm.call(zeros([2, 5, 7]))).toThrow("LSTM needs an input [batch, time, 3]");
  expect(() => lstm.call(zeros([2, 0, I]))).toThrow("at least one time step");
  expect(() => lstm.call(zeros([2, 5, I]), { h0: zeros([1, 3, H]) })).toThrow("h0 of shape [1, 2, 4]");
  expect(() => lstm.call(zeros([2, 5, I]), { lengths: [5] })).toThrow("2 whole numbers from 1 to 5");
  expect(() => lstm.call(zeros([2, 5, I]), { lengths: tensor([0, 3], { dtype: "int32" }) })).toThrow("[0, 3]");
  expect(() => lstm.call(zeros([2, 5, I]), { lengths: [4, 5], returnGates: true })).toThrow("same length");
  expect(() => new nn.GRU(I, 0)).toThrow("hiddenSize must be a whole number above 0, not 0");
  expect(() => new nn.GRU(I, H, { dropout: 0.1 })).toThrow("only one");
  expect(() => new nn.LSTMCell(I, H).call(zeros([2, 7]))).toThrow("LSTMCell needs an input [batch, 3]");
  expect(() => new nn.RNNCell(I, H).call(zeros([2, I]), zeros([3, H]))).toThrow("state h of shape [2, 4]");
});

function layerOf(kind: Case["kind"], options: nn.RecurrentOptions): nn.RNN | nn.LSTM | nn.GRU {
  if (kind === "LSTM") return new nn.LSTM(I, H, options);
  if (kind === "GRU") return new nn.GRU(I, H, options);
  return new nn.RNN(I, H, { ...options, nonlinearity: kind as "tanh" | "relu" });
}
