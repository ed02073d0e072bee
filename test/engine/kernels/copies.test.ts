import { expect, test } from "vitest";
import { copies, swapLeading } from "../../../engine/kernels/copies.ts";
import { copyStrided } from "../../../engine/kernels/stridedCopy.ts";
import { plainCopies } from "../../../engine/reference/copies.ts";
import { random } from "../random.ts";
import { integers, noise, numbers } from "./numbers.ts";

test("rows are copied between strides, cleared, gathered and added back as by their twins", () => {
  for (const columns of [1, 4, 7, 18]) {
    const [rows, entries] = [9, 5];
    const next = random(columns);
    const indices = integers(Array.from({ length: rows }, () => Math.floor(next() * entries)));
    const [table, list] = [noise(entries * columns, 1), noise(rows * (columns + 3), 2)];
    const results = [copies(), plainCopies].map((kernels) => {
      const copied = numbers(rows * (columns + 2), () => 7);
      const turned = numbers(columns * (rows + 3), () => 7);
      kernels.transpose(list.at, 4 * (columns + 3), turned.at, 4 * (rows + 3), rows, columns);
      const gathered = numbers(rows * columns);
      const added = numbers(entries * columns).set(table.get());
      kernels.copyRows(list.at, 4 * (columns + 3), copied.at, 4 * (columns + 2), rows, columns);
      kernels.gatherRows(table.at, indices, gathered.at, rows, columns);
      kernels.scatterAddRows(list.at, indices, added.at, rows, columns);
      const cleared = numbers(rows * (columns + 2), () => 7);
      kernels.zeroRows(cleared.at, 4 * (columns + 2), rows, columns);
      return [copied, turned, gathered, added, cleared];
    });
    results[0].forEach((array, i) => {
      expect(array.get(), `array ${i}, ${columns} columns`).toEqual(results[1][i].get());
      expect(array.intact(), `array ${i}, ${columns} columns`).toBe(true);
    });
  }
});

test("any strided view is copied in row-major order", () => {
  const [a, b, c, d] = [3, 5, 6, 9];
  const x = noise(a * b * c * d, 1);
  const own = [b * c * d, c * d, d, 1];
  const cases = [
    { shape: [a, b, c, d], axes: [0, 1, 2, 3] },
    { shape: [a, c, b, d], axes: [0, 2, 1, 3] },
    { shape: [a, b, d, c], axes: [0, 1, 3, 2] },
    { shape: [d, c, b, a], axes: [3, 2, 1, 0] },
    { shape: [c, d, a, b], axes: [2, 3, 0, 1] },
    { shape: [d, a, b], axes: [3, 0, 1] },
  ];
  for (const { shape, axes } of cases) {
    const strides = axes.map((axis) => own[axis]);
    check(shape, strides);
    // Every second number of the last axis, and the first of each repeated.
    check([...shape.slice(0, -1), Math.ceil(shape.at(-1)! / 2)], [...strides.slice(0, -1), 2 * strides.at(-1)!]);
    check([...shape, 4], [...strides, 0]);
    check([2, ...shape], [0, ...strides]);
  }
  check([], []);
  check([0, 3], [3, 1]);

  function check(shape: number[], strides: number[]) {
    const count = shape.reduce((product, size) => product * size, 1);
    const out = numbers(count);
    copyStrided(x.at, shape, strides, out.at);
    const values = x.get();
    const expected = Array.from({ length: count }, (_, i) => {
      let [rest, at] = [i, 0];
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
        at += (rest % shape[axis]) * strides[axis];
        rest = Math.floor(rest / shape[axis]);
      }
      return values[at];
    });
    const where = `[${shape.join(", ")}] by [${strides.join(", ")}]`;
    expect(Array.from(out.get()), where).toEqual(expected);
    expect(out.intact(), where).toBe(true);
  }
});

test("leading axes swap, and swap back", () => {
  const x = noise(4 * 3 * 5, 1);
  const [swapped, back] = [numbers(60), numbers(60)];
  swapLeading(x.at, swapped.at, 4, 3, 5);
  swapLeading(swapped.at, back.at, 3, 4, 5);
  // [1, 2] of the one is [2, 1] of the other.
  expect(swapped.get().slice((2 * 4 + 1) * 5, (2 * 4 + 2) * 5)).toEqual(
    x.get().slice((1 * 3 + 2) * 5, (1 * 3 + 3) * 5),
  );
  expect(back.get()).toEqual(x.get());
});
