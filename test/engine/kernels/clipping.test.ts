import { expect, test } from "vitest";
import { type Clipping, clipping } from "../../../engine/kernels/clipping.ts";
import { writeList } from "../../../engine/kernels/lists.ts";
import { plainClipping } from "../../../engine/reference/clipping.ts";
import { f32 } from "../../../engine/memory/heap.ts";
import { largestDifference, noise, numbers, type Numbers } from "./numbers.ts";

const kernels = clipping("float32");
const counts = [1, 0, 5, 8, 23, 64, 1027];

const listOf = (...columns: readonly (readonly Numbers[])[]): number =>
  writeList(
    columns[0].length,
    columns.length,
    (row, k) => columns[k][row].at,
    (row) => columns[0][row].length,
  );
const arrays = (scale: number): Numbers[] => counts.map((count, i) => noise(count, 1 + i, scale));

test("sums of squares and largest sizes are those of plain float64 code, whatever lies behind the arrays", () => {
  for (const scale of [1e-20, 1, 1e25]) {
    const list = listOf(arrays(scale));
    const measured = (by: Clipping) => [by.sumOfSquares(list, counts.length), by.largestSize(list, counts.length)];
    const [[squares, largest], [exactSquares, exactLargest]] = [measured(kernels), measured(plainClipping)];
    // Squares of 1e25 and 1e-20 are nothing that float32 could hold.
    expect(squares / exactSquares).toBeCloseTo(1, 12);
    expect(largest).toBe(exactLargest);
  }
});

test("nothing has the size 0; what is infinite or no number shows", () => {
  expect([kernels.sumOfSquares(listOf([numbers(0)]), 1), kernels.largestSize(listOf([numbers(0)]), 1)]).toEqual([0, 0]);
  for (const bad of [Infinity, NaN]) {
    for (const place of [0, 6, 8]) {
      const list = listOf([noise(3, 1), noise(9, 2).set([...Array.from({ length: place }, () => 1), bad])]);
      expect(kernels.sumOfSquares(list, 2)).toBe(bad);
      expect(kernels.largestSize(list, 2)).toBe(bad);
    }
  }
});

test.each([
  ["scale", (by: Clipping, list: number) => by.scale(list, counts.length, 0.3)],
  ["clamp", (by: Clipping, list: number) => by.clamp(list, counts.length, -0.25, 0.5)],
] as const)("%s agrees with its plain twin, to other arrays and to the same ones", (_, act) => {
  const from = arrays(1);
  const before = from.map((each) => each.get());
  const run = (by: Clipping) => {
    const to = counts.map((count) => numbers(count));
    act(by, listOf(from, to));
    expect(to.every((each) => each.intact())).toBe(true);
    return to.map((each) => each.get());
  };
  const [ours, plain] = [run(kernels), run(plainClipping)];
  ours.forEach((array, i) => expect(largestDifference(array, plain[i])).toBeLessThan(1e-7));
  expect(from.map((each) => each.get())).toEqual(before);
  act(kernels, listOf(from, from));
  expect(from.map((each) => each.get())).toEqual(ours);
  expect(from.every((each) => each.intact())).toBe(true);
});

test("cutting off keeps what is no number", () => {
  const x = numbers(5).set([NaN, Infinity, -Infinity, -0.1, 3]);
  kernels.clamp(listOf([x], [x]), 1, -1, 1);
  expect([...x.get()]).toEqual([NaN, 1, -1, Math.fround(-0.1), 1]);
  expect(f32[(x.at >>> 2) + 4]).toBe(1);
});
