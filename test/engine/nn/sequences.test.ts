// Recurrent layers beyond parity: lengths, gates and steps, the kernel against the definition, memory.
import { expect, test } from "vitest";
import { autograd, nn, randn, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import { fill, numbers } from "./parity.ts";

const [T, B, I, H] = [5, 3, 3, 4];

const kinds = ["tanh", "relu", "LSTM", "GRU"] as const;

test.each(kinds)("%s: the kernels agree with one step after the other", (kind) => {
  const module = fill(layerOf(kind, { numLayers: 2, bidirectional: true }));
  const x = numbers(5, [T, B, I]).requiresGrad_();
  const fast = module.call(x);
  const slow = module.call(x, undefined, { returnGates: true });
  expect(fast.output.allclose(slow.output, { atol: 1e-6 })).toBe(true);
  const [g] = autograd.grad(fast.output.square().sum(), [x]);
  const [slowG] = autograd.grad(slow.output.square().sum(), [x]);
  expect(g!.allclose(slowG!, { atol: 1e-5, rtol: 1e-4 })).toBe(true);
});

test.each(kinds)("%s: gradients are right in float64, also with different lengths", (kind) => {
  const module = fill(layerOf(kind, { bidirectional: true }));
  const run = (x: Tensor): Tensor => {
    const { output, hn } = module.call(x, undefined, { lengths: [3, 1] });
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

test("an LSTM returns its gates, and every step as a part of the graph", () => {
  const lstm = fill(new nn.LSTM(I, H, { numLayers: 2 }));
  const { output, cn, gates, steps } = lstm.call(numbers(1, [T, B, I]), undefined, { returnGates: true });
  expect(steps.map((layer) => layer.length)).toEqual([T, T]);
  const { i, f, g, o, c, h } = steps[1]![T - 1]!;
  const before = steps[1]![T - 2]!.c;
  expect(f.mul(before).add(i.mul(g)).allclose(c)).toBe(true);
  expect(o.mul(c.tanh()).allclose(h)).toBe(true);
  expect(h.allclose(output.at(T - 1))).toBe(true);
  expect(c.allclose(cn.at(1))).toBe(true);
  expect(gates[1]!.c.at(T - 1).allclose(c)).toBe(true);
  const perStep = autograd.grad(
    output.at(-1).sum(),
    steps[0]!.map((step) => step.c),
  );
  expect(perStep.map(({ shape }) => shape)).toEqual(Array.from({ length: T }, () => [B, H]));
});

test("in reverse, gates are in order of time as well, and without a batch they have none", () => {
  const gru = fill(new nn.GRU(I, H, { bidirectional: true }));
  const { output, gates, steps } = gru.call(numbers(1, [T, I]), undefined, { returnGates: true });
  expect(gates[1]!.z.shape).toEqual([T, H]);
  steps[1]!.forEach(({ h, z }, t) => {
    expect(h.allclose(output.at(t, [H, 2 * H]))).toBe(true);
    expect(z.allclose(gates[1]!.z.at(t))).toBe(true);
  });
  expect(gru.call(numbers(1, [T, I]))).toMatchObject({ gates: [], steps: [] });
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
  const { output, hn, cn } = lstm.call(x, undefined, { lengths });
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
  const { output } = gru.call(x, undefined, { lengths: [3, 3] });
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
  expect(() => lstm.call(zeros([2, 5, 7]))).toThrow("LSTM needs an input of 3 features: [batch, time, 3]");
  expect(() => lstm.call(zeros([2, 0, I]))).toThrow("at least one time step");
  expect(() => lstm.call(zeros([2, 5, I]), [zeros([1, 3, H] as number[]), zeros([1, 2, H])])).toThrow(
    "h0 of shape [1, 2, 4]",
  );
  expect(() => lstm.call(zeros([2, 5, I]), undefined, { lengths: [5] })).toThrow("2 whole numbers from 1 to 5");
  expect(() => lstm.call(zeros([2, 5, I]), undefined, { lengths: tensor([0, 3], { dtype: "int32" }) })).toThrow(
    "[0, 3]",
  );
  expect(() => lstm.call(zeros([2, 5, I]), undefined, { lengths: [4, 5], returnGates: true })).toThrow("same length");
  expect(() => new nn.GRU(I, 0)).toThrow("hiddenSize is a whole number from 1, not 0");
  expect(() => new nn.GRU(I, H, { dropout: 0.1 })).toThrow("only one");
  expect(() => new nn.LSTMCell(I, H).call(zeros([2, 7]))).toThrow("LSTMCell needs an input [batch, 3]");
  expect(() => new nn.RNNCell(I, H).call(zeros([2, I]), zeros([3, H] as number[]))).toThrow("state h of shape [2, 4]");
});

/** All three are called alike when no state is given. */
function layerOf(kind: (typeof kinds)[number], options: nn.RecurrentLayerOptions): nn.GRU {
  if (kind === "GRU") return new nn.GRU(I, H, options);
  const other = kind === "LSTM" ? new nn.LSTM(I, H, options) : new nn.RNN(I, H, { ...options, nonlinearity: kind });
  return other as nn.Module as nn.GRU;
}
