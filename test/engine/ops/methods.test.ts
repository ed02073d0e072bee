// Methods hand on what they are given: as many operands as there are, and in the words of an error none more or less.
import { expect, test } from "vitest";
import { tensor } from "../../../engine/index.ts";

const x = tensor([
  [
    [1, 2],
    [3, 4],
  ],
]);
const loose = x as unknown as Record<string, (...operands: unknown[]) => unknown>;

test("from no operand to any number of them", () => {
  expect(x.at().toArray()).toEqual(x.toArray());
  expect(x.at(0).toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(x.at(0, 1).toArray()).toEqual([3, 4]);
  expect(x.at(0, 1, 0).item()).toBe(3);
  expect(x.at(null, 0, 1, 0).toArray()).toEqual([3]);
});

test.each<[string, readonly unknown[], string]>([
  ["permute", [], "nothing"],
  ["permute", [null], "null"],
  ["permute", [null, undefined], "null, nothing"],
  ["permute", [null, 1], "null, a number (1)"],
  ["expand", [5, 6, 7, 8], "a number (5), a number (6), a number (7), a number (8)"],
])("%s(%j): the error lists what was given", (name, operands, words) => {
  expect(() => loose[name]!(...operands)).toThrow(`${name}() cannot work with what it was given: ${words}.`);
});
