// Matrix products in blocks that stay in cache: packs B where that pays, and has WebAssembly walk the tiles.
// Every number of C is one chain of multiply-adds over k, in order, whatever the tiles and however C is cut into parts:
// the same result to the last bit. Blocking after Goto & van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication" (2008), but A is packed only when it is transposed: else its rows are read in order anyway.
import { f32 } from "../memory/heap.ts";
import { reserveScratch } from "../memory/scratch.ts";
import { gemm as plainGemm } from "../reference/gemm.ts";
import { type Kernel, Module, kernelsOf } from "../wasm/module.ts";
import type { Madd } from "./arithmetic.ts";
import { defineCopyColumns, definePackColumns, definePackRows, definePackStrips } from "./gemmPack.ts";
import { defineColumn, stripRows } from "./gemmTiles.ts";
import { lazily } from "./lazily.ts";

/**
 * C [m, n] = D + A [m, k] · B [k, n]. Addresses; `…Row` is the distance in bytes of neighbouring stored rows, within
 * which numbers are neighbours. A transposed A is stored [k, m], a transposed B [n, k].
 * D's number for row i and column j is at `d + i · dRow + j · dColumn`: a bias row has `dRow` 0, `d = c` accumulates,
 * `d` 0 means zeros. C overlaps neither A nor B.
 */
export type Gemm = (
  a: number,
  aRow: number,
  transposedA: boolean,
  b: number,
  bRow: number,
  transposedB: boolean,
  c: number,
  cRow: number,
  m: number,
  n: number,
  k: number,
  d?: number,
  dRow?: number,
  dColumn?: 0 | 4,
) => void;

export function packedBytes(n: number, k: number): number {
  return wholeTiles(n) * wholeSquares(k) * floatBytes;
}

/** A product whose B was packed before, for a B that many products share. */
export type GemmPacked = (
  a: number,
  aRow: number,
  transposedA: boolean,
  b: number,
  c: number,
  cRow: number,
  m: number,
  n: number,
  k: number,
  d?: number,
  dRow?: number,
  dColumn?: 0 | 4,
) => void;

export interface Product {
  readonly multiply: Gemm;
  readonly multiplyPacked: GemmPacked;
  pack(b: number, bRow: number, transposedB: boolean, n: number, k: number, out: number): void;
}

const wholeTiles = (n: number) => (n + 15) & ~15;
const wholeSquares = (k: number) => (k + 3) & ~3;

/** Rows in a block: A's block stays in the second-level cache. Whole strips of tiles. */
const blockRows = 264;
/** Steps of k in a block: a packed column of B (24 KiB) stays in the first-level cache. */
const blockSteps = 384;
/** Fewer rows than this do not repay copying a B that can be read in place. */
const rowsWorthPacking = 16;
/** A block of B that spans no more is read in place, from the second-level cache: for 32 rows copying costs 13 %. */
const nearBytes = 2 ** 19;
/** So many rows of A repay copying any B: a packed column stays in the first-level cache, and its tiles need no stride. */
const rowsAlwaysWorthPacking = 256;
/** A transposed A is read from a copy in the order of use if more than so many columns of tiles use it … */
const columnsWorthPacking = 3;
/** … and its block spans more than this: less stays in the second-level cache as it lies. */
const farBytes = 2 ** 19;
/** So many columns of tiles of B can be kept packed. */
const columnsAtOnce = 16;
const floatBytes = 4;
const tileRowBytes = 64;

/**
 * The product with tiles of at most `width` columns and six rows: 16 where the JavaScript engine joins vectors in pairs, else 8.
 * `via` gives the kernels that it calls. Each has working memory of its own.
 */
export function gemmWith(width: 8 | 16, madd: Madd, via: typeof kernelsOf = kernelsOf): Product {
  // Each kernel is a module of its own, written when it is first needed: a program's first product waits for few of them.
  const kernel = (name: string, write: (module: Module) => unknown): Kernel => {
    const written = (): Module => {
      const module = new Module();
      write(module);
      return module;
    };
    return via(`gemm${width}${madd.name} ${name}`, written)[name]!;
  };
  const kernels = lazily(["packRows", "packColumns", "packStrips", "copyColumns"] as const, (name) =>
    kernel(name, (module) => {
      if (name === "packRows") definePackRows(module, width);
      else if (name === "packColumns") definePackColumns(module, width);
      else if (name === "packStrips") definePackStrips(module, stripRows);
      else defineCopyColumns(module);
    }),
  );
  /** Columns of 4, 8 and 16 numbers, then the same of a transposed A, then both of a packed B. */
  const columnKernels: (Kernel | undefined)[] = [];
  const columnOf = (left: number, transposedA: boolean, packedB: boolean): Kernel => {
    const size = left > 8 ? 2 : left > 4 ? 1 : 0;
    const at = (transposedA ? size + 3 : size) + (packedB ? 6 : 0);
    const numbers = 4 * 2 ** size;
    return (columnKernels[at] ??= kernel(`column${numbers}${transposedA ? "t" : ""}${packedB ? "p" : ""}`, (module) => {
      return defineColumn(module, numbers, transposedA, madd, packedB);
    }));
  };
  // Packing works in squares of four steps, so there are up to three to spare.
  const packed = reserveScratch((blockSteps + 3) * tileRowBytes * columnsAtOnce, "matrix products");
  const packedA = reserveScratch(blockRows * blockSteps * floatBytes, "matrix products");
  const edge = reserveScratch(blockRows * tileRowBytes, "matrix products");
  const zeros = reserveScratch(tileRowBytes, "matrix products");
  // The memory may have been a tensor's before.
  f32.fill(0, zeros >>> 2, (zeros + tileRowBytes) >>> 2);

  const packColumn = (b: number, bRow: number, transposedB: boolean, columns: number, steps: number, out: number) => {
    if (transposedB) kernels.packColumns(b, bRow, columns, steps, out);
    else kernels.packRows(b, bRow, columns, steps, out);
  };
  /** Where a packed matrix keeps the column of tiles that starts at (k0, j): block by block, in each column by column. */
  const columnAt = (b: number, n: number, k0: number, j: number, steps: number) =>
    b + (k0 * wholeTiles(n) + j * wholeSquares(steps)) * floatBytes;

  const multiply = (
    a: number,
    aRow: number,
    transposedA: boolean,
    b: number,
    bRow: number,
    transposedB: boolean,
    packedB: boolean,
    c: number,
    cRow: number,
    m: number,
    n: number,
    k: number,
    d: number,
    dRow: number,
    dColumn: number,
  ): void => {
    const steps = stepsPerBlock(k);
    const far = bRow * Math.min(k, steps) > nearBytes;
    const pack = !packedB && (transposedB || m >= (far ? rowsWorthPacking : rowsAlwaysWorthPacking));
    const packA = transposedA && n > columnsWorthPacking * width && aRow * Math.min(k, steps) > farBytes;
    // Several blocks of rows use the same columns of B: they are packed once for all of them, where there is room.
    const packOnce = pack && m > blockRows && n <= columnsAtOnce * width;
    const once = (ks: number, j: number): number => (packOnce ? packed + j * wholeSquares(ks) * floatBytes : packed);
    const wholeColumn = n < width ? undefined : columnOf(width, transposedA, pack || packedB);
    const lastColumn = n % width === 0 ? undefined : columnOf(n % width, transposedA, false);
    let k0 = 0;
    do {
      const ks = Math.min(steps, k - k0);
      for (let i = 0; i < m; i += blockRows) {
        const rows = Math.min(blockRows, m - i);
        let aBlock = transposedA ? a + k0 * aRow + i * floatBytes : a + i * aRow + k0 * floatBytes;
        let aStep = aRow;
        let aStrip = transposedA ? stripRows * floatBytes : stripRows * aRow;
        if (packA) {
          kernels.packStrips(aBlock, aRow, rows, ks, packedA);
          aBlock = packedA;
          aStep = stripRows * floatBytes;
          aStrip = ks * aStep;
        }
        for (let j = 0; j < n; j += width) {
          const left = Math.min(width, n - j);
          let bAt = packedB
            ? columnAt(b, n, k0, j, ks)
            : transposedB
              ? b + j * bRow + k0 * floatBytes
              : b + k0 * bRow + j * floatBytes;
          if (pack) {
            const at = once(ks, j);
            if (i === 0 || !packOnce) packColumn(bAt, bRow, transposedB, left, ks, at);
            bAt = at;
          }
          const bStep = pack || packedB ? width * floatBytes : bRow;
          const cBlock = c + i * cRow + j * floatBytes;
          // After the first block of k, what is there already is what to add to.
          const dBlock = k0 > 0 ? cBlock : d === 0 ? zeros : d + i * dRow + j * dColumn;
          const dStep = k0 > 0 ? cRow : dRow;
          const column = (left === width ? wholeColumn : lastColumn)!;
          if (left === 16 || left === 8 || left === 4) {
            column(aBlock, aStep, bAt, bStep, dBlock, dStep, cBlock, cRow, ks, rows, aStrip);
          } else {
            column(aBlock, aStep, bAt, bStep, dBlock, dStep, edge, tileRowBytes, ks, rows, aStrip);
            kernels.copyColumns(edge, cBlock, cRow, rows, left);
          }
        }
      }
      k0 += steps;
    } while (k0 < k);
  };

  return {
    multiply: (a, aRow, transposedA, b, bRow, transposedB, c, cRow, m, n, k, d = 0, dRow = 0, dColumn = 0) =>
      multiply(a, aRow, transposedA, b, bRow, transposedB, false, c, cRow, m, n, k, d, dRow, dColumn),
    // One block goes straight to its tiles: a recurrent layer's steps have many such products, and they are short.
    multiplyPacked(a, aRow, transposedA, b, c, cRow, m, n, k, d = 0, dRow = 0, dColumn = 0) {
      if (transposedA || m > blockRows || k > blockSteps || n % width > 0)
        return multiply(a, aRow, transposedA, b, 0, false, true, c, cRow, m, n, k, d, dRow, dColumn);
      const column = columnOf(width, false, true);
      const columnBytes = wholeSquares(k) * width * floatBytes;
      const [start, columnStep] = d === 0 ? [zeros, 0] : [d, dColumn];
      for (let j = 0, at = b; j < n; j += width, at += columnBytes)
        column(a, aRow, at, width * floatBytes, start + j * columnStep, dRow, c + j * floatBytes, cRow, k, m, 0);
    },
    pack(b, bRow, transposedB, n, k, out) {
      const steps = stepsPerBlock(k);
      for (let k0 = 0; k0 < k; k0 += steps) {
        const ks = Math.min(steps, k - k0);
        for (let j = 0; j < n; j += width) {
          const from = transposedB ? b + j * bRow + k0 * floatBytes : b + k0 * bRow + j * floatBytes;
          packColumn(from, bRow, transposedB, Math.min(width, n - j), ks, columnAt(out, n, k0, j, ks));
        }
      }
    },
  };
}

/** Blocks of k of nearly equal size, in fours; one block when k is 0, so that C becomes D. */
function stepsPerBlock(k: number): number {
  const blocks = Math.max(1, Math.ceil(k / blockSteps));
  return Math.max(4, wholeSquares(Math.ceil(k / blocks)));
}

/** Without vectors nothing is to be gained by packing: a packed matrix is then a row-major copy. */
export const plainProduct: Product = {
  multiply: plainGemm,
  multiplyPacked: (a, aRow, transposedA, b, c, cRow, m, n, k, d, dRow, dColumn) =>
    plainGemm(a, aRow, transposedA, b, n * floatBytes, false, c, cRow, m, n, k, d, dRow, dColumn),
  pack(b, bRow, transposedB, n, k, out) {
    for (let q = 0; q < k; q += 1) {
      for (let j = 0; j < n; j += 1) {
        const from = transposedB ? b + j * bRow + q * floatBytes : b + q * bRow + j * floatBytes;
        f32[(out >>> 2) + q * n + j] = f32[from >>> 2];
      }
    }
  },
};
