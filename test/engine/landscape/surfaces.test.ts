// Heights over grids, lines and planes through models, and the directions they are drawn along.
import { describe, expect, test } from "vitest";
import { autograd, Generator, landscape, manualSeed, nn, type Tensor, tensor, zeros } from "../../../engine/index.ts";

const { beale, himmelblau, line, pathDirections, plane, project, quadraticBowl, randomDirection } = landscape;
const { rastrigin, rosenbrock, surface, valley } = landscape;
const { parametersToVector, vectorToParameters } = nn.utils;

describe("test functions", () => {
  const all = { beale, bowl: quadraticBowl(7), himmelblau, rastrigin, rosenbrock, valley };

  test.each(Object.entries(all))("%s is 0 and flat in its minima, and above 0 all over its view", (_, f) => {
    const points = tensor(f.minima, { dtype: "float64", requiresGrad: true });
    const losses = f(points);
    for (const loss of losses.data) expect(Math.abs(loss)).toBeLessThan(1e-12);
    for (const slope of autograd.grad(losses.sum(), [points])[0]!.data) expect(Math.abs(slope)).toBeLessThan(1e-6);
    const { z } = surface(f, { steps: 20 });
    for (const height of z.flat()) expect(height).toBeGreaterThan(0);
  });

  test.each(Object.entries(all))("%s has the gradient that finite differences give", (_, f) => {
    const points = tensor([1.2, -0.7, 0.1, 0.4], { dtype: "float64" }).reshape([2, 2]);
    expect(autograd.gradcheck(f, [points])).toBe(true);
  });

  test("known heights", () => {
    const at = (f: landscape.PlaneFunction, x: number, y: number) => f(tensor([x, y], { dtype: "float64" })).item();
    expect(at(rosenbrock, -1.2, 1)).toBeCloseTo(24.2, 10);
    expect(at(beale, 1, 1)).toBeCloseTo(14.203125, 10);
    expect(at(himmelblau, 0, 0)).toBe(170);
    expect(at(rastrigin, 0.5, 1)).toBeCloseTo(21.25, 10);
  });
});

test("a surface is z[j][i] over x[i], y[j], evaluated in one call", () => {
  let calls = 0;
  const f = (points: Tensor) => {
    calls += 1;
    return points.select(-1, 0).add(points.select(-1, 1).mul(10));
  };
  const { x, y, z } = surface(f, { x: [0, 2], y: [0, 4], steps: 3 });
  expect(calls).toBe(1);
  expect([x, y]).toEqual([
    [0, 1, 2],
    [0, 2, 4],
  ]);
  expect(z).toEqual([
    [0, 1, 2],
    [20, 21, 22],
    [40, 41, 42],
  ]);
});

test("many parameter vectors are evaluated in batches", () => {
  const sizes: number[] = [];
  const points = tensor(Array.from({ length: 7 }, (_, i) => [i, 1, 2]));
  const squared = (batch: Tensor) => {
    sizes.push(batch.shape[0]!);
    return batch.square().sum({ dim: -1 });
  };
  expect(landscape.evaluate(squared, points, { batchSize: 3 })).toEqual([5, 6, 9, 14, 21, 30, 41]);
  expect(sizes).toEqual([3, 3, 1]);
});

describe("parameters as a vector", () => {
  test("go there and back in their order, with gradients", () => {
    const model = new nn.Linear(2, 3);
    const vector = parametersToVector(model.parameters());
    expect([...vector.data]).toEqual([...model.weight.data, ...model.bias!.data]);
    vectorToParameters(tensor([1, 2, 3, 4, 5, 6, 7, 8, 9]), model.parameters());
    expect(model.weight.toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(model.bias!.toArray()).toEqual([7, 8, 9]);
    parametersToVector(model.parameters()).square().sum().backward();
    expect(model.bias!.grad!.toArray()).toEqual([14, 16, 18]);
  });

  test("of another length are refused", () => {
    const parameters = new nn.Linear(2, 3).parameters();
    expect(() => vectorToParameters(zeros([8]), parameters)).toThrow(/one vector of 9 numbers/);
    expect(() => parametersToVector([])).toThrow(/no parameters/);
  });
});

function trained() {
  manualSeed(4);
  const model = new nn.Sequential(new nn.Linear(2, 4), new nn.Tanh(), new nn.Linear(4, 1));
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const loss = () => nn.functional.mseLoss(model.call(x) as Tensor, tensor([[0], [1], [1], [0]]));
  return { model, loss, parameters: model.parameters() };
}

describe("directions", () => {
  test("a filter-normalised one is as long as the parameters, row by row, and leaves biases alone", () => {
    const { parameters } = trained();
    const direction = randomDirection(parameters, { generator: new Generator(1) });
    let at = 0;
    for (const parameter of parameters) {
      const part = direction.narrow(0, at, parameter.numel()).reshape(parameter.shape);
      at += parameter.numel();
      if (parameter.ndim === 1) expect(part.abs().sum().item()).toBe(0);
      else expect(part.norm({ dim: 1 }).allclose(parameter.norm({ dim: 1 }), { rtol: 1e-5 })).toBe(true);
    }
  });

  test("layers as a whole, or raw normal numbers, with biases if wanted", () => {
    const weight = new nn.Linear(5, 3).weight;
    const layer = randomDirection([weight], { normalize: "layer", generator: new Generator(2) });
    expect(layer.norm().item()).toBeCloseTo(weight.norm().item(), 5);
    const raw = randomDirection([zeros([4000])], { normalize: "none", biases: true, generator: new Generator(3) });
    expect(raw.std().item()).toBeCloseTo(1, 1);
    expect(randomDirection([zeros([4])], { generator: new Generator(3) }).toArray()).toEqual([0, 0, 0, 0]);
  });

  test("a path in a plane is found there, and its points project to where they are", () => {
    const generator = new Generator(5);
    const [a, b] = [0, 1].map(() =>
      tensor(
        Array.from({ length: 30 }, () => generator.normal()),
        { dtype: "float64" },
      ),
    );
    const coordinates = Array.from({ length: 12 }, (_, t) => [3 - t / 4, Math.sin(t)] as const);
    const positions = coordinates.map(([p, q]) => a!.mul(p).add(b!.mul(q)).add(1));
    const { origin, directions, explained } = pathDirections(positions);
    expect(explained[0] + explained[1]).toBeCloseTo(1, 10);
    expect(explained[0]).toBeGreaterThan(explained[1]);
    expect(directions[0].mul(directions[1]).sum().item()).toBeCloseTo(0, 10);
    const inPlane = project(positions, origin, directions);
    inPlane.forEach(([x, y], t) => {
      const back = origin.add(directions[0].mul(x)).add(directions[1].mul(y));
      expect(back.allclose(positions[t]!, { atol: 1e-9 })).toBe(true);
    });
    const origin0 = tensor(
      Array.from({ length: 30 }, () => 1),
      { dtype: "float64" },
    );
    project(positions, origin0, [a!, b!]).forEach(([x, y], t) => {
      expect([x, y]).toEqual([expect.closeTo(coordinates[t]![0], 9), expect.closeTo(coordinates[t]![1], 9)]);
    });
  });
});

describe("a model's loss", () => {
  test("along a line and over a plane is the loss at those parameters, and the model is left as it was", () => {
    const { model, loss, parameters } = trained();
    const before = parametersToVector(parameters).toArray();
    const directions = [1, 2].map((seed) => randomDirection(parameters, { generator: new Generator(seed) }));
    const [first, second] = [directions[0]!, directions[1]!];
    const here = loss().item();
    const { x, y, z } = plane(parameters, loss, [first, second], { steps: 5 });
    expect(z[2]![2]).toBe(here);
    expect(line(parameters, loss, first, { steps: 5 }).y).toEqual(z[2]);
    expect(parametersToVector(parameters).toArray()).toEqual(before);
    vectorToParameters(
      parametersToVector(parameters).detach().add(first.mul(x[1]!)).add(second.mul(y[4]!)),
      parameters,
    );
    expect(loss().item()).toBeCloseTo(z[4]![1]!, 6);
    expect(model.training).toBe(true);
  });

  test("between two models starts at the one and ends at the other", () => {
    const [a, b] = [trained(), trained()];
    vectorToParameters(tensor(Array.from({ length: 17 }, (_, i) => Math.cos(i))), b.parameters);
    const across = parametersToVector(b.parameters).sub(parametersToVector(a.parameters)).detach();
    const { x, y } = line(a.parameters, a.loss, across, { range: [0, 1], steps: 11 });
    expect([x[0], x[10]]).toEqual([0, 1]);
    expect(y[0]).toBe(a.loss().item());
    expect(y[10]).toBeCloseTo(b.loss().item(), 5);
  });

  test("is put back when the loss throws", () => {
    const { parameters } = trained();
    const before = parametersToVector(parameters).toArray();
    const broken = () => {
      throw new Error("no data");
    };
    expect(() => line(parameters, broken, randomDirection(parameters))).toThrow("no data");
    expect(parametersToVector(parameters).toArray()).toEqual(before);
  });
});

test.each<[string, () => unknown, RegExp]>([
  ["a direction of another length", () => line([zeros([3])], () => 0, zeros([2])), /one vector of 3 numbers/],
  ["one step", () => surface(valley, { steps: 1 }), /whole number from 2, not 1/],
  ["a range backwards", () => surface(valley, { x: [1, 0] }), /not from 1 to 0/],
  ["a function that sums over all points", () => surface((p) => p.sum()), /one loss for each point/],
  ["two positions", () => pathDirections([zeros([3]), zeros([3])]), /3 positions or more, not 2/],
  ["positions of unequal length", () => pathDirections([zeros([3]), zeros([2]), zeros([3])]), /position 1/],
  ["parallel directions", () => project([zeros([2])], zeros([2]), [tensor([1, 1]), tensor([2, 2])]), /span a plane/],
  [
    "an unknown normalisation",
    () => randomDirection([zeros([2, 2])], { normalize: "row" as "layer" }),
    /"filter", "layer" or "none", not "row"/,
  ],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
