// One call of a kernel for many parameters: what comes out is what each of them alone would have got, to the last bit,
// whatever is done to the optimizer in between; and what is kept for them lies together.
import { describe, expect, test } from "vitest";
import { compile, memory, nn, optim, scope, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import { nodeCollector } from "../../../kernel/host/collector.ts";
import { random } from "../random.ts";

memory.installCollector(nodeCollector());

type Optimizer = optim.Optimizer<{ lr: number }>;
type Make = (params: readonly Tensor[]) => Optimizer;

const makers: readonly (readonly [string, Make])[] = [
  ["SGD", (p) => new optim.SGD(p, { lr: 0.1, weightDecay: 0.1 })],
  ["SGD with momentum", (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.2 })],
  ["SGD with Nesterov's momentum", (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true })],
  ["SGD, classic", (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, form: "classic" })],
  ["Adagrad", (p) => new optim.Adagrad(p, { lrDecay: 0.1, initialAccumulatorValue: 0.5 })],
  ["RMSprop", (p) => new optim.RMSprop(p, { momentum: 0.5 })],
  ["RMSprop, centered", (p) => new optim.RMSprop(p, { centered: true })],
  ["Adam", (p) => new optim.Adam(p, { lr: 0.1, weightDecay: 0.01 })],
  ["Adam with AMSGrad", (p) => new optim.Adam(p, { lr: 0.1, amsgrad: true })],
  ["AdamW", (p) => new optim.AdamW(p, { lr: 0.1 })],
];

const shapes = [[5], [3, 4], [], [0], [1, 1], [17], [2, 3, 2], [64]] as const;

/** Parameters of many sizes; every third one is float64. */
function parameters(seed = 1): Tensor[] {
  const next = random(seed);
  return shapes.map((shape, i) => {
    const numbers = Float32Array.from({ length: zeros(shape).numel() }, () => next() * 2 - 1);
    return tensor(numbers, shape)
      .to(i % 3 === 2 ? "float64" : "float32")
      .requiresGrad_();
  });
}

/** The gradients of step t: in one of four steps none, in another with gaps between its rows. */
function giveGradients(params: readonly Tensor[], t: number): void {
  params.forEach((param, i) => {
    const next = random(100 * t + i);
    const grad = zeros([2, ...param.shape], { dtype: param.dtype });
    grad.data.set(Float32Array.from({ length: grad.numel() }, () => next() * 2 - 1));
    const turn = (t + i) % 4;
    if (turn === 0) param.grad = undefined;
    else param.grad = turn === 1 && param.ndim === 2 ? grad.at(0).transpose(0, 1).clone().transpose(0, 1) : grad.at(1);
  });
}

const numbersOf = (params: readonly Tensor[]): unknown => params.map(({ data, dtype }) => [dtype, [...data]]);

describe.each(makers)("%s", (_, make) => {
  test("steps many parameters as it would each alone", () => {
    const [together, alone] = [parameters(), parameters()];
    const optimizers = [[make(together)], alone.map((param) => make([param]))];
    for (let t = 1; t <= 12; t += 1) {
      [together, alone].forEach((params, i) => {
        giveGradients(params, t);
        for (const optimizer of optimizers[i]!) {
          if (t === 6) optimizer.paramGroups[0]!.lr *= 0.5;
          optimizer.step();
        }
      });
      expect(numbersOf(together), `step ${t}`).toEqual(numbersOf(alone));
    }
    expect(numbersOf(together)).not.toEqual(numbersOf(parameters()));
  });

  test("goes on from its state as if it had not stopped, in another order of steps too", () => {
    const walk = (stops: boolean) => {
      const params = parameters();
      let optimizer = make(params);
      for (let t = 1; t <= 10; t += 1) {
        if (stops && t % 4 === 0) {
          const saved = optimizer.stateDict();
          optimizer = make(params);
          optimizer.loadStateDict(saved);
          // Once more into itself: what is read and what is written must not lie in the same memory.
          optimizer.loadStateDict(optimizer.stateDict());
        }
        giveGradients(params, t);
        optimizer.step();
      }
      return numbersOf(params);
    };
    expect(walk(true)).toEqual(walk(false));
  });

  test("repeats in a compiled step, with gradients clipped, what it does by itself", () => {
    const walk = (wrap: (step: () => void) => () => void) => {
      const params = parameters().filter(({ dtype, ndim }) => dtype === "float32" && ndim > 0);
      const optimizer = make(params);
      const step = wrap(() => {
        optimizer.zeroGrad();
        for (const param of params.slice(1)) param.square().sum().backward();
        // Two that share one gradient.
        params[0]!.add(params[0]!).sum().backward();
        nn.utils.clipGradNorm(params, 1.5);
        nn.utils.clipGradValue(params, 0.4);
        optimizer.step();
      });
      for (let t = 0; t < 6; t += 1) step();
      return [numbersOf(params), numbersOf(params.map(({ grad }) => grad!))];
    };
    expect(walk((step) => compile(step))).toEqual(walk((step) => step));
  });
});

test("what is kept for parameters that start together lies in one stretch of memory, each array where its shape says", () => {
  const params = parameters();
  const late = params.pop()!;
  const optimizer = new optim.Adam([...params, late]);
  const step = (learning: readonly Tensor[]) => {
    for (const param of learning) param.grad = zeros(param.shape, { dtype: param.dtype }).add(1);
    optimizer.step();
  };
  step(params);
  const kept = params.flatMap((param) => Object.values(optimizer.stateOf(param)));
  expect(kept).toHaveLength(2 * params.length);
  expect(new Set(kept.map(({ storage }) => storage)).size).toBe(1);
  expect(optimizer.stateOf(late)).toEqual({});
  step([...params, late]);
  params.forEach((param) => {
    const { mean, square } = optimizer.stateOf(param);
    expect([mean!.shape, square!.shape, mean!.dtype]).toEqual([param.shape, param.shape, param.dtype]);
    // Two gradients of 1: m = 0.1 + 0.09, v = 0.001 + 0.000999.
    expect(mean!.toArray()).toEqual(
      zeros(param.shape, { dtype: param.dtype })
        .add(mean!.numel() ? mean!.data[0]! : 0)
        .toArray(),
    );
    if (mean!.numel() > 0)
      expect([mean!.data[0], square!.data[0]]).toEqual([expect.closeTo(0.19, 6), expect.closeTo(0.001999, 8)]);
  });
  expect(optimizer.stateOf(late)["mean"]!.data[0]).toBeCloseTo(0.1, 6);
  const { state } = optimizer.stateDict();
  expect(Object.values(state).map((each) => each.step)).toEqual([...params.map(() => 2), 1]);
});

test("settings changed on the way bring the arrays that they need, and keep the others", () => {
  const p = tensor([1, 2], { requiresGrad: true });
  const optimizer = new optim.SGD([p], { lr: 0.1 });
  const step = () => {
    p.grad = tensor([1, 1]);
    optimizer.step();
  };
  step();
  expect(optimizer.stateOf(p)).toEqual({});
  optimizer.paramGroups[0]!.momentum = 0.5;
  step();
  step();
  // b = 1, then 0.5 · 1 + 1.
  expect(optimizer.stateOf(p)["momentumBuffer"]!.toArray()).toEqual([1.5, 1.5]);
  optimizer.paramGroups[0]!.momentum = 0;
  step();
  optimizer.paramGroups[0]!.momentum = 0.5;
  step();
  expect(optimizer.stateOf(p)["momentumBuffer"]!.toArray()).toEqual([1.75, 1.75]);
});

test("groups added later, frozen parameters, and two optimizers over the same ones", () => {
  const [a, b, c] = [1, 2, 3].map((x) => tensor([x], { requiresGrad: true })) as [Tensor, Tensor, Tensor];
  const first = new optim.Adam([a], { lr: 0.1 });
  const second = new optim.SGD([a, b], { lr: 0.5, momentum: 0.9 });
  first.addParamGroup({ params: [b, c], lr: 0.01 });
  c.requiresGrad = false;
  a.add(b).add(c.mul(2)).sum().backward();
  first.step();
  second.step();
  // Adam's first step is its rate, whatever the gradient; SGD's is rate times gradient.
  expect([a.item(), b.item(), c.item()]).toEqual([
    expect.closeTo(1 - 0.1 - 0.5, 5),
    expect.closeTo(2 - 0.01 - 0.5, 5),
    3,
  ]);
  expect(first.stateOf(c)).toEqual({});
});

test("a gradient that does not fit is refused before any parameter has changed", () => {
  const [a, b] = [zeros([2], { requiresGrad: true }), zeros([3], { requiresGrad: true })];
  const optimizer = new optim.SGD([{ params: [a] }, { params: [b] }], { lr: 1 });
  a.grad = tensor([1, 1]);
  b.grad = tensor([1, 1]) as Tensor;
  expect(() => optimizer.step()).toThrow("The gradient [2] float32 does not fit its parameter [3] float32");
  expect(a.toArray()).toEqual([0, 0]);
});

test("what is kept outlives the scope that it was made in, and no step leaves memory behind", () => {
  const params = Array.from({ length: 40 }, (_, i) => zeros([50 + i], { requiresGrad: true }));
  const optimizer = new optim.Adam(params, { lr: 0.1 });
  const step = () =>
    scope(() => {
      optimizer.zeroGrad();
      for (const param of params) param.sub(1).square().sum().backward();
      nn.utils.clipGradNorm(params, 1);
      optimizer.step();
    });
  for (let t = 0; t < 50; t += 1) step();
  memory.collect();
  const before = memory.usage().used;
  for (let t = 0; t < 200; t += 1) step();
  memory.collect();
  expect(memory.usage().used - before).toBeLessThan(2 ** 18);
  for (const param of params) expect(param.data.every((x) => Math.abs(x - 1) < 0.05)).toBe(true);
});
