// A row times a matrix for each place of a batch: the numbers of single products, however the matrices lie.
import { expect, test } from "vitest";
import { gemm } from "../../../engine/kernels/gemm.ts";
import { rowProducts } from "../../../engine/kernels/rowProducts.ts";
import { randn, type Tensor } from "../../../engine/index.ts";
import { features } from "../../../engine/wasm/features.ts";
import { largestDifference, noise, numbers } from "./numbers.ts";

test.skipIf(!features().simd).each([
  [1, 1, 1],
  [3, 5, 2],
  [2, 32, 7],
  [4, 47, 9],
  [5, 128, 20],
  [2, 3, 0],
])("%i products of a row of %i results over %i numbers", (count, n, k) => {
  const [a, b] = [noise(count * k, 1), noise(count * k * n, 2)];
  for (const transposed of [false, true]) {
    const [ours, theirs] = [numbers(count * n), numbers(count * n)];
    const bRow = (transposed ? k : n) * 4;
    const product = rowProducts()[transposed ? "transposed" : "byRows"];
    product(a.at, k * 4, b.at, k * n * 4, bRow, ours.at, count, n, k);
    for (let i = 0; i < count; i += 1) {
      const [aAt, bAt, cAt] = [a.at + i * k * 4, b.at + i * k * n * 4, theirs.at + i * n * 4];
      gemm(aAt, k * 4, false, bAt, bRow, transposed, cAt, n * 4, 1, n, k);
    }
    expect(ours.intact()).toBe(true);
    if (transposed) expect(largestDifference(ours.get(), theirs.get())).toBeLessThan(2e-6);
    // Read as it lies, every number is the same chain of multiply-adds.
    else expect(ours.get()).toEqual(theirs.get());
  }
});

test("matmul of rows with views, with one matrix for all and with one row for all is the products of the places", () => {
  const row = randn([4, 1, 6]);
  const stretched: [string, Tensor, Tensor][] = [
    ["as they lie", row, randn([4, 6, 5])],
    ["transposed", row, randn([4, 5, 6]).transpose()],
    ["every second", row, randn([4, 6, 10]).at("...", [undefined, undefined, 2])],
    ["a row from a column", randn([4, 6, 1]).transpose(), randn([4, 6, 5])],
    ["one row for all", randn([1, 1, 6]), randn([4, 6, 5])],
    ["the batch turned", row, randn([6, 4, 5]).transpose(0, 1)],
  ];
  for (const [what, a, b] of stretched) {
    const all = a.matmul(b);
    expect(all.shape, what).toEqual([4, 1, 5]);
    for (let i = 0; i < 4; i += 1) {
      const left = a.select(0, a.shape[0] === 1 ? 0 : i);
      const exact = left.to("float64").matmul(b.select(0, i).to("float64"));
      expect(all.select(0, i).to("float64").allclose(exact, { atol: 1e-5 }), `${what}, ${i}`).toBe(true);
    }
  }
});
