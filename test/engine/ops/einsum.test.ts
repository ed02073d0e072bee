import { expect, test } from "vitest";
import { einsum, zeros } from "../../../engine/index.ts";
import { expectParity, fixtureOf, numbers, type Recorded } from "../nn/parity.ts";

interface Case extends Recorded {
  readonly equation: string;
  readonly shapes: readonly (readonly number[])[];
  readonly shape: readonly number[];
}

test.each(fixtureOf<Case>("einsum"))("$equation of $shapes is PyTorch's, with gradients", (c) => {
  const operands = c.shapes.map((shape, i) => numbers(i + 1, shape).requiresGrad_());
  const y = einsum(c.equation, ...operands);
  expect(y.shape).toEqual(c.shape);
  expectParity(c, { y }, Object.fromEntries(operands.entries()));
});

test.each<[string, () => unknown, RegExp]>([
  ["signs that are no letters", () => einsum("i+j->i", zeros([2, 2])), /cannot read "i\+j->i"/],
  ["two arrows", () => einsum("i->i->i", zeros([2])), /cannot read/],
  ["too few tensors", () => einsum("ij,jk->ik", zeros([2, 2])), /1 tensors for the 2/],
  ["letters for other axes", () => einsum("ijk->i", zeros([2, 2])), /names 3 axes of operand 0, which has 2/],
  ["sizes that differ", () => einsum("ij,jk->ik", zeros([2, 3]), zeros([4, 2])), /axis j is 3 long in one place and 4/],
  ["a result that no operand has", () => einsum("ij->k", zeros([2, 2])), /result names k/],
  ["a result that repeats", () => einsum("ij->ii", zeros([2, 2])), /result names i twice/],
  ["dots for fewer axes than letters", () => einsum("...ijk->i", zeros([2, 2])), /names 3 axes/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
