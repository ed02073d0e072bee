// Additive attention's scores as one operation: the definition's numbers and gradients, in loops and twice over.
import { expect, test } from "vitest";
import { autograd, compile, nn, noGrad, randn, tensor, type Tensor } from "../../../engine/index.ts";

const { additiveScores } = nn.functional;

const byDefinition = (q: Tensor, k: Tensor, v: Tensor): Tensor =>
  q.unsqueeze(2).add(k.unsqueeze(1)).tanh().mul(v).sum({ dim: -1 });

const operands = (): [Tensor, Tensor, Tensor] => [
  randn([2, 3, 7], { requiresGrad: true }),
  randn([2, 5, 7], { requiresGrad: true }),
  randn([7], { requiresGrad: true }),
];

const close = (a: Tensor, b: Tensor): boolean => a.allclose(b, { atol: 1e-5 });

test("scores and all three gradients are the definition's, of views as well", () => {
  const [q, k, v] = operands();
  const turned = randn([2, 7, 5], { requiresGrad: true });
  for (const [leaf, keys] of [
    [k, () => k],
    [turned, () => turned.transpose()],
  ] as const) {
    const score = (f: (q: Tensor, k: Tensor, v: Tensor) => Tensor) => f(q, keys(), v).square().sum();
    expect(close(additiveScores(q, keys(), v), byDefinition(q, keys(), v))).toBe(true);
    const leaves = [q, leaf, v];
    const ours = autograd.grad(score(additiveScores), leaves);
    const exact = autograd.grad(score(byDefinition), leaves);
    ours.forEach((gradient, i) => expect(close(gradient!, exact[i]!), `gradient ${i}`).toBe(true));
  }
});

test("a loop with the same keys adds up their gradient, eagerly and compiled", () => {
  const [q, k, v] = operands();
  const weight = v.detach().unsqueeze(0).requiresGrad_();
  const run = (f: (q: Tensor, k: Tensor, v: Tensor) => Tensor) => () => {
    for (const leaf of [k, weight]) leaf.grad = undefined;
    const keys = k.mul(2);
    let total = tensor(0);
    for (let t = 0; t < 3; t += 1)
      total = total.add(
        f(q.mul(t + 1), keys, weight)
          .square()
          .sum(),
      );
    total.backward();
  };
  run(byDefinition)();
  const exact = [k.grad!, weight.grad!].map((each) => each.clone());
  for (const step of [run(additiveScores), compile(run(additiveScores))]) {
    for (let i = 0; i < 3; i += 1) step();
    expect(k.grad!.allclose(exact[0]!, { rtol: 1e-4, atol: 1e-4 })).toBe(true);
    expect(weight.grad!.allclose(exact[1]!, { rtol: 1e-4, atol: 1e-4 })).toBe(true);
  }
});

test("float64 and gradients of gradients go through the definition", () => {
  const [q, k, v] = operands().map((x) => x.detach().to("float64").requiresGrad_()) as [Tensor, Tensor, Tensor];
  expect(autograd.gradcheck(additiveScores, [q, k, v])).toBe(true);
  const [q32, k32, v32] = operands();
  const second = (f: typeof additiveScores) => {
    const [first] = autograd.grad(f(q32, k32, v32).square().sum(), [q32], { createGraph: true });
    return autograd.grad(first!.square().sum(), [k32])[0]!;
  };
  expect(second(additiveScores).allclose(second(byDefinition), { rtol: 1e-3, atol: 1e-3 })).toBe(true);
  expect(noGrad(() => additiveScores(q32, k32, v32)).requiresGrad).toBe(false);
});

test("who hooks the layer of the scores sees it called, with the same weights", () => {
  const attention = new nn.AdditiveAttention(4, 5, 6);
  const [query, keys, values] = [randn([2, 3, 4]), randn([2, 7, 5]), randn([2, 7, 8])];
  const { weights } = attention.call(query, keys, values);
  const seen: unknown[] = [];
  attention.score.registerForwardHook((_layer, _inputs, output) => void seen.push((output as Tensor).shape));
  expect(close(attention.call(query, keys, values).weights, weights)).toBe(true);
  expect(seen).toEqual([[2, 3, 7, 1]]);
});

test("what does not go together is named", () => {
  const [q, k, v] = operands();
  expect(() => additiveScores(q, randn([3, 5, 7]), v)).toThrow(/keys/);
  expect(() => additiveScores(q, k, randn([6]))).toThrow(/score/);
  expect(() => additiveScores(randn([2, 7]), k, v)).toThrow(/unsqueeze\(1\)/);
});
