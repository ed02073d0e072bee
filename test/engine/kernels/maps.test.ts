import { expect, test } from "vitest";
import { type BinaryName, type UnaryName, binary, unary } from "../../../engine/kernels/maps.ts";
import { type SlopedName, slopedVia } from "../../../engine/kernels/slopes.ts";
import { features } from "../../../engine/wasm/features.ts";
import { kernelsOf } from "../../../engine/wasm/module.ts";
import { binaryFunctions, erf, plainBinary, plainUnary, unaryFunctions } from "../../../engine/reference/maps.ts";
import { largestDifference, noise, numbers } from "./numbers.ts";

/** In units of the last place of a float32 number near the exact result; 0 when both are the same special value. */
function units(ours: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(ours, rounded) || (ours === 0 && rounded === 0)) return 0;
  if (!Number.isFinite(rounded) || !Number.isFinite(ours)) return Infinity;
  const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(exact)))) - 23);
  return Math.abs(ours - exact) / unit;
}

/** Largest error of a function over [from, to], in units of the last place, and absolute. */
function worst(name: UnaryName, from: number, to: number, count = 200_003) {
  const x = numbers(count, (i) => from + ((to - from) * i) / (count - 1));
  const y = numbers(count);
  unary[name](x.at, y.at, count);
  const [xs, ys] = [x.get(), y.get()];
  let [relative, absolute, at] = [0, 0, 0];
  for (let i = 0; i < count; i += 1) {
    const exact = unaryFunctions[name](xs[i]);
    const error = units(ys[i], exact);
    if (error > relative) [relative, at] = [error, xs[i]];
    if (Number.isFinite(exact)) absolute = Math.max(absolute, Math.abs(ys[i] - exact));
  }
  return { relative, absolute, at };
}

test("the reference's erf agrees with tabulated values", () => {
  expect(erf(0.5)).toBeCloseTo(0.520_499_877_813_046_5, 15);
  expect(erf(1)).toBeCloseTo(0.842_700_792_949_714_9, 15);
  expect(erf(-3)).toBeCloseTo(-0.999_977_909_503_001_4, 15);
});

test("exp is within 2 units in the last place, over- and underflow included", () => {
  expect(worst("exp", -104, 89).relative).toBeLessThan(2);
  expect(worst("exp", -1, 1).relative).toBeLessThan(2);
});

test("log is within 2 units in the last place, subnormal numbers included", () => {
  expect(worst("log", 1e-3, 4).relative).toBeLessThan(2);
  expect(worst("log", 4, 1e30).relative).toBeLessThan(2);
  expect(worst("log", 1e-44, 1e-37).relative).toBeLessThan(2);
});

test("tanh and sigmoid keep their stated relative errors, near 0 and far from it", () => {
  for (const [from, to] of [
    [-20, 20],
    [-1, 1],
    [-1e-3, 1e-3],
  ] as const) {
    expect(worst("tanh", from, to).relative).toBeLessThan(8);
  }
  expect(worst("sigmoid", -87, 30).relative).toBeLessThan(4);
});

test("erf and gelu keep their stated absolute errors", () => {
  expect(worst("erf", -6, 6).absolute).toBeLessThan(4e-7);
  expect(worst("gelu", -10, 10).absolute).toBeLessThan(2e-6);
});

test("special values go through as IEEE 754 has them", () => {
  const x = numbers(5).set([NaN, Infinity, -Infinity, 0, -0]);
  const y = numbers(5);
  const of = (name: UnaryName) => {
    unary[name](x.at, y.at, 5);
    return [...y.get()];
  };
  expect(of("exp")).toEqual([NaN, Infinity, 0, 1, 1]);
  expect(of("log")).toEqual([NaN, Infinity, NaN, -Infinity, -Infinity]);
  expect(of("tanh")).toEqual([NaN, 1, -1, 0, -0]);
  expect(of("sigmoid")).toEqual([NaN, 1, 0, 0.5, 0.5]);
  expect(of("erf")).toEqual([NaN, 1, -1, 0, -0]);
  expect(of("relu")).toEqual([NaN, Infinity, 0, 0, -0]);
});

test.each(Object.keys(unaryFunctions) as UnaryName[])("%s agrees with its float64 twin for every length", (name) => {
  for (let count = 1; count < 40; count += 1) {
    const x = noise(count, count, 3);
    if (name === "log" || name.endsWith("sqrt")) x.set(x.get().map(Math.abs));
    const [ours, exact] = [numbers(count), numbers(count)];
    unary[name](x.at, ours.at, count);
    plainUnary(name)(x.at, exact.at, count);
    expect(largestDifference(ours.get(), exact.get()), `${count} numbers`).toBeLessThan(2e-6);
    expect(ours.intact(), `${count} numbers`).toBe(true);
  }
});

test.each(Object.keys(binaryFunctions) as BinaryName[])("%s agrees with its float64 twin, broadcast or not", (name) => {
  for (const [rows, columns] of [
    [1, 1],
    [1, 19],
    [5, 3],
    [3, 4],
    [7, 21],
    [2, 64],
  ]) {
    for (const form of ["vectors", "scalarA", "scalarB"] as const) {
      for (const same of [false, true]) {
        const [a, b] = [noise(rows * columns, 1, 2), noise(rows * columns, 2, 2)];
        const aRow = form === "scalarA" ? 4 : columns * 4;
        const bRow = same ? 0 : form === "scalarB" ? 4 : columns * 4;
        const [ours, exact] = [numbers(rows * columns), numbers(rows * columns)];
        binary[name][form](a.at, aRow, b.at, bRow, ours.at, rows, columns);
        plainBinary(name)[form](a.at, aRow, b.at, bRow, exact.at, rows, columns);
        const where = `${form} ${rows}×${columns}${same ? ", b the same for all rows" : ""}`;
        expect(largestDifference(ours.get(), exact.get()), where).toBeLessThan(2e-6);
        expect(ours.intact(), where).toBe(true);
      }
    }
  }
});

test.skipIf(!features().simd).each(["silu", "gelu", "geluTanh"] as const satisfies SlopedName[])(
  "%s and its slope at once are the function and the gradient by themselves, to the last bit",
  (name) => {
    for (const count of [1, 2, 3, 4, 7, 64, 1001]) {
      const x = noise(count, count, 6);
      const [value, slope, alone, gradient] = Array.from({ length: 4 }, () => numbers(count));
      slopedVia(name, kernelsOf)(x.at, value!.at, slope!.at, count);
      unary[name](x.at, alone!.at, count);
      const one = numbers(count, () => 1);
      binary[`${name}Grad`].vectors(one.at, 0, x.at, 0, gradient!.at, 1, count);
      expect(value!.get(), `${count} numbers`).toEqual(alone!.get());
      expect(slope!.get(), `${count} slopes`).toEqual(gradient!.get());
      expect(value!.intact() && slope!.intact(), `${count} numbers`).toBe(true);
    }
  },
);
