// The node tests of ONNX 1.23 for the operators that the engine has, through an adapter of these tests.
import { expect, test } from "vitest";
import { Tensor } from "../../../engine/index.ts";
import { layers } from "./layers.ts";
import { moves } from "./moves.ts";
import { Attributes, type NodeCase, nodeCases, real, tensorOf } from "./node.ts";
import { operators } from "./operators.ts";
import { reasonFor } from "./notPassing.ts";

function run({ op, attributes, inputs, outputs, asked }: NodeCase): void {
  const given = (layers[op] ?? moves[op] ?? operators[op])!(
    inputs.map((input) => (input ? tensorOf(input) : undefined)) as Tensor[],
    new Attributes(attributes),
    asked.length,
  );
  const made = (given instanceof Tensor ? [given] : given).filter((_, i) => asked[i]);
  outputs.forEach(({ shape, data }, i) => {
    expect(made[i]!.shape).toEqual(shape);
    Array.from(made[i]!.data, Number).forEach((value, at) => {
      const wanted = real(data[at]!);
      if (Object.is(value, wanted) || value === wanted) return;
      // As ONNX compares: a thousandth of the number.
      expect(Math.abs(value - wanted), `output ${i}, number ${at}: ${value}, not ${wanted}`).toBeLessThanOrEqual(
        1e-3 * Math.abs(wanted) + 1e-6,
      );
    });
  });
}

const cases = nodeCases();

test.each(cases.filter(({ name }) => !reasonFor(name)))("$name", (each) => run(each));

test("the cases that do not pass are those that are listed, each with its reason", () => {
  const listed = cases.filter(({ name }) => reasonFor(name));
  const passing = listed.filter((each) => {
    try {
      run(each);
      return true;
    } catch {
      return false;
    }
  });
  expect(passing.map(({ name }) => name)).toEqual([]);
  console.log(`ONNX: ${cases.length - listed.length} of ${cases.length} node tests pass`);
});
