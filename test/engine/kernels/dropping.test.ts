// Dropout's kernel: the draws of the generator in TypeScript, number by number, whoever draws.
import { expect, test } from "vitest";
import { dropping } from "../../../engine/kernels/dropping.ts";
import { plainDropping } from "../../../engine/reference/dropping.ts";
import { Generator, nn, ones, randn } from "../../../engine/index.ts";
import { stateOf } from "../../../engine/tensor/generator.ts";
import { integers, noise, numbers } from "./numbers.ts";

test.each([1, 2, 7, 1000])("%i numbers are dropped as by the twin, and by the generator itself", (count) => {
  const [p, kept] = [0.3, 1 / 0.7];
  const generator = new Generator(5);
  const x = noise(count, 3);
  const before = Array.from(stateOf(generator));
  const runs = [dropping(), plainDropping].map((kernels) => {
    const state = integers(before);
    const [out, factors, again] = [numbers(count), numbers(count), numbers(count)];
    kernels.drop(x.at, out.at, factors.at, count, p * 2 ** 53, kept, state);
    kernels.factors(again.at, count, p * 2 ** 53, kept, state);
    expect([out, factors, again].every((each) => each.intact())).toBe(true);
    return [out, factors, again].map((each) => Array.from(each.get()));
  });
  expect(runs[0]).toEqual(runs[1]);
  const drawn = Array.from({ length: 2 * count }, () => (generator.uniform() < p ? 0 : Math.fround(kept)));
  expect([...runs[0]![1]!, ...runs[0]![2]!]).toEqual(drawn);
  expect(runs[0]![0]).toEqual(drawn.slice(0, count).map((factor, i) => Math.fround(factor * x.get()[i]!)));
});

test("float32 and float64 drop the same places for a seed, and draws go on where they stood", () => {
  const { dropout } = nn.functional;
  const [a, b] = [new Generator(9), new Generator(9)];
  const single = dropout(ones([20, 10]), { p: 0.4, generator: a });
  const double = dropout(ones([20, 10], { dtype: "float64" }), { p: 0.4, generator: b });
  expect(Array.from(single.data, Boolean)).toEqual(Array.from(double.data, Boolean));
  expect(a.bits()).toBe(b.bits());
});

test("gradients are dropped where the numbers were, once and for gradients of gradients; views and all or nothing work", () => {
  const { dropout } = nn.functional;
  const x = randn([6, 4]).add(3).detach().requiresGrad_();
  const y = dropout(x.transpose(), { p: 0.5, generator: new Generator(2) });
  y.square().sum().backward({ createGraph: true });
  const factor = y.div(x.transpose());
  const expected = factor.square().mul(x.transpose()).mul(2).transpose();
  Array.from(x.grad!.data).forEach((value, i) => expect(value).toBeCloseTo(expected.reshape([-1]).data[i]!, 4));
  expect(dropout(ones([8]), { p: 1 }).toArray()).toEqual(Array.from({ length: 8 }, () => 0));
  const same = ones([8]);
  expect(dropout(same, { p: 0 })).toBe(same);
});
