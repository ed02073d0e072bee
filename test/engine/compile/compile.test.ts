// `compile`: a repeated step is the step itself, to the last bit; what cannot be repeated is refused in words.
import { describe, expect, test } from "vitest";
import {
  CaptureError,
  compile,
  manualSeed,
  memory,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  randn,
  type Tensor,
  tensor,
  TensorDisposedError,
  zeros,
} from "../../../engine/index.ts";
import { nodeCollector } from "../../../kernel/host/collector.ts";
import { kinds, make, type Model } from "./models.ts";

memory.installCollector(nodeCollector());

/** Losses, parameters and gradients after each of the batches, twice over. */
function trained(model: Model, step: Model["step"]): number[][] {
  manualSeed(3);
  return [...model.batches, ...model.batches].map(([x, y]) => [
    step(x, y).item(),
    ...model.parameters.flatMap((parameter) => [...parameter.data, ...parameter.grad!.data]),
  ]);
}

describe.each(kinds)("%s", (kind) => {
  test("repeated steps give the losses, parameters and gradients of the step itself, bit by bit", () => {
    const [plain, model] = [make(kind), make(kind)];
    const compiled = compile(model.step);
    expect(trained(model, compiled)).toEqual(trained(plain, plain.step));
    expect(compiled.programs).toHaveLength(1);
  });

  test("a repeated step leaves no memory behind", () => {
    const model = make(kind);
    const compiled = compile(model.step);
    const [x, y] = model.batches[0]!;
    for (let i = 0; i < 3; i += 1) compiled(x, y);
    memory.collect();
    const before = memory.usage().used;
    for (let i = 0; i < 400; i += 1) compiled(x, y);
    memory.collect();
    // Open pages of small tensors come and go; a leak would be ten times as much.
    expect(memory.usage().used - before).toBeLessThan(2 ** 18);
  });
});

test("other shapes are captured anew, and the first ones still work", () => {
  const net = new nn.Linear(4, 2);
  const double = compile((x: Tensor, factor: number) => net.call(x).mul(factor));
  const check = (x: Tensor, factor: number) =>
    expect(double(x, factor).toArray()).toEqual(net.call(x).mul(factor).toArray());
  for (let round = 0; round < 4; round += 1) {
    check(randn([3, 4]), 2);
    check(randn([5, 4]), 2);
    check(randn([5, 4]), 3);
  }
  expect(double.programs).toHaveLength(3);
});

test("only so many programs are kept", () => {
  const next = compile((x: Tensor) => x.add(1), { versions: 2 });
  for (const size of [1, 2, 3, 4]) for (let i = 0; i < 3; i += 1) next(ones([size]));
  expect(next.programs).toHaveLength(2);
});

test("results belong to the caller: the next call leaves them alone, and no gradient flows into the step", () => {
  const weight = ones([2], { requiresGrad: true });
  const step = compile((x: Tensor) => ({ y: x.mul(weight), all: [x.sum()] }));
  const results = [1, 2, 3, 4].map((n) => step(tensor([n, n])));
  expect(results.map(({ y }) => y.toArray())).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
  expect(results.map(({ all }) => all[0]!.item())).toEqual([2, 4, 6, 8]);
  expect(results.every(({ y }) => !y.requiresGrad)).toBe(true);
});

test("gradients add up over calls of a step that does not clear them, and start anew once cleared outside", () => {
  const weight = tensor([1, 2], { requiresGrad: true });
  const step = compile((x: Tensor) => weight.mul(x).sum().backward());
  for (const expected of [1, 2, 3, 4]) {
    step(tensor([1, 10]));
    expect(weight.grad!.toArray()).toEqual([expected, 10 * expected]);
  }
  weight.grad = undefined;
  step(tensor([1, 10]));
  step(tensor([1, 10]));
  expect(weight.grad!.toArray()).toEqual([2, 20]);
});

test("schedules and changed rates count in repeated steps", () => {
  const train = (wrap: (step: () => void) => () => void): unknown => {
    const weight = tensor([1, 2], { requiresGrad: true });
    const optimizer = new optim.SGD([weight], { lr: 0.1, momentum: 0.9 });
    const schedule = new optim.lrScheduler.StepLR(optimizer, 2, { gamma: 0.5 });
    const step = wrap(() => {
      optimizer.zeroGrad();
      weight.square().sum().backward();
      optimizer.step();
      schedule.step();
    });
    for (let i = 0; i < 8; i += 1) step();
    return [weight.toArray(), schedule.getLastLr()];
  };
  expect(train((step) => compile(step))).toEqual(train((step) => step));
});

test("random numbers are drawn anew, the same as without compile", () => {
  const draw = (x: Tensor) => x.add(rand([3]));
  const compiled = compile(draw);
  manualSeed(5);
  const plain = [1, 2, 3, 4].map((n) => draw(tensor([n, n, n])).toArray());
  manualSeed(5);
  expect([1, 2, 3, 4].map((n) => compiled(tensor([n, n, n])).toArray())).toEqual(plain);
});

test("chains of elementwise operations become one pass", () => {
  const chain = compile((x: Tensor) => x.mul(2).add(1).tanh().mul(x).sigmoid());
  const x = randn([1000]);
  const expected = noGrad(() => x.mul(2).add(1).tanh().mul(x).sigmoid().toArray());
  for (let i = 0; i < 3; i += 1) expect(chain(x).toArray()).toEqual(expected);
  expect(chain.programs[0]!.works).toBe(1);
});

test("memory is shared by temporaries that do not live together", () => {
  const long = compile((x: Tensor) => {
    let h = x;
    for (let i = 0; i < 50; i += 1) h = h.matmul(x).div(10);
    return h.sum();
  });
  const x = randn([32, 32]);
  for (let i = 0; i < 3; i += 1) long(x);
  // Fifty products of 4 KiB each.
  expect(long.programs[0]!.bytes).toBeLessThan(5 * 4096);
});

test("a compiled step within another is part of it", () => {
  const inner = compile((x: Tensor) => x.mul(2));
  const outer = compile((x: Tensor) => inner(x).add(1));
  for (const n of [1, 2, 3, 4]) expect(outer(tensor([n])).toArray()).toEqual([2 * n + 1]);
});

describe("refused, with what to do instead", () => {
  const refused = (step: (x: Tensor) => unknown, message: RegExp) => {
    const compiled = compile(step);
    compiled(ones([2]));
    expect(() => compiled(ones([2]))).toThrow(CaptureError);
    expect(() => compiled(ones([2]))).toThrow(message);
    // Nothing is left half done: other tensors work.
    expect(ones([2]).add(1).toArray()).toEqual([2, 2]);
  };

  test("deciding by a number", () => refused((x) => (x.sum().item() > 1 ? x : x.neg()), /look at numbers[^]*item\(\)/));
  test("toArray and data", () => {
    refused((x) => x.mul(2).toArray(), /look at numbers/);
    refused((x) => x.data[0], /look at numbers/);
  });
  test("operations in plain TypeScript, whose result has as many numbers as it finds", () =>
    refused((x) => x.at(x.gt(0)), /look at numbers/));
  test("a tensor made from a number that was read", () =>
    refused((x) => x.add(tensor([x.data[0]!, 1])), /look at numbers/));
  test("changing a tensor made from numbers in the step", () =>
    refused((x) => tensor([1, 2]).add_(x), /changes in place/));

  test("arguments that are no plain values, or want gradients", () => {
    const step = compile((_x: unknown) => zeros([1]));
    expect(() => step(new Map())).toThrow(/not a Map/);
    expect(() => step(() => 1)).toThrow(/not a function/);
    expect(() => step(ones([2], { requiresGrad: true }))).toThrow(/wants a gradient/);
    expect(() => compile(3 as never)).toThrow(/takes a function/);
  });

  test("looking later at a tensor the step did not return", () => {
    let stolen: Tensor | undefined;
    const step = compile((x: Tensor) => {
      stolen = x.mul(2);
      return stolen.add(1);
    });
    for (let i = 0; i < 3; i += 1) step(ones([2]));
    expect(() => stolen!.toArray()).toThrow(TensorDisposedError);
  });

  test("a wrong index is found when a step is repeated, too", () => {
    const embedding = new nn.Embedding(3, 2);
    const step = compile((x: Tensor) => embedding.call(x));
    const good = tensor(new Int32Array([0, 2]));
    for (let i = 0; i < 3; i += 1) step(good);
    expect(() => step(tensor(new Int32Array([0, 3])))).toThrow(/no row 3/);
    expect(step(good).shape).toEqual([2, 2]);
  });
});
