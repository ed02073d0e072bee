import { expect, test } from "vitest";
import { fusedMadd, plainMadd } from "../../../engine/kernels/arithmetic.ts";
import { gemm, gemmPacked, packMatrix, packedBytes } from "../../../engine/kernels/gemm.ts";
import { type Gemm, gemmWith } from "../../../engine/kernels/gemmBlocks.ts";
import { fasterWidth } from "../../../engine/kernels/gemmChoice.ts";
import { gemm as reference } from "../../../engine/reference/gemm.ts";
import { allocate, release } from "../../../engine/memory/arena.ts";
import { f32 } from "../../../engine/memory/heap.ts";
import { features } from "../../../engine/wasm/features.ts";
import { random } from "../random.ts";
import { largestDifference, noise, numbers } from "./numbers.ts";

const shapes = "1×1×1 4×16×4 3×5×7 5×17×2 8×24×9 33×20×65 16×31×129 7×64×384 300×18×40 20×70×801 40×8×1 535×70×30"
  .split(" ")
  .map((shape) => shape.split("×").map(Number));
/** However many rows are left below the last whole strip of tiles. */
for (let rows = 13; rows <= 24; rows += 1) shapes.push([rows, 16, 5]);
const paths = [
  { name: "8 columns, plain", product: () => gemmWith(8, plainMadd).multiply, here: features().simd },
  { name: "16 columns, plain", product: () => gemmWith(16, plainMadd).multiply, here: features().simd },
  { name: "8 columns, fused", product: () => gemmWith(8, fusedMadd).multiply, here: features().fma },
  { name: "16 columns, fused", product: () => gemmWith(16, fusedMadd).multiply, here: features().fma },
  { name: "as chosen here", product: () => gemm, here: true },
];

for (const { name, product, here } of paths) {
  test.skipIf(!here)(`matrix product (${name}) agrees with the reference for every transposition and size`, () => {
    for (const [m, n, k] of shapes) {
      for (const transposedA of [false, true]) {
        for (const transposedB of [false, true]) {
          const a = noise(m * k, m);
          const b = noise(k * n, n + 1);
          const [ours, exact] = [numbers(m * n), numbers(m * n)];
          const aRow = 4 * (transposedA ? m : k);
          const bRow = 4 * (transposedB ? k : n);
          product()(a.at, aRow, transposedA, b.at, bRow, transposedB, ours.at, 4 * n, m, n, k);
          reference(a.at, aRow, transposedA, b.at, bRow, transposedB, exact.at, 4 * n, m, n, k);
          const where = `${m}×${n}×${k} ${transposedA ? "Aᵀ" : "A"} ${transposedB ? "Bᵀ" : "B"}`;
          expect(largestDifference(ours.get(), exact.get()), where).toBeLessThan(2e-7 * (4 + k));
          expect(ours.intact(), where).toBe(true);
        }
      }
    }
  });
}

test("a bias row, accumulation, row strides and an empty sum are respected", () => {
  const [m, n, k] = [9, 13, 21];
  const [a, b, bias] = [noise(m * (k + 3), 1), noise(k * (n + 5), 2), noise(n, 3)];
  const [ours, exact] = [numbers(m * (n + 2), () => 7), numbers(m * (n + 2), () => 7)];
  const rows = [4 * (k + 3), 4 * (n + 5), 4 * (n + 2)];
  for (const [product, c] of [[gemm, ours] as const, [reference, exact] as const]) {
    product(a.at, rows[0], false, b.at, rows[1], false, c.at, rows[2], m, n, k, bias.at, 0, 4);
    product(a.at, rows[0], false, b.at, rows[1], false, c.at, rows[2], m, n, k, c.at, rows[2], 4);
  }
  expect(largestDifference(ours.get(), exact.get())).toBeLessThan(1e-6);
  // The two numbers between rows of C belong to somebody else.
  expect(ours.get()[n]).toBe(7);
  expect(ours.get()[n + 1]).toBe(7);
  gemm(a.at, rows[0], false, b.at, rows[1], false, ours.at, rows[2], m, n, 0, bias.at, 0, 4);
  expect(ours.get().slice(0, n)).toEqual(bias.get());
});

test.skipIf(!features().simd)("wide and narrow tiles give the same numbers to the last bit", () => {
  const next = random(11);
  for (let trial = 0; trial < 20; trial += 1) {
    const [m, n, k] = [1, 2, 3].map(() => 1 + Math.floor(next() * 90));
    const [a, b] = [noise(m * k, trial), noise(k * n, trial + 100)];
    const [narrow, wide] = [numbers(m * n), numbers(m * n)];
    gemmWith(8, plainMadd).multiply(a.at, 4 * k, false, b.at, 4 * n, false, narrow.at, 4 * n, m, n, k);
    gemmWith(16, plainMadd).multiply(a.at, 4 * k, false, b.at, 4 * n, false, wide.at, 4 * n, m, n, k);
    expect(wide.get(), `trial ${trial}: ${m}×${n}×${k}`).toEqual(narrow.get());
  }
});

test("a product with a packed matrix is the same product, to the last bit", () => {
  for (const [m, n, k] of shapes) {
    for (const transposedB of [false, true]) {
      const [a, b, bias] = [noise(m * k, m), noise(k * n, n + 1), noise(n, 3)];
      const packed = numbers(packedBytes(n, k) / 4);
      const [once, twice] = [numbers(m * n), numbers(m * n)];
      const bRow = 4 * (transposedB ? k : n);
      packMatrix(b.at, bRow, transposedB, n, k, packed.at);
      gemmPacked(a.at, 4 * k, false, packed.at, twice.at, 4 * n, m, n, k, bias.at, 0, 4);
      gemm(a.at, 4 * k, false, b.at, bRow, transposedB, once.at, 4 * n, m, n, k, bias.at, 0, 4);
      expect(twice.get(), `${m}×${n}×${k}, transposed ${transposedB}`).toEqual(once.get());
      expect(packed.intact(), `${m}×${n}×${k}, transposed ${transposedB}`).toBe(true);
    }
  }
});

test.skipIf(!features().simd)("a product made when memory is being used again starts from zeros all the same", () => {
  // Whatever sizes of working memory it asks for, it gets some that were full of sevens.
  const used = Array.from({ length: 20 }, (_, i) => 2 ** i).flatMap((bytes) =>
    [0, 1, 2, 3].map(() => allocate(bytes, "test")),
  );
  used.forEach((storage, i) => {
    const start = storage.pointer >>> 2;
    f32.fill(7, start, start + Math.ceil(2 ** Math.floor(i / 4) / 4));
    release(storage, "by the test");
  });

  const { multiply } = gemmWith(8, plainMadd);
  const [a, b] = [numbers(4, () => 1), numbers(32, () => 1)];
  const ours = numbers(8);
  multiply(a.at, 16, false, b.at, 32, false, ours.at, 32, 1, 8, 4);
  expect([...ours.get()]).toEqual(Array.from({ length: 8 }, () => 4));
});

test("wide tiles are chosen where they are clearly faster, and never where they give other numbers", () => {
  let time = 0;
  const taking =
    (milliseconds: number, after = (_c: number): void => {}): Gemm =>
    (...args) => {
      reference(...args);
      after(args[6]);
      time += milliseconds;
    };
  const wrong = (c: number): void => void (f32[(c >>> 2) + 1000]! += 1e-3);
  const chosen = (narrow: Gemm, wide: Gemm) => fasterWidth(narrow, wide, () => time);
  expect(chosen(taking(2), taking(1))).toBe(16);
  expect(chosen(taking(1), taking(1))).toBe(8);
  expect(chosen(taking(1), taking(2))).toBe(8);
  expect(chosen(taking(2), taking(1, wrong))).toBe(8);
});
