// Which matrix product this machine is best served by: chosen once, on the first call, because choosing compiles and
// measures. The numbers are the same, so nothing depends on the choice but time.
import { reserveScratch } from "../memory/scratch.ts";
import { features } from "../wasm/features.ts";
import type { kernelsOf } from "../wasm/module.ts";
import { bestMadd } from "./arithmetic.ts";
import { gemmWith, plainProduct, type Product } from "./gemmBlocks.ts";

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
  chosen ??= fasterWidth();
  return chosen;
}

/**
 * Wide tiles keep 16 vectors of sums: twice as fast where the JavaScript engine joins vectors in pairs, much slower
 * where it does not, since 16 registers are then too few. The difference is large enough for a short race to show it.
 */
function fasterWidth(): 8 | 16 {
  // Whole strips of tiles of both heights: one tile of each has to be compiled, no others.
  const [rows, size] = [24, 64];
  const at = reserveScratch(3 * size * size * 4, "choosing tiles");
  const bytes = size * size * 4;
  const row = size * 4;
  const racers = ([8, 16] as const).map((width) => ({
    width,
    product: gemmWith(width, bestMadd()).multiply,
    best: Infinity,
  }));
  for (let round = 0; round < 8; round += 1) {
    for (const racer of racers) {
      const start = clock.now();
      racer.product(at, row, false, at + bytes, row, false, at + 2 * bytes, row, rows, size, size);
      racer.best = Math.min(racer.best, clock.now() - start);
    }
  }
  const [narrow, wide] = racers;
  const clearlyFaster = 1.25;
  return narrow.best > clearlyFaster * wide.best ? 16 : 8;
}
