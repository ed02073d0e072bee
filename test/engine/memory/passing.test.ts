// What layers hand to each other is given back when the backward pass has gone by; what anybody else saw is not.
import { expect, test } from "vitest";
import { memory, nn, optim, randn, type Tensor } from "../../../engine/index.ts";

const batchFirst = { dimFeedforward: 64, dropout: 0, batchFirst: true } as const;

/** Keeps what it is given. */
class Keeper extends nn.Module {
  readonly kept: Tensor[] = [];
  override forward(x: Tensor): Tensor {
    this.kept.push(x);
    return x.mul(2);
  }
}

/** The numbers of tensors now and after a backward pass and other work in the memory that it set free. */
function surviving(loss: Tensor, kept: () => readonly Tensor[]): [before: unknown[], after: unknown[]] {
  const before = kept().map((each) => each.toArray());
  loss.backward();
  for (let i = 0; i < 20; i += 1) randn([8, 4]).mul(randn([8, 4]));
  return [before, kept().map((each) => each.toArray())];
}

test("a layer of one's own in a Sequential may keep what it was given", () => {
  const keeper = new Keeper();
  const model = new nn.Sequential(new nn.Linear(4, 4), new nn.Flatten(), keeper, new nn.Tanh(), new nn.Linear(4, 4));
  const [before, after] = surviving(model.call(randn([8, 4])).sum(), () => keeper.kept);
  expect(before).toHaveLength(1);
  expect(after).toEqual(before);
});

test("a layer whose forward was replaced may keep what it is given", () => {
  const kept: Tensor[] = [];
  const second = new nn.Linear(4, 4);
  const forward = second.forward.bind(second) as (x: Tensor) => Tensor;
  Object.assign(second, {
    forward: (x: Tensor) => {
      kept.push(x);
      return forward(x);
    },
  });
  const model = new nn.Sequential(new nn.Linear(4, 4), second);
  const [before, after] = surviving(model.call(randn([8, 4])).sum(), () => kept);
  expect(after).toEqual(before);
});

test("hooks keep inputs and outputs of every layer of a Transformer, also where layers are in layers", () => {
  const layer = () => new nn.TransformerEncoderLayer(4, 2, batchFirst);
  const model = new nn.TransformerEncoder(layer, 2, { norm: new nn.LayerNorm(4) });
  const kept: Tensor[] = [];
  const isTensor = (value: unknown): value is Tensor =>
    typeof value === "object" && value !== null && "storage" in value;
  for (const module of model.modules()) {
    module.registerForwardHook((_, inputs, output) => void kept.push(...[...inputs, output].filter(isTensor)));
  }
  const [before, after] = surviving(model.call(randn([2, 4, 4])).sum(), () => kept);
  expect(kept.length).toBeGreaterThan(20);
  expect(after).toEqual(before);
});

test("input and output of a model stay, also where its layers change nothing", () => {
  const x = randn([8, 4], { requiresGrad: true }).mul(1);
  const model = new nn.Sequential(new nn.Dropout(0), new nn.Linear(4, 4), new nn.Linear(4, 4), new nn.Flatten());
  const y = model.call(x);
  const [before, after] = surviving(y.sum(), () => [x, y]);
  expect(after).toEqual(before);
});

test("a second backward pass through a retained graph finds everything, and gradients add up", () => {
  const model = new nn.Sequential(new nn.Linear(4, 4), new nn.Tanh(), new nn.Linear(4, 4), new nn.LayerNorm(4));
  const loss = model
    .call(randn([8, 4]))
    .pow(2)
    .mul(randn([8, 4]))
    .sum();
  loss.backward({ retainGraph: true });
  const once = model.parameters().map((parameter) => parameter.grad!.mul(2).toArray());
  loss.backward();
  for (const [i, parameter] of model.parameters().entries()) expect(parameter.grad!.toArray()).toEqual(once[i]);
});

test("loops over cells and layers read what was handed on before it is given back", () => {
  const [layer, cell] = [new nn.Sequential(new nn.Linear(4, 4), new nn.Linear(4, 4)), new nn.GRUCell(4, 4)];
  const xs = Array.from({ length: 40 }, () => randn([8, 4]));
  const gradients = (run: (x: Tensor) => Tensor) => {
    for (const each of [layer, cell]) each.zeroGrad();
    let h: Tensor = xs[0]!;
    for (const x of xs) h = cell.call(run(x), h) as Tensor;
    h.sum().backward();
    return [...layer.parameters(), ...cell.parameters()].map((parameter) => parameter.grad!.toArray());
  };
  const [first, second] = [layer.at(0), layer.at(1)];
  expect(gradients((x) => layer.call(x) as Tensor)).toEqual(
    gradients((x) => second.call(first.call(x) as never) as Tensor),
  );
});

test("training steps of a Transformer take no new memory once the first are done, without collecting garbage", () => {
  const layer = () => new nn.TransformerEncoderLayer(32, 4, batchFirst);
  const model = new nn.TransformerEncoder(layer, 2, { norm: new nn.LayerNorm(32) });
  const optimizer = new optim.Adam(model.parameters());
  const x = randn([8, 32, 32]);
  const step = () => {
    optimizer.zeroGrad();
    model.call(x).mean().backward();
    optimizer.step();
  };
  for (let i = 0; i < 3; i += 1) step();
  const before = memory.usage().used;
  for (let i = 0; i < 20; i += 1) step();
  // A step makes some 2 MiB of numbers; what the test itself sees of it, the output, is 32 KiB.
  expect(memory.usage().used - before).toBeLessThan(2 * 2 ** 20);
});
