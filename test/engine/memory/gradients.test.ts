// Memory of the backward pass: given back as it goes, never while somebody can still see it.
import { expect, test } from "vitest";
import {
  autograd,
  compile,
  memory,
  nn,
  ones,
  optim,
  randint,
  randn,
  type Tensor,
  tensor,
} from "../../../engine/index.ts";

test("a gradient that a hook kept stays as it was, though the pass went on adding to others", () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  const y = x.mul(2);
  const seen: Tensor[] = [];
  y.registerHook((g) => void seen.push(g));
  y.mul(3).add(y.mul(4)).add(y).sum().backward();
  const after = randn([3]).mul(randn([3]));
  expect(seen[0]!.toArray()).toEqual([8, 8, 8]);
  expect(x.grad!.toArray()).toEqual([16, 16, 16]);
  expect(after.shape).toEqual([3]);
});

test("leaves that got the very same gradient keep it apart from later sums", () => {
  const a = ones([4], { requiresGrad: true });
  const b = ones([4], { requiresGrad: true });
  const total = a.add(b);
  total.add(b).add(b).sum().backward();
  expect(a.grad!.toArray()).toEqual([1, 1, 1, 1]);
  expect(b.grad!.toArray()).toEqual([3, 3, 3, 3]);
  total.detach();
  a.add(b).sum().backward();
  expect(a.grad!.toArray()).toEqual([2, 2, 2, 2]);
  expect(b.grad!.toArray()).toEqual([4, 4, 4, 4]);
});

test("numbers as operands work in a second backward pass", () => {
  const x = tensor([2], { requiresGrad: true });
  const y = x.pow(3).mul(5);
  const first = autograd.grad(y, [x], { retainGraph: true })[0]!;
  const second = autograd.grad(y, [x])[0]!;
  expect([first.item(), second.item()]).toEqual([60, 60]);
});

test("a thousand products back to back need the memory of a few", () => {
  const weight = randn([64, 64], { requiresGrad: true });
  let h = randn([64, 64]);
  for (let i = 0; i < 1000; i += 1) h = h.matmul(weight).mul(0.01);
  const loss = h.sum();
  const before = memory.usage().used;
  loss.backward();
  // 4,000 gradients of 16 KiB pass by.
  expect(memory.usage().used - before).toBeLessThan(2 ** 20);
});

test("a gradient that somebody looked at outlives zeroGrad(), and the next step does not change it", () => {
  const weight = tensor([1, 2, 3], { requiresGrad: true });
  const optimizer = new optim.SGD([weight], { lr: 0.1 });
  weight.mul(5).sum().backward();
  const kept = weight.grad!;
  optimizer.zeroGrad();
  weight.mul(7).sum().backward();
  expect(kept.toArray()).toEqual([5, 5, 5]);
  expect(weight.grad!.toArray()).toEqual([7, 7, 7]);
});

test("leaves whose gradients share memory, and gradients that hooks saw, outlive zeroGrad() as well", () => {
  const [a, b] = [ones([4], { requiresGrad: true }), ones([4], { requiresGrad: true })];
  const seen: Tensor[] = [];
  a.registerHook((g) => void seen.push(g));
  const optimizer = new optim.SGD([a], { lr: 0.1 });
  a.add(b).mul(3).sum().backward();
  optimizer.zeroGrad();
  const others = Array.from({ length: 50 }, () => ones([4]));
  expect(seen[0]!.toArray()).toEqual([3, 3, 3, 3]);
  expect(b.grad!.toArray()).toEqual([3, 3, 3, 3]);
  expect(others).toHaveLength(50);
});

test("a gradient that nobody looked at is given back by zeroGrad(): a hundred steps need the memory of one", () => {
  const weight = randn([256, 256], { requiresGrad: true });
  const x = randn([1, 256]);
  const optimizer = new optim.SGD([weight], { lr: 1e-6 });
  const step = () => {
    optimizer.zeroGrad();
    x.matmul(weight).sum().backward();
    optimizer.step();
  };
  step();
  const before = memory.usage().used;
  for (let i = 0; i < 100; i += 1) step();
  // A hundred gradients of 256 KiB pass by.
  expect(memory.usage().used - before).toBeLessThan(2 ** 21);
});

test("plain and compiled steps may take turns on the same parameters", () => {
  const weight = tensor([1, 2, 3], { requiresGrad: true });
  const optimizer = new optim.SGD([weight], { lr: 1 });
  const plain = () => {
    optimizer.zeroGrad();
    weight.mul(2).sum().backward();
    optimizer.step();
  };
  const compiled = compile(plain);
  for (let i = 0; i < 4; i += 1) {
    compiled();
    plain();
  }
  compiled();
  expect(weight.toArray()).toEqual([1 - 18, 2 - 18, 3 - 18]);
});

test("what a layer keeps for the way back is given back with it; a retained graph and wanted weights keep theirs", () => {
  const lstm = new nn.LSTM(32, 64, { batchFirst: true });
  const x = randn([16, 40, 32]);
  const loss = lstm.call(x).output.square().sum();
  loss.backward({ retainGraph: true });
  const first = Array.from(lstm.parameters()[0]!.grad!.data);
  lstm.zeroGrad();
  loss.backward();
  expect(Array.from(lstm.parameters()[0]!.grad!.data)).toEqual(first);

  const attention = new nn.MultiheadAttention(8, 2, { batchFirst: true });
  const words = randn([2, 5, 8]);
  const { output, weights } = attention.call(words, words, words, { needWeights: true });
  output.sum().backward();
  const rows = weights!.sum({ dim: -1 });
  for (const row of rows.data) expect(row).toBeCloseTo(1, 5);
});

test("the gradient of a part of a transposed tensor comes to the right places", () => {
  const x = randn([3, 4, 5], { requiresGrad: true });
  const turned = x.transpose(0, 2);
  turned
    .at(2)
    .mul(2)
    .sum()
    .add(turned.at("...", 1).sum())
    .add(turned.at([1, 4, 2], "...").sum())
    .backward();
  const expected = Array.from({ length: 60 }, (_, i) => {
    const [a, c] = [Math.floor(i / 20), i % 5];
    return (c === 2 ? 2 : 0) + (a === 1 ? 1 : 0) + (c === 1 || c === 3 ? 1 : 0);
  });
  expect(Array.from(x.grad!.data)).toEqual(expected);
});

const cells = [
  { kind: "RNN", layer: () => new nn.RNN(8, 8), cell: () => new nn.RNNCell(8, 8) },
  { kind: "GRU", layer: () => new nn.GRU(8, 8), cell: () => new nn.GRUCell(8, 8) },
  { kind: "LSTM", layer: () => new nn.LSTM(8, 8), cell: () => new nn.LSTMCell(8, 8) },
] as const;

test.each(cells)("a loop over a $kind's cell brings the gradients of the whole layer", (kind) => {
  const [steps, batch, width] = [20, 32, 8];
  const layer = kind.layer() as nn.GRU;
  const cell = kind.cell() as nn.GRUCell;
  for (const [i, parameter] of [...cell.parameters()].entries()) parameter.data.set([...layer.parameters()][i]!.data);
  const x = randn([steps, batch, width]);
  const head = new nn.Linear(width, 3);
  const whole = head.call(layer.call(x).output).square().sum();
  whole.backward();
  const expected = [...layer.parameters(), ...head.parameters()].map((each) => each.grad!.clone());
  for (const each of head.parameters()) each.grad = undefined;

  let state: Tensor | [Tensor, Tensor] | undefined;
  let loss: Tensor = tensor(0);
  for (let t = 0; t < steps; t += 1) {
    const next = cell.call(x.select(0, t), state as Tensor | undefined) as Tensor | [Tensor, Tensor];
    state = next;
    loss = loss.add(
      head
        .call(Array.isArray(next) ? next[0] : next)
        .square()
        .sum(),
    );
  }
  loss.backward();
  for (const [i, each] of [...cell.parameters(), ...head.parameters()].entries()) {
    const difference = each.grad!.sub(expected[i]!).abs().max().item();
    expect(difference / expected[i]!.abs().max().item()).toBeLessThan(1e-5);
  }
});

test("products that wait for others are not missing where a hook or a second pass looks", () => {
  const weight = randn([5, 4], { requiresGrad: true });
  const x = randn([10, 3, 4]);
  const use = () => {
    let sum: Tensor = tensor(0);
    for (let t = 0; t < 10; t += 1) sum = sum.add(nn.functional.linear(x.select(0, t), weight).sum());
    return sum;
  };
  const seen: Tensor[] = [];
  const { remove } = weight.registerHook((g) => void seen.push(g.clone()));
  const loss = use();
  loss.backward({ retainGraph: true });
  const expected = x.sum({ dim: [0, 1] }).toArray() as number[];
  for (let j = 0; j < 4; j += 1) expect(seen[0]!.at(2, j).item()).toBeCloseTo(expected[j]!, 4);
  remove();
  loss.backward();
  for (let j = 0; j < 4; j += 1) expect(weight.grad!.at(4, j).item()).toBeCloseTo(2 * expected[j]!, 4);
  const [alone] = autograd.grad(use(), [weight]);
  for (let j = 0; j < 4; j += 1) expect(alone!.at(0, j).item()).toBeCloseTo(expected[j]!, 4);
});

test("a residual around a layer gets both parts of its gradient, whichever arrives first", () => {
  const layer = new nn.Linear(6, 6);
  const norm = new nn.LayerNorm(6);
  const given = randn([4, 6]);
  const gradientOf = (f: (x: Tensor) => Tensor) => {
    const x = given.clone().requiresGrad_();
    // A result that is used again, not a leaf: its gradient is a sum on its way.
    f(x.mul(1)).square().sum().backward();
    return x.grad!;
  };
  for (const part of [(x: Tensor) => layer.call(x), (x: Tensor) => norm.call(x)]) {
    const before = gradientOf((x) => x.add(part(x)));
    const after = gradientOf((x) => part(x).add(x));
    const apart = gradientOf((x) => x.clone().add(part(x.clone())));
    expect(before.sub(apart).abs().max().item()).toBeLessThan(1e-5);
    expect(after.sub(apart).abs().max().item()).toBeLessThan(1e-5);
  }
});

test("in a loop weights, biases and embeddings get what one pass over all rows gives them", () => {
  const [steps, batch] = [50, 3];
  for (const paddingIdx of [undefined, 2]) {
    const words = new nn.Embedding(7, 4, { paddingIdx });
    const layer = new nn.Linear(4, 5);
    const parameters = [...words.parameters(), ...layer.parameters()];
    const tokens = randint(0, 7, [steps, batch]);
    const weights = randn([steps, batch, 5]);
    const gradients = (loss: Tensor) => {
      for (const parameter of parameters) parameter.grad = undefined;
      loss.backward();
      return parameters.map((parameter) => parameter.grad!.clone());
    };
    const step = (t: number) =>
      layer
        .call(words.call(tokens.select(0, t)))
        .mul(weights.select(0, t))
        .sum();
    let loss: Tensor = step(0);
    for (let t = 1; t < steps; t += 1) loss = loss.add(step(t));
    const looped = gradients(loss);
    const whole = gradients(layer.call(words.call(tokens)).mul(weights).sum());
    for (const [i, each] of looped.entries()) {
      expect(each.sub(whole[i]!).abs().max().item(), `paddingIdx ${paddingIdx}, parameter ${i}`).toBeLessThan(1e-4);
    }
  }
});
