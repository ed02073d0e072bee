import { expect, test } from "vitest";
import { argsort, autograd, Generator, randn, randint, sort, tensor, topk, zeros } from "../../../engine/index.ts";

test("sorts along any axis and says where the numbers stood", () => {
  const x = tensor([
    [3, 1, 2],
    [0, 5, 4],
  ]);
  const rows = sort(x);
  expect(rows.values.toArray()).toEqual([
    [1, 2, 3],
    [0, 4, 5],
  ]);
  expect(rows.indices.toArray()).toEqual([
    [1, 2, 0],
    [0, 2, 1],
  ]);
  expect(rows.indices.dtype).toBe("int32");
  expect(sort(x, { dim: 0, descending: true }).values.toArray()).toEqual([
    [3, 5, 4],
    [0, 1, 2],
  ]);
});

test("infinities stand at the ends, NaN after them, equals as they were", () => {
  const x = tensor([NaN, Infinity, 1, -Infinity, 1, NaN]);
  expect(argsort(x).toArray()).toEqual([3, 2, 4, 1, 0, 5]);
  expect(argsort(x, { descending: true }).toArray()).toEqual([0, 5, 1, 2, 4, 3]);
});

test("topk gives the first of the sorted (20 random shapes, seed 11)", () => {
  const generator = new Generator(11);
  for (let round = 0; round < 20; round += 1) {
    const shape = [1 + generator.below(4), 1 + generator.below(5), 1 + generator.below(6)];
    const dim = generator.below(3);
    const k = generator.below(shape[dim]! + 1);
    const x = randn(shape, { generator });
    const largest = generator.below(2) === 0;
    const { values, indices } = x.topk(k, { dim, largest });
    const whole = sort(x, { dim, descending: largest });
    expect(values.toArray()).toEqual(whole.values.narrow(dim, 0, k).toArray());
    expect(indices.toArray()).toEqual(whole.indices.narrow(dim, 0, k).toArray());
  }
});

test("gradients go back to where the numbers came from", () => {
  const x = tensor([[3, 1, 2]]).requiresGrad_();
  const [g] = autograd.grad(
    topk(x, 2)
      .values.mul(tensor([10, 20]))
      .sum(),
    [x],
  );
  expect(g!.toArray()).toEqual([[10, 0, 20]]);
  const [all] = autograd.grad(
    sort(x)
      .values.mul(tensor([1, 2, 3]))
      .sum(),
    [x],
  );
  expect(all!.toArray()).toEqual([[3, 1, 2]]);
});

test("whole numbers and single numbers sort too", () => {
  const { values } = sort(randint(0, 9, [50], { generator: new Generator(1) }));
  expect(values.dtype).toBe("int32");
  const numbers = values.toArray() as number[];
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  const one = sort(tensor(7));
  expect([one.values.item(), one.indices.item(), one.values.shape]).toEqual([7, 0, []]);
});

test("asks for as many as there are at most", () => {
  expect(() => topk(zeros([2, 3]), 4)).toThrow("from 0 to 3");
  expect(() => topk(zeros([2, 3]), 1.5)).toThrow("not 1.5");
  expect(() => sort(zeros([2, 3]), { dim: 2 })).toThrow("no axis 2");
});
