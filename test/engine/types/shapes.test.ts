// What the compiler knows of shapes. The compiler itself is the judge: a wrong shape in this file fails the type check.
import { describe, expect, expectTypeOf, test } from "vitest";
import { expectShape } from "./expectShape.ts";
import {
  arange,
  cat,
  eye,
  full,
  matmul,
  ones,
  rand,
  randn,
  stack,
  tensor,
  type Tensor,
  where,
  zeros,
} from "../../../engine/index.ts";

const x = zeros([32, 10]);
const unknown = zeros([32, 10]) as Tensor;
/** A size that the compiler does not know. */
const open = (size: number): number => size;
const some = zeros([open(32), 10]);

describe("literals give shapes", () => {
  test("of sizes", () => {
    expectShape(x, [32, 10]);
    expectShape(ones([3]), [3]);
    expectShape(full([2, 2], 7), [2, 2]);
    expectShape(randn([2, 3, 4]), [2, 3, 4]);
    expectShape(rand([]), []);
    expectShape(eye(3), [3, 3]);
    expectShape(eye(3, 4), [3, 4]);
    expectShape(arange(10), [open(10)]);
  });

  test("of nested arrays", () => {
    expectShape(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      [3, 2],
    );
    expectShape(tensor(1), []);
    expectShape(tensor([true, false]), [2]);
    expectShape(tensor([1] as number[]), [open(1)]);
    expectShape(tensor([[1]] as number[][]), [open(1), open(1)]);
    expectShape(tensor(new Float32Array(6)), [open(6)]);
    expectShape(tensor(new Float32Array(6), [2, 3]), [2, 3]);
    expectShape(tensor([1, 2], { requiresGrad: true }), [2]);
  });

  test("sizes known only at run time, and one of several, are open", () => {
    expectShape(some, [open(32), 10]);
    expectShape(zeros([open(3) > 2 ? 2 : 3, 10]), [open(2), 10]);
    expectShape(zeros([1, 2] as number[]), [1, 2] as number[]);
  });

  test("the sizes themselves are typed", () => {
    expectTypeOf(x.shape).toEqualTypeOf<readonly [32, 10]>();
    expectTypeOf(some.shape).toEqualTypeOf<readonly [number, 10]>();
    expectTypeOf(unknown.shape).toEqualTypeOf<readonly number[]>();
    expectShape(randn(x.shape), [32, 10]);
  });
});

describe("what is not known fits everywhere", () => {
  test("in both directions", () => {
    const take = (given: Tensor<[32, 10]>) => given;
    take(unknown);
    take(some);
    const all: Tensor[] = [x, some, unknown];
    expectTypeOf(all).toEqualTypeOf<Tensor[]>();
    // @ts-expect-error another shape
    take(zeros([32, 11]));
    // @ts-expect-error another rank
    take(zeros([32]));
  });

  test("results of unknown shapes are unknown", () => {
    expectShape(unknown.add(x), unknown.shape);
    expectShape(x.T.matmul(unknown), [10, 10] as number[]);
    expectShape(unknown.sum({ dim: 0 }), [10] as number[]);
    expectShape(unknown.T, [10, 32] as number[]);
  });
});

describe("operations", () => {
  test("on each number keep the shape", () => {
    expectShape(x.tanh().neg().clone().detach().softmax(), [32, 10]);
    expectShape(x.add(1).mul(2).gt(0), [32, 10]);
  });

  test("on two operands broadcast", () => {
    expectShape(x.add(zeros([10])), [32, 10]);
    expectShape(x.add(zeros([32, 1])), [32, 10]);
    expectShape(zeros([10]).mul(x), [32, 10]);
    expectShape(zeros([5, 1, 3]).sub(zeros([4, 1])), [5, 4, 3]);
    expectShape(x.div(some), [32, 10]);
    expectShape(some.div(zeros([1, 10])), [open(32), 10]);
    expectShape(x.add(unknown as Tensor | number), unknown.shape);
    // @ts-expect-error 10 and 3
    expect(() => x.add(zeros([3]))).toThrow("add");
  });

  test("products of matrices, of stacks of them, and of vectors", () => {
    expectShape(x.matmul(zeros([10, 4])), [32, 4]);
    expectShape(matmul(x, zeros([10, 4])), [32, 4]);
    expectShape(zeros([7, 32, 10]).matmul(zeros([10, 4])), [7, 32, 4]);
    expectShape(zeros([7, 1, 32, 10]).matmul(zeros([5, 10, 4])), [7, 5, 32, 4]);
    expectShape(x.matmul(zeros([10])), [32]);
    expectShape(zeros([32]).matmul(x), [10]);
    expectShape(zeros([10]).matmul(zeros([10])), []);
    expectShape(some.matmul(zeros([10, 4])), [open(32), 4]);
    expectShape(zeros([4, open(32)]).matmul(x), [4, 10]);
    // @ts-expect-error 10 and 11
    expect(() => x.matmul(zeros([11, 4]))).toThrow("matmul");
  });

  test("sums and their like lose axes, or keep them with size 1", () => {
    expectShape(x.sum(), []);
    expectShape(x.sum({ dim: 0 }), [10]);
    expectShape(x.mean({ dim: -1 }), [32]);
    expectShape(x.mean({ dim: -1, keepdim: true }), [32, 1]);
    expectShape(x.std({ keepdim: true, correction: 0 }), [1, 1]);
    expectShape(zeros([2, 3, 4]).amax({ dim: [0, -1] }), [3]);
    expectShape(zeros([2, 3, 4]).amax({ dim: [0, -1], keepdim: true }), [1, 3, 1]);
    expectShape(x.argmax({ dim: 1 }), [32]);
    expectShape(x.sum({ dim: open(1) }), [32] as number[]);
    expectShape(x.sum({ dim: [0, 1] as number[] }), [] as number[]);
    expectShape(some.sum({ dim: 1 }), [open(32)]);
    // @ts-expect-error no axis 2
    expect(() => x.sum({ dim: 2 })).toThrow("sum");
    // @ts-expect-error no such option
    x.sum({ dims: 1 });
  });

  test("axes change places, come and go", () => {
    expectShape(x.T, [10, 32]);
    expectShape(x.transpose(), [10, 32]);
    expectShape(zeros([2, 3, 4]).transpose(0, 1), [3, 2, 4]);
    expectShape(zeros([2, 3, 4]).transpose(-1, 0), [4, 3, 2]);
    expectShape(zeros([2, 3, 4]).permute([2, 0, -2]), [4, 2, 3]);
    expectShape(x.unsqueeze(0), [1, 32, 10]);
    expectShape(x.unsqueeze(-1), [32, 10, 1]);
    expectShape(x.unsqueeze(1), [32, 1, 10]);
    expectShape(zeros([1, 3, 1]).squeeze(), [3]);
    expectShape(zeros([1, 3, 1]).squeeze(-1), [1, 3]);
    expectShape(zeros([1, 3, 1]).squeeze(1), [1, 3, 1]);
    expectShape(some.squeeze(), [32, 10] as number[]);
    expectShape(x.select(0, 3), [10]);
    expectShape(x.narrow(1, 2, 3), [32, 3]);
    expectShape(x.chunk(2)[0]!, [open(16), 10]);
    expectShape(x.topk(3).values, [32, 3]);
    // @ts-expect-error no axis 3
    expect(() => x.unsqueeze(3)).toThrow("unsqueeze");
  });
});

describe("other layouts", () => {
  test("reshape multiplies the sizes, and works out -1 where the others cancel", () => {
    expectShape(x.reshape([16, 20]), [16, 20]);
    expectShape(x.reshape([-1]), [320]);
    expectShape(x.reshape([32, -1]), [32, 10]);
    expectShape(x.reshape([32, 5, -1]), [32, 5, open(2)]);
    expectShape(zeros([8, 20, 64]).reshape([8, 20, 4, 16]), [8, 20, 4, 16]);
    expectShape(zeros([8, 20, 64]).reshape([-1, 64]), [160, 64]);
    expectShape(some.reshape([-1, 10]), [open(32), 10]);
    expectShape(some.reshape([320]), [320]);
    expectShape(unknown.reshape([-1, 10]), [open(32), 10]);
    expectShape(zeros([1024, 999]).reshape([999, 1024]), [999, 1024]);
    expectShape(zeros([2, 3, 4]).flatten(), [24]);
    expectShape(zeros([2, 3, 4]).flatten(1), [2, 12]);
    expectShape(zeros([2, 3, 4]).flatten(0, 1), [6, 4] as number[]);
    expectShape(zeros([10, 1]).expand([3, 10, 7]), [3, 10, 7]);
    // @ts-expect-error 320 and 321
    expect(() => x.reshape([321])).toThrow("320");
  });

  test("cat adds sizes, stack counts tensors", () => {
    expectShape(cat([x, zeros([2, 10])]), [34, 10]);
    expectShape(cat([x, zeros([32, 5]), zeros([32, 985])], -1), [32, 1000]);
    expectShape(cat([some, zeros([2, 10])]), [open(34), 10]);
    expectShape(cat([x, some], 1), [32, 20]);
    expectShape(cat([x, unknown]), [64, 10] as number[]);
    expectShape(cat([x, x] as Tensor<[32, 10]>[]), [open(64), 10]);
    expectShape(stack([x, x, x]), [3, 32, 10]);
    expectShape(stack([x, x], 1), [32, 2, 10]);
    expectShape(stack([x, some], -1), [32, 10, 2]);
    expectShape(stack([x, x] as Tensor<[32, 10]>[]), [open(2), 32, 10]);
    // @ts-expect-error 10 and 11
    expect(() => cat([x, zeros([2, 11])])).toThrow("cat");
    // @ts-expect-error another rank
    expect(() => cat([x, zeros([10])])).toThrow("cat");
    // @ts-expect-error not alike
    expect(() => stack([x, zeros([2, 10])])).toThrow("stack");
  });

  test("parts: integers take an axis away, slices keep it, null adds one", () => {
    expectShape(x.at(0), [10]);
    expectShape(x.at(0, -1), []);
    expectShape(x.at([0, 5]), [open(5), 10]);
    expectShape(x.at([], 3), [32]);
    expectShape(x.at(null, { start: 1 }, null), [1, open(31), 1, 10]);
    expectShape(x.at("...", 0), [32] as number[]);
    expectShape(x.at(x.gt(0)), [0] as number[]);
  });

  test("chosen by a condition", () => {
    expectShape(where(x.gt(0), x, 0), [32, 10]);
    expectShape(where(zeros([32, 1]).gt(0), 1, zeros([10])), [32, 10]);
    expectShape(x.maskedFill(zeros([10]).gt(0), 1), [32, 10]);
    // @ts-expect-error 10 and 11
    expect(() => where(x.gt(0), zeros([11]), 0)).toThrow("where");
  });
});
