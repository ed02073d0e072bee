// That no differentiable operation is left without a check of its gradient: every public function is called with tensors
// that want gradients, and what comes back with one must have been compared with finite differences, here, among the
// calls recorded from PyTorch, or in test/engine/nn. A new operation is noticed by itself.
import { expect, test } from "vitest";
import * as engine from "../../../engine/index.ts";
import { autograd, Generator, linalg, nn, Tensor } from "../../../engine/index.ts";
import { functionSamples } from "../badInput/functions.ts";
import { numbers } from "../nn/parity.ts";
import { casesOf, isSmooth } from "./cases.ts";

const f = nn.functional;
const x = (seed: number, ...shape: number[]): Tensor => numbers(seed, shape).to("float64").detach();
/** A matrix far from singular. */
const regular = (a: Tensor): Tensor => a.add(engine.eye(3, 3, { dtype: "float64" }).mul(3));

/** All numbers of a decomposition in one tensor. */
const parts = (of: object): Tensor => engine.cat(Object.values(of).map((part: Tensor) => part.flatten()));

/** Operations that PyTorch has not under one name, or that need more than numbers. */
const others: Readonly<Record<string, readonly [(...inputs: Tensor[]) => Tensor, ...Tensor[]]>> = {
  additiveScores: [(q, k, v) => f.additiveScores(q!, k!, v!), x(1, 2, 3, 4), x(2, 2, 5, 4), x(3, 4)],
  attend: [(q, k, v) => f.attend(q!, k!, v!).out, x(1, 2, 3, 4), x(2, 2, 5, 4), x(3, 2, 5, 4)],
  rotary: [(a) => f.rotary(a!, { start: 2 }), x(1, 2, 3, 4)],
  dropout: [(a) => f.dropout(a!, { p: 0.4, generator: new Generator(3) }), x(1, 3, 4)],
  clone: [(a) => a!.clone(), x(1, 2, 3)],
  contiguous: [(a) => a!.T.contiguous(), x(1, 2, 3)],
  // The sample of a class is a clone.
  Tensor: [(a) => a!.clone(), x(1, 2, 3)],
  to: [(a) => a!.to("float64").square(), x(1, 2, 3)],
  view: [(a) => a!.view([3, 2]), x(1, 2, 3)],
  "linalg.det": [(a) => linalg.det(regular(a!)), x(1, 3, 3)],
  "linalg.inv": [(a) => linalg.inv(regular(a!)), x(1, 3, 3)],
  "linalg.solve": [(a, b) => linalg.solve(regular(a!), b!), x(1, 3, 3), x(2, 3, 2)],
  "linalg.solve, a vector": [(a, b) => linalg.solve(regular(a!), b!), x(1, 3, 3), x(2, 3)],
  "linalg.norm": [(a) => linalg.norm(a!).add(linalg.norm(a!, 3)), x(1, 3, 3)],
  "linalg.norm, nuc": [(a) => linalg.norm(a!, "nuc"), x(1, 3, 4)],
  "linalg.norm, spectral": [(a) => linalg.norm(a!, "spectral"), x(1, 4, 3)],
  "linalg.svd": [(a) => parts(linalg.svd(a!)), x(1, 3, 3)],
  "linalg.svd, tall": [(a) => parts(linalg.svd(a!)), x(2, 5, 3)],
  "linalg.svd, wide": [(a) => parts(linalg.svd(a!)), x(3, 3, 5)],
  "linalg.qr": [(a) => parts(linalg.qr(regular(a!))), x(1, 3, 3)],
  "linalg.qr, tall": [(a) => parts(linalg.qr(a!)), x(2, 5, 3)],
  "linalg.qr, wide": [(a) => parts(linalg.qr(a!)), x(3, 3, 5)],
  noGrad: [(a) => engine.enableGrad(() => a!.mul(2)), x(1, 3)],
  scope: [(a) => engine.scope(() => a!.mul(2)), x(1, 3)],
  enableGrad: [(a) => engine.enableGrad(() => a!.mul(2)), x(1, 3)],
  parametersToVector: [(a, b) => nn.utils.parametersToVector([a!, b!]), x(1, 2, 3), x(2, 3)],
};

test.each(Object.entries(others))("gradcheck %s", (_, [operation, ...inputs]) => {
  expect(autograd.gradcheck((...given: Tensor[]) => operation(...given), inputs)).toBe(true);
});

test.each(["linalg.det", "linalg.inv", "linalg.solve", "linalg.svd, tall", "linalg.qr, tall", "linalg.qr, wide"])(
  "gradients of gradients of %s",
  (name) => {
    const [operation, ...inputs] = others[name]!;
    const once = (...given: Tensor[]): Tensor => {
      const leaves = given.map((each) => (each.requiresGrad ? each : each.detach().requiresGrad_()));
      const grads = autograd.grad(
        operation(...leaves)
          .square()
          .sum(),
        leaves,
        { createGraph: true },
      );
      return grads.map((g) => g.square().sum()).reduce((a, b) => a.add(b));
    };
    expect(autograd.gradcheck(once, inputs)).toBe(true);
  },
);

test("every differentiable operation has been checked", () => {
  const recorded = ["functions", "losses"].flatMap((file) => casesOf(file).filter(isSmooth));
  const checked = new Set([...recorded.map(({ name }) => name), ...Object.keys(others)]);
  const names = functionSamples.flatMap(({ name, call, make }) => (isDifferentiable(call, make) ? [name] : []));
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !checked.has(name) && !checked.has(bare(name)))).toEqual([]);
});

const bare = (name: string): string => name.replace(/^(?:new |Tensor|nn\.functional|nn\.utils)\.?/, "");

/** Whether gradients flow from the result of a call to its float arguments. */
function isDifferentiable(call: (...args: never[]) => unknown, make: () => readonly unknown[]): boolean {
  const wanting = (value: unknown): unknown =>
    value instanceof Tensor && value.dtype.startsWith("float") ? value.detach().requiresGrad_() : value;
  try {
    const result = call(...(make().map(wanting) as never[]));
    const results = result instanceof Tensor ? [result] : Object.values(Object(result));
    return results.some((each) => each instanceof Tensor && !each.isLeaf);
  } catch (error) {
    // In place, or a step that copies its arguments: refused where gradients are wanted.
    if (error instanceof engine.GradientError || error instanceof engine.CaptureError) return false;
    throw error;
  }
}
