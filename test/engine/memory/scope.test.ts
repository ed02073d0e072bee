// Scopes and `using`: what is given back, what stays, and what one is told who uses what was given back.
import { describe, expect, test } from "vitest";
import {
  autograd,
  full,
  memory,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  scope,
  tensor,
  type Tensor,
  TensorDisposedError,
} from "../../../engine/index.ts";

describe("a scope", () => {
  test("frees what was made in it, and keeps what it returns, in arrays and objects too", () => {
    let lost: Tensor | undefined;
    const kept = scope(() => {
      lost = ones([3]).mul(2);
      return { sum: lost.sum(), parts: [lost.add(1), "a word"] as const, view: lost.clone().reshape([3, 1]).T };
    });
    expect([kept.sum.item(), kept.parts[0].toArray(), kept.view.toArray()]).toEqual([6, [3, 3, 3], [[2, 2, 2]]]);
    expect(() => lost!.data).toThrow(TensorDisposedError);
  });

  test("belongs to the scope around it with what it returns", () => {
    let inner: Tensor | undefined;
    const outer = scope(() => {
      inner = scope(() => ones([2]).add(1));
      return inner.mul(3);
    });
    expect(outer.toArray()).toEqual([6, 6]);
    expect(() => inner!.data).toThrow(TensorDisposedError);
  });

  test("does not touch parameters, gradients and what an optimizer keeps: training goes as without", () => {
    const train = (around: (step: () => number) => number): number[] => {
      const model = new nn.Linear(3, 2);
      noGrad(() => model.parameters().forEach((p, i) => p.copy_(full(p.shape, 0.1 * (i + 1)))));
      const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
      const [x, y] = [tensor([[1, 2, 3]]), tensor([[1, -1]])];
      return Array.from({ length: 5 }, () => {
        const loss = around(() => {
          optimizer.zeroGrad();
          const error = nn.functional.mseLoss(model.call(x), y);
          error.backward();
          optimizer.step();
          return error.item();
        });
        expect(model.weight.grad!.toArray()).toHaveLength(2);
        return loss;
      });
    };
    expect(train(scope)).toEqual(train((step) => step()));
  });

  test("keeps a model that was made in it, and what a key–value cache knows", () => {
    const [layer, cache] = scope(() => [new nn.MultiheadAttention(4, 2, { batchFirst: true }), new nn.KeyValueCache()]);
    const words = randn([1, 3, 4]);
    const see = (from: number, to: number) => {
      const part = words.at([], [from, to]);
      return layer.call(part, part, part, { cache, isCausal: true }).output.detach();
    };
    scope(() => see(0, 2));
    const last = scope(() => see(2, 3));
    const whole = layer.call(words, words, words, { isCausal: true }).output;
    expect(last.allclose(whole.at([], [2, 3]), { atol: 1e-6 })).toBe(true);
  });

  test("gives memory back at once", () => {
    const before = memory.usage().used;
    for (let i = 0; i < 50; i += 1) scope(() => full([512, 512], i).add(1).sum().item());
    // A MiB each: without scopes, 100 of them.
    expect(memory.usage().used - before).toBeLessThan(8 * 2 ** 20);
  });

  test("passes on what its body throws, and refuses a body that is async or none", () => {
    expect(() => scope(() => ones([2]).matmul(ones([3]) as Tensor))).toThrow(/matmul/);
    expect(() => scope(async () => ones([2]))).toThrow(/async/);
    expect(() => scope(5 as never)).toThrow(/scope\(\) takes a function, not a number \(5\)/);
  });

  test("does not disturb gradients of gradients inside it", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const second = scope(() => {
      const [first] = autograd.grad(x.pow(3).sum(), [x], { createGraph: true });
      return autograd.grad(first!.sum(), [x])[0]!;
    });
    expect(second.toArray()).toEqual([6, 12]);
  });
});

test("`using` gives a tensor back at the end of its block", () => {
  let outside: Tensor;
  {
    using x = ones([2, 2]);
    outside = x;
    expect(x.sum().item()).toBe(4);
  }
  expect(() => outside.sum()).toThrow(TensorDisposedError);
});

test("the error names the tensor, how and where it was freed, and the remedy", () => {
  const logits = ones([32, 10]);
  logits.name = "logits";
  logits.dispose();
  expect(() => logits.softmax()).toThrow(
    /freed by dispose\(\) at .*scope\.test\.ts:\d+:\d+\.\n +tensor +logits +\[32, 10\] +float32\n +try +keeping/,
  );
  let lost: Tensor = ones([2]);
  scope(() => void (lost = ones([3])));
  expect(() => lost.add(1)).toThrow(/when the scope at .*scope\.test\.ts:\d+:\d+ ended/);
});
