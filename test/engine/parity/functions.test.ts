// Functions and losses against PyTorch, number for number: outputs and gradients of all arguments, to 1e-5 in float32 and
// 1e-10 in float64, and the gradients against finite differences.
import { describe, expect, test } from "vitest";
import { autograd, nn, Tensor } from "../../../engine/index.ts";
import { numbers } from "../nn/parity.ts";
import { argumentsOf, call, type Case, casesOf, expectNear, isSmooth } from "./cases.ts";

/** What PyTorch was called with, where it is not the function alone. */
function prepared(name: string, args: unknown[]): unknown[] {
  return name === "ctcLoss" ? [(args[0] as Tensor).logSoftmax(2), ...args.slice(1)] : args;
}

/** Functions whose constants PyTorch keeps in float32, whatever the dtype. */
const coarse = new Set(["hardsigmoid", "celu"]);

function outputsOf({ name }: Case, given: ReturnType<typeof argumentsOf>): Tensor[] {
  return call(name, { ...given, args: prepared(name, given.args) });
}

const isFloat = ({ dtype }: Tensor): boolean => dtype === "float32" || dtype === "float64";

/** One number in which every output counts, as in the script. */
function weighed(outputs: readonly Tensor[]): Tensor {
  return outputs
    .filter((output) => output.requiresGrad)
    .map((output, i) => output.mul(numbers(1000 + i, output.shape).to(output.dtype)).sum())
    .reduce((a, b) => a.add(b));
}

describe.each(["losses", "functions"])("%s", (file) => {
  const cases = casesOf(file).map((each, i) => [`${i}: ${each.name} ${JSON.stringify(each.options)}`, each] as const);

  test.each(cases)("%s", (_, recorded) => {
    for (const dtype of ["float32", "float64"] as const) {
      const tolerance = dtype === "float32" ? 1e-5 : coarse.has(recorded.name) ? 1e-7 : 1e-10;
      const given = argumentsOf(recorded, dtype);
      const outputs = outputsOf(recorded, given);
      expect(outputs.map(({ shape }) => shape)).toEqual(recorded.outputs.map(({ shape }) => shape));
      expect(outputs.map((output) => (isFloat(output) ? undefined : output.dtype))).toEqual(
        recorded.outputs.map((output) => output.dtype),
      );
      outputs.forEach((output, i) => expectNear(output, recorded.outputs[i]!.data, tolerance, `${dtype}, output ${i}`));
      if (!recorded.grads) continue;
      const loss = weighed(outputs);
      const grads = autograd.grad(loss, given.leaves, { allowUnused: true }) as (Tensor | undefined)[];
      recorded.grads.forEach((wanted, i) => {
        if (wanted) expectNear(grads[i]!, wanted, tolerance, `${dtype}, gradient ${i}`);
        // PyTorch has no gradient where ours may be 0 everywhere.
        else expect(Array.from(grads[i]?.data ?? []).filter((value) => value !== 0)).toEqual([]);
      });
    }
  });

  test.each(cases.filter(([, recorded]) => isSmooth(recorded)))("gradcheck %s", (_, recorded) => {
    const given = argumentsOf(recorded, "float64");
    const f = (...leaves: Tensor[]): Tensor => {
      const swap = new Map(given.leaves.map((leaf, i) => [leaf, leaves[i]!]));
      const replaced = (x: unknown): unknown =>
        Array.isArray(x) ? x.map(replaced) : x instanceof Tensor ? (swap.get(x) ?? x) : x;
      const options = Object.fromEntries(Object.entries(given.options).map(([key, x]) => [key, replaced(x)]));
      return weighed(outputsOf(recorded, { ...given, args: given.args.map(replaced), options }));
    };
    const leaves = given.leaves.map((leaf) => leaf.detach());
    expect(autograd.gradcheck(f, leaves)).toBe(true);
  });
});

describe("every operation is compared", () => {
  const compared = new Set(["losses", "functions"].flatMap((file) => casesOf(file).map(({ name }) => name)));
  /** Compared elsewhere: by fixtures of their own in test/engine, or because there is nothing to compare. */
  const elsewhere = new Set(
    [
      // The tensor itself, and its place in the graph.
      "constructor numel requiresGrad_ item toArray detach registerHook dispose toString backward clone to contiguous",
      // In place: each is the function of its name.
      "copy_ fill_ zero_ add_ sub_ mul_ div_",
      // `reshape`.
      "view",
      // PyTorch has none; test/engine/nn.
      "additiveScores attend rotary sinusoidalPositions dropout",
    ].flatMap((names) => names.split(" ")),
  );

  test("of tensors", () => {
    const methods = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => {
      const { value } = Object.getOwnPropertyDescriptor(Tensor.prototype, name)!;
      return typeof value === "function";
    });
    expect(methods.filter((name) => !compared.has(name) && !elsewhere.has(name))).toEqual([]);
  });

  test("of nn.functional", () => {
    expect(Object.keys(nn.functional).filter((name) => !compared.has(name) && !elsewhere.has(name))).toEqual([]);
  });
});
