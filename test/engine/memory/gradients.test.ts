// Memory of the backward pass: given back as it goes, never while somebody can still see it.
import { expect, test } from "vitest";
import { autograd, memory, ones, randn, type Tensor, tensor } from "../../../engine/index.ts";

test("a gradient that a hook kept stays as it was, though the pass went on adding to others", () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  const y = x.mul(2);
  const seen: Tensor[] = [];
  y.registerHook((g) => void seen.push(g));
  y.mul(3).add(y.mul(4)).add(y).sum().backward();
  const after = randn([3]).mul(randn([3]));
  expect(seen[0]!.toArray()).toEqual([8, 8, 8]);
  expect(x.grad!.toArray()).toEqual([16, 16, 16]);
  expect(after.shape).toEqual([3]);
});

test("leaves that got the very same gradient keep it apart from later sums", () => {
  const a = ones([4], { requiresGrad: true });
  const b = ones([4], { requiresGrad: true });
  const total = a.add(b);
  total.add(b).add(b).sum().backward();
  expect(a.grad!.toArray()).toEqual([1, 1, 1, 1]);
  expect(b.grad!.toArray()).toEqual([3, 3, 3, 3]);
  total.detach();
  a.add(b).sum().backward();
  expect(a.grad!.toArray()).toEqual([2, 2, 2, 2]);
  expect(b.grad!.toArray()).toEqual([4, 4, 4, 4]);
});

test("numbers as operands work in a second backward pass", () => {
  const x = tensor([2], { requiresGrad: true });
  const y = x.pow(3).mul(5);
  const first = autograd.grad(y, [x], { retainGraph: true })[0]!;
  const second = autograd.grad(y, [x])[0]!;
  expect([first.item(), second.item()]).toEqual([60, 60]);
});

test("a thousand products back to back need the memory of a few", () => {
  const weight = randn([64, 64], { requiresGrad: true });
  let h = randn([64, 64]);
  for (let i = 0; i < 1000; i += 1) h = h.matmul(weight).mul(0.01);
  const loss = h.sum();
  const before = memory.usage().used;
  loss.backward();
  // 4,000 gradients of 16 KiB pass by.
  expect(memory.usage().used - before).toBeLessThan(2 ** 20);
});
