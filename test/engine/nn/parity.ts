// Numbers from a seed as the fixture scripts make them, and the comparison with what PyTorch gave.
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { autograd, type nn, type Tensor, tensor } from "../../../engine/index.ts";

export interface Recorded {
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly grads: Readonly<Record<string, readonly number[]>>;
}

export function fixtureOf<C>(name: string): readonly C[] {
  const url = new URL(`../../fixtures/nn/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { readonly cases: readonly C[] }).cases;
}

/** As in test/fixtures/nn/parity.py. */
export function numbers(seed: number, shape: readonly number[], scale = 1): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  let x = seed;
  const values = Float32Array.from({ length: count }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return ((x >>> 8) / 2 ** 23 - 1) * scale;
  });
  return tensor(values, shape);
}

/** Parameters from seeds 100, 101, … in their order, within ± 1/2. */
export function fill<M extends nn.Module>(module: M): M {
  module.parameters().forEach((parameter, i) => parameter.data.set(numbers(100 + i, parameter.shape, 0.5).data));
  return module;
}

/** Compares outputs, and the gradients of Σ outputs · numbers(1000 + i) for inputs and parameters, relative error 1e-5. */
export function expectParity(
  recorded: Recorded,
  outputs: Readonly<Record<string, Tensor>>,
  inputs: Readonly<Record<string, Tensor>>,
  module?: nn.Module,
): void {
  expect(Object.keys(outputs)).toEqual(Object.keys(recorded.outputs));
  for (const [name, output] of Object.entries(outputs)) expectClose(output, recorded.outputs[name]!, name);
  const loss = Object.values(outputs)
    .map((output, i) => output.mul(numbers(1000 + i, output.shape)).sum())
    .reduce((a, b) => a.add(b));
  const named = { ...inputs, ...Object.fromEntries(module?.namedParameters() ?? []) };
  const wanted = Object.entries(named).filter(([name]) => name in recorded.grads);
  expect(wanted.map(([name]) => name).toSorted()).toEqual(Object.keys(recorded.grads).toSorted());
  const grads = autograd.grad(
    loss,
    wanted.map(([, value]) => value),
  );
  wanted.forEach(([name], i) => expectClose(grads[i]!, recorded.grads[name]!, `gradient of ${name}`));
}

/** Every number within 1e-5 of the expected one, or of the largest: cancellation leaves small ones no digits. */
export function expectClose(actual: Tensor, expected: readonly number[], what: string): void {
  const values = [...actual.data];
  expect(values.length, `${what}: how many`).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = Math.max(0, ...values.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst / scale, `${what}: relative error`).toBeLessThan(1e-5);
}
