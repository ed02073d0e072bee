// Parameters lie one behind the other, apart from what comes and goes.
import { expect, test } from "vitest";
import { memory, nn, ones, optim, randn, type Tensor, TensorDisposedError, zeros } from "../../../engine/index.ts";
import { nodeCollector } from "../../../kernel/host/collector.ts";

memory.installCollector(nodeCollector());

const bytesOf = (x: Tensor): number => Math.max(16, Math.ceil((x.numel() * (x.dtype === "float64" ? 8 : 4)) / 16) * 16);
const parameter = (...shape: number[]): nn.Parameter => new nn.Parameter(zeros(shape));

test("each parameter of a model starts where the one before ends, whatever was computed in between", () => {
  const layers = Array.from({ length: 6 }, () => {
    randn([7, 3]).mul(2);
    return new nn.Linear(7, 3);
  });
  const parameters = layers.flatMap((layer) => layer.parameters());
  // One page may end among them.
  const gaps = parameters
    .slice(1)
    .filter((each, i) => each.pointer !== parameters[i]!.pointer + bytesOf(parameters[i]!));
  expect(gaps.length).toBeLessThanOrEqual(1);
});

test("parameters of all sizes and dtypes keep their numbers, and their optimizer's, to themselves", () => {
  const shapes = [[1], [0], [5, 5], [127, 129], [3], [200, 200], [2, 2], [16_384], [16_385], [1]];
  const parameters = shapes.map((shape, i) => {
    return new nn.Parameter(ones(shape, { dtype: i % 3 === 0 ? "float64" : "float32" }).mul(i));
  });
  for (const each of parameters) each.grad = ones(each.shape, { dtype: each.dtype });
  new optim.SGD(parameters, { lr: 0.5, momentum: 0.9 }).step();
  parameters.forEach((each, i) => expect(each.data.every((x) => x === i - 0.5)).toBe(true));
  const places = parameters
    .filter((each) => each.numel() > 0)
    .map((each) => [each.pointer >>> 0, bytesOf(each)] as const);
  const sorted = places.toSorted(([a], [b]) => a - b);
  sorted.slice(1).forEach(([at], i) => expect(at).toBeGreaterThanOrEqual(sorted[i]![0] + sorted[i]![1]));
});

test("one that is disposed of is gone, and its place is nobody else's while its neighbours live", () => {
  const [first, middle, last] = [parameter(8), parameter(8), parameter(8)] as [Tensor, Tensor, Tensor];
  const place = middle.pointer;
  middle.dispose();
  expect(() => middle.toArray()).toThrow(TensorDisposedError);
  // Of the same size, and as large as the page.
  const sizes = [8, 16_384].flatMap((size) => Array.from({ length: 50 }, () => ones([size])));
  const others = [...sizes, ...Array.from({ length: 50 }, () => parameter(8))];
  expect(others.every(({ pointer }) => pointer !== place)).toBe(true);
  expect([first.toArray(), last.toArray()]).toEqual([zeros([8]).toArray(), zeros([8]).toArray()]);
});

test("models that nobody holds any more give their memory back, in a loop that never ends its turn", () => {
  const round = () => {
    for (let i = 0; i < 200; i += 1) new nn.Linear(60, 60).call(randn([2, 60]));
    memory.collect();
    return memory.usage().used;
  };
  const before = round();
  // 200 models of 14 KiB are 3 MiB.
  for (let i = 0; i < 3; i += 1) expect(round() - before).toBeLessThan(2 ** 19);
});

test("a model that stays keeps little more than its own memory, whatever was computed while it was made", () => {
  const make = () => {
    const layer = new nn.Linear(20, 20);
    layer
      .call(randn([20, 20]))
      .square()
      .mean()
      .backward();
    for (const each of layer.parameters()) each.grad = undefined;
    return layer;
  };
  make();
  memory.collect();
  const before = memory.usage().used;
  const layers = Array.from({ length: 200 }, make);
  memory.collect();
  const needed = layers.length * (20 * 20 + 20) * 4;
  expect(memory.usage().used - before).toBeLessThan(1.5 * needed);
});
