// Which matrix product this machine is best served by: chosen once, on the first call, because choosing compiles and
// measures. The numbers are the same, so nothing depends on the choice but time.
import { f32 } from "../memory/heap.ts";
import { reserveScratch } from "../memory/scratch.ts";
import { features } from "../wasm/features.ts";
import type { kernelsOf } from "../wasm/module.ts";
import { bestMadd } from "./arithmetic.ts";
import { type Gemm, gemmWith, plainProduct, type Product } from "./gemmBlocks.ts";

/** Asked for at the start: Node makes it when it is first looked at, and an interrupt then would leave none for ever. */
const clock = globalThis.performance;

let product: Product | undefined;
let chosen: 8 | 16 | undefined;

/** The product, as the thread that asks computes it. */
export function chosenProduct(): Product {
  product ??= features().simd ? gemmWith(chosenWidth(), bestMadd()) : plainProduct;
  return product;
}

/** The same with other kernels, and working memory of its own. Needs vectors. */
export function productVia(via: typeof kernelsOf): Product {
  return gemmWith(chosenWidth(), bestMadd(), via);
}

function chosenWidth(): 8 | 16 {
  chosen ??= fasterWidth(gemmWith(8, bestMadd()).multiply, gemmWith(16, bestMadd()).multiply);
  return chosen;
}

/**
 * Wide tiles keep many vectors of sums: twice as fast where the JavaScript engine joins vectors in pairs, much slower
 * where it does not, since 16 registers are then too few. The difference is large enough for a short race to show it. Both
 * give the same numbers to the last bit; wide ones that do not were joined wrongly, and lose however fast they are.
 */
export function fasterWidth(narrow: Gemm, wide: Gemm, now: () => number = () => clock.now()): 8 | 16 {
  // Whole strips of tiles: one tile of each width has to be compiled, no others.
  const [rows, size] = [24, 64];
  const results = 2 * rows * size;
  const at = reserveScratch((rows * size + size * size + results) * 4, "choosing tiles");
  const [b, c] = [at + rows * size * 4, at + (rows * size + size * size) * 4];
  const first = at >>> 2;
  for (let i = 0; i < rows * size + size * size; i += 1) f32[first + i] = ((i * 29) % 31) / 16 - 1;
  const row = size * 4;
  const racers = [narrow, wide].map((multiply, i) => ({ multiply, out: c + i * rows * row, best: Infinity }));
  for (let round = 0; round < 8; round += 1) {
    for (const racer of racers) {
      const start = now();
      racer.multiply(at, row, false, b, row, false, racer.out, row, rows, size, size);
      racer.best = Math.min(racer.best, now() - start);
    }
  }
  const [own, other] = racers.map(({ out }) => f32.subarray(out >>> 2, (out >>> 2) + rows * size));
  const clearlyFaster = 1.25;
  const same = own!.every((value, i) => value === other![i]);
  return same && racers[0]!.best > clearlyFaster * racers[1]!.best ? 16 : 8;
}
