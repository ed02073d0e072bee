// Every call of the parity tests as a compiled step: outputs and gradients of the run that captures and of the one that
// repeats are those of the call itself, to the last bit. What cannot be captured is listed.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { autograd, CaptureError, compile, nn, Tensor } from "../../../engine/index.ts";
import { fill, numbers } from "../nn/parity.ts";
import { argumentsOf, call, casesOf } from "./cases.ts";

/** Their work is in plain TypeScript, or the shape of their result depends on numbers. */
const refused = new Set([
  "allclose",
  "bincount",
  "ctcLoss",
  "equal",
  "histc",
  "maskedSelect",
  "nonzero",
  "repeatInterleave",
  "searchsorted",
  "unique",
]);

interface LayerCase {
  readonly name: string;
  readonly args: readonly number[];
  readonly options: object;
  readonly shapes: readonly (readonly number[])[];
}

const bits = (tensors: readonly (Tensor | undefined)[]): unknown =>
  tensors.map((each) => each && [each.shape, each.dtype, [...each.data]]);

function withGradients(outputs: readonly Tensor[], leaves: readonly Tensor[]): (Tensor | undefined)[] {
  const seeds = outputs.filter((output) => output.requiresGrad);
  if (seeds.length === 0) return [...outputs];
  const loss = seeds.map((output, i) => output.mul(numbers(1000 + i, output.shape).to(output.dtype)).sum());
  const total = loss.reduce((a, b) => a.add(b));
  return [...outputs, ...autograd.grad(total, leaves, { allowUnused: true })];
}

function expectSame(capturable: boolean, step: () => (Tensor | undefined)[]): void {
  const compiled = compile(step);
  const wanted = bits(step());
  compiled();
  if (!capturable) {
    expect(() => compiled()).toThrow(CaptureError);
    return;
  }
  expect(bits(compiled()), "captured").toEqual(wanted);
  expect(bits(compiled()), "repeated").toEqual(wanted);
}

describe.each(["losses", "functions"])("%s", (file) => {
  const cases = casesOf(file).map((each, i) => [`${i}: ${each.name} ${JSON.stringify(each.options)}`, each] as const);

  test.each(cases)("%s", (_, recorded) => {
    const given = argumentsOf(recorded, "float32");
    const logits = recorded.name === "ctcLoss" ? (given.args[0] as Tensor).detach().logSoftmax(2) : given.args[0];
    const args = [logits, ...given.args.slice(1)];
    // A number of repeats is known beforehand, a tensor of them is not.
    const known = recorded.name === "repeatInterleave" && typeof args[1] === "number";
    expectSame(known || !refused.has(recorded.name), () =>
      withGradients(call(recorded.name, { ...given, args }), given.leaves),
    );
  });
});

const url = new URL("../../fixtures/parity/modules.json", import.meta.url);
const { cases: layerCases } = JSON.parse(readFileSync(url, "utf8")) as { readonly cases: readonly LayerCase[] };
const layers = nn as unknown as Record<
  string,
  new (...given: unknown[]) => nn.Module & { forward(...x: Tensor[]): unknown }
>;

test.each(layerCases)("$name $options", ({ name, args, options, shapes }) => {
  const layer = fill(new layers[name]!(...args, ...(Object.keys(options).length > 0 ? [options] : []))).eval();
  const inputs = shapes.map((shape, i) => numbers(i + 1, shape).requiresGrad_());
  expectSame(true, () => {
    const given = layer.call(...inputs);
    const output = given instanceof Tensor ? given : (given as nn.AttentionResult).output;
    return withGradients([output], [...inputs, ...layer.parameters()]);
  });
});
