import { afterEach, expect, test, vi } from "vitest";
import {
  full,
  getNumThreads,
  manualSeed,
  matmul,
  nn,
  optim,
  randn,
  setNumThreads,
  type Tensor,
  zeros,
} from "../../../engine/index.ts";
import { unaryVia } from "../../../engine/kernels/maps.ts";
import { i32 } from "../../../engine/memory/heap.ts";
import { recordersOf } from "../../../engine/threads/calls.ts";
import { installThreads } from "../../../engine/threads/host.ts";
import { shareTasks } from "../../../engine/threads/threads.ts";
import { nodeThreads } from "../../../kernel/host/threads.ts";
import { random } from "../random.ts";

vi.mock("../../../engine/threads/worth.ts", () => ({ worthSharing: 0 }));

installThreads(nodeThreads());
afterEach(() => {
  installThreads(nodeThreads());
  setNumThreads(1);
});

/** The numbers that `compute` gives with so many threads. */
function numbersWith(count: number, compute: () => readonly Tensor[]): number[] {
  setNumThreads(count);
  manualSeed(1);
  return compute().flatMap((tensor) => Array.from(tensor.data));
}

function expectSameOnAnyNumber(compute: () => readonly Tensor[]): void {
  const one = numbersWith(1, compute);
  expect(numbersWith(2, compute)).toEqual(one);
  expect(numbersWith(3, compute)).toEqual(one);
}

test("a product is the same to the last bit on one, two and three threads, whatever its sizes (seed 20261124)", () => {
  const next = random(20261124);
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  for (let round = 0; round < 40; round += 1) {
    const [m, n, k] = [integer(1, 70), integer(1, 70), integer(1, 500)];
    const [turnA, turnB] = [integer(0, 1) === 1, integer(0, 1) === 1];
    expectSameOnAnyNumber(() => {
      const a = turnA ? randn([k, m]).transpose(0, 1) : randn([m, k]);
      const b = turnB ? randn([n, k]).transpose(0, 1) : randn([k, n]);
      return [matmul(a, b)];
    });
  }
});

test("products of a batch are the same", () => {
  expectSameOnAnyNumber(() => [matmul(randn([3, 5, 7, 9]), randn([5, 9, 4]))]);
});

const layers = { RNN: nn.RNN, GRU: nn.GRU, LSTM: nn.LSTM };

test.each(Object.keys(layers) as (keyof typeof layers)[])("the states and gradients of %s are the same", (kind) => {
  const Layer = layers[kind];
  for (const batch of [1, 2, 5, 12]) {
    expectSameOnAnyNumber(() => {
      const net = new Layer(6, 10, { batchFirst: true, bidirectional: true, numLayers: 2 });
      const x = randn([batch, 9, 6]).requiresGrad_();
      const { output } = net.call(x) as { output: Tensor };
      output.square().sum().backward();
      return [output.detach(), x.grad!, ...net.parameters().map(({ grad }) => grad!)];
    });
  }
});

test("attention and its gradients are the same", () => {
  for (const isCausal of [false, true]) {
    expectSameOnAnyNumber(() => {
      const [q, k, v] = [5, 5, 5].map((length) => randn([3, 2, length, 6]).requiresGrad_()) as [Tensor, Tensor, Tensor];
      const out = nn.functional.scaledDotProductAttention(q, k, v, { isCausal });
      out.square().sum().backward();
      return [out.detach(), q.grad!, k.grad!, v.grad!];
    });
  }
});

test("training a transformer goes the same way", () => {
  expectSameOnAnyNumber(() => {
    const model = new nn.TransformerEncoderLayer(16, 2, { dimFeedforward: 32, dropout: 0.1, batchFirst: true });
    const optimizer = new optim.Adam(model.parameters(), { lr: 1e-2 });
    const x = randn([4, 7, 16]);
    for (let step = 0; step < 5; step += 1) {
      optimizer.zeroGrad();
      model.call(x).square().mean().backward();
      optimizer.step();
    }
    return model.parameters().map((parameter) => parameter.detach());
  });
});

test("the other thread computes while this one is busy", () => {
  setNumThreads(2);
  const [x, y] = [full([4], 3), zeros([4])];
  const listed = unaryVia("square", recordersOf);
  const deadline = performance.now() + 30_000;
  shareTasks(
    2,
    () => {
      // Task 0, and task 1 as well should the other thread not have taken it.
      while (Atomics.load(i32, y.pointer >>> 2) === 0 && performance.now() < deadline);
    },
    () => listed(x.pointer, y.pointer, 4),
  );
  expect(Array.from(y.data)).toEqual([9, 9, 9, 9]);
});

test("threads that never come cost nothing but their help", () => {
  installThreads({ start: () => {} });
  expectSameOnAnyNumber(() => [matmul(randn([40, 30]), randn([30, 50]))]);
});

test("without a host's threads there is one", () => {
  installThreads();
  setNumThreads(2);
  expect(getNumThreads()).toBe(1);
});

test.each([0, 1.5, -1, 65, Number.NaN, "2" as unknown as number])(
  "setNumThreads(%s) is refused in one sentence",
  (count) => {
    expect(() => setNumThreads(count)).toThrow(/setNumThreads needs a whole number from 1 to 64/);
    expect(getNumThreads()).toBe(1);
  },
);
