// Activations and losses against PyTorch, at their corners too.
import { expect, test } from "vitest";
import { autograd, cat, nn, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import { expectClose, fixtureOf, numbers, type Recorded } from "./parity.ts";

interface Case extends Recorded {
  readonly name: string;
  readonly options: readonly number[] | object;
  readonly x?: readonly number[][];
  readonly target?: readonly number[][];
}

const functions = nn.functional as unknown as Record<string, (...given: unknown[]) => Tensor>;
const cases = fixtureOf<Case>("functions");
const corners = tensor([0, -1, 1, 30, -30, 2, -2, 0.5]);

test.each(cases.filter(({ target }) => !target))("$name $options", ({ name, options, outputs, grads }) => {
  const x = cat([corners, numbers(1, [8], 4)]).requiresGrad_();
  const y = functions[name]!(x, ...(options as number[]));
  expectClose(y, outputs["y"]!, "y");
  expectClose(autograd.grad(y.mul(numbers(1000, [16])).sum(), [x])[0]!, grads["x"]!, "gradient");
  const check = (z: Tensor) => functions[name]!(z, ...(options as number[]));
  expect(autograd.gradcheck(check, [numbers(7, [6], 3).to("float64")])).toBe(true);
});

test.each(cases.filter(({ target }) => target))("$name $options", ({ name, options, outputs, grads, ...given }) => {
  const x = tensor(given.x!).requiresGrad_();
  const y = functions[name]!(x, tensor(given.target!), options);
  expectClose(y, outputs["y"]!, "y");
  expectClose(autograd.grad(y.mul(numbers(1000, y.shape)).sum(), [x])[0]!, grads["x"]!, "gradient");
});

test("modules are their functions", () => {
  const x = numbers(1, [2, 5]);
  const target = numbers(2, [2, 5]);
  const f = nn.functional;
  const pairs: [Tensor, Tensor][] = [
    [new nn.LeakyReLU(0.3).call(x), f.leakyRelu(x, 0.3)],
    [new nn.ELU(2).call(x), f.elu(x, 2)],
    [new nn.SELU().call(x), f.selu(x)],
    [new nn.Softplus(2).call(x), f.softplus(x, 2)],
    [new nn.LogSigmoid().call(x), f.logSigmoid(x)],
    [new nn.Hardtanh(-0.2, 0.3).call(x), f.hardtanh(x, -0.2, 0.3)],
    [new nn.Softsign().call(x), f.softsign(x)],
    [new nn.Mish().call(x), f.mish(x)],
    [new nn.HuberLoss({ delta: 0.1 }).call(x, target), f.huberLoss(x, target, { delta: 0.1 })],
    [new nn.SmoothL1Loss({ beta: 0.1 }).call(x, target), f.smoothL1Loss(x, target, { beta: 0.1 })],
    [
      new nn.KLDivLoss({ reduction: "batchmean" }).call(x, target.softmax()),
      f.klDiv(x, target.softmax(), { reduction: "batchmean" }),
    ],
    [new nn.BCELoss().call(x.sigmoid(), target.sigmoid()), f.binaryCrossEntropy(x.sigmoid(), target.sigmoid())],
  ];
  for (const [module, plain] of pairs) expect(module.toArray()).toEqual(plain.toArray());
});

test.each<[string, () => unknown, RegExp]>([
  ["a probability above 1", () => nn.functional.binaryCrossEntropy(tensor([1.5]), zeros([1])), /one is 1.5/],
  ["shapes that differ", () => nn.functional.huberLoss(zeros([2]), zeros([2, 1] as number[])), /one shape/],
  ["a delta of 0", () => nn.functional.huberLoss(zeros([2]), zeros([2]), { delta: 0 }), /above 0, not 0/],
  ["a beta below 0", () => nn.functional.softplus(zeros([2]), -1), /above 0, not -1/],
  ["ends the wrong way round", () => nn.functional.hardtanh(zeros([2]), 1, -1), /min < max/],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
