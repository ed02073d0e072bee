import { expect, test } from "vitest";
import { copies, swapLeading } from "../../../engine/kernels/copies.ts";
import { plainCopies } from "../../../engine/reference/copies.ts";
import { random } from "../random.ts";
import { integers, noise, numbers } from "./numbers.ts";

test("rows are copied between strides, gathered and added back as by their twins", () => {
  for (const columns of [1, 4, 7, 18]) {
    const [rows, entries] = [9, 5];
    const next = random(columns);
    const indices = integers(Array.from({ length: rows }, () => Math.floor(next() * entries)));
    const [table, list] = [noise(entries * columns, 1), noise(rows * (columns + 3), 2)];
    const results = [copies(), plainCopies].map((kernels) => {
      const copied = numbers(rows * (columns + 2), () => 7);
      const gathered = numbers(rows * columns);
      const added = numbers(entries * columns).set(table.get());
      kernels.copyRows(list.at, 4 * (columns + 3), copied.at, 4 * (columns + 2), rows, columns);
      kernels.gatherRows(table.at, indices, gathered.at, rows, columns);
      kernels.scatterAddRows(list.at, indices, added.at, rows, columns);
      return [copied, gathered, added];
    });
    results[0].forEach((array, i) => {
      expect(array.get(), `array ${i}, ${columns} columns`).toEqual(results[1][i].get());
      expect(array.intact(), `array ${i}, ${columns} columns`).toBe(true);
    });
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
