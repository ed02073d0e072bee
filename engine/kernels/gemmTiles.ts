// The innermost piece of a matrix product: a tile of C, `rows` × `4 · vectors` numbers that stay in registers while the
// loop runs over k. Per step of k one row of B is loaded as vectors, one number of each row of A is spread over a
// vector, and every pair is multiplied and added. Knows neither how matrices are cut into columns nor who calls.
import type { Callable, Code, Variable } from "../wasm/code.ts";
import type { Module } from "../wasm/module.ts";
import { type Value, i32, v128 } from "../wasm/values.ts";
import type { Madd } from "./arithmetic.ts";

interface TileShape {
  readonly rows: number;
  readonly vectors: number;
  /** A's numbers follow each other down a column (Aᵀ is stored) instead of along a row. */
  readonly transposedA: boolean;
  /** B is packed: its rows follow each other without gaps. */
  readonly packedB: boolean;
}

const floatBytes = 4;
const vectorBytes = 16;

/** C = D + A · B for one tile. `…Row` is the distance in bytes of neighbouring rows; of A's columns when transposed. */
const tileParams = {
  a: "i32",
  aRow: "i32",
  b: "i32",
  bRow: "i32",
  d: "i32",
  dRow: "i32",
  c: "i32",
  cRow: "i32",
  k: "i32",
} as const;

/** Rows of the highest tile: its 12 sums, two parts of B's row and a number of A fill the registers, but for one. */
const height = 6;
/** A strip of A is two such tiles, one above the other. */
export const stripRows = 2 * height;

/**
 * A column of tiles: `m` rows, `width` columns. Takes a tile's parameters, `m`, and how far apart in A strips of two tiles
 * start, which matters only where A is transposed.
 */
export function defineColumn(module: Module, width: number, transposedA: boolean, madd: Madd, packedB = false): Tile {
  const tiles = Array.from({ length: height }, (_, i) => {
    return defineTile(module, { rows: i + 1, vectors: width / 4, transposedA, packedB }, madd);
  });
  const columnParams = { ...tileParams, m: "i32", aStrip: "i32" } as const;
  return module.define(`column${width}${transposedA ? "t" : ""}${packedB ? "p" : ""}`, columnParams, (code, p) => {
    const strip = code.let(p.a);
    const a = code.declare("i32");
    const d = code.let(p.d);
    const c = code.let(p.c);
    const tile = (rows: number) => {
      code.call(tiles[rows - 1]!, a, p.aRow, p.b, p.bRow, d, p.dRow, c, p.cRow, p.k);
      code.add(a, transposedA ? rows * floatBytes : i32.mul(p.aRow, i32.const(rows)));
      code.add(d, i32.mul(p.dRow, i32.const(rows)));
      code.add(c, i32.mul(p.cRow, i32.const(rows)));
    };
    const left = code.let(p.m);
    if (transposedA) {
      code.repeat(i32.divU(p.m, i32.const(stripRows)), () => {
        code.set(a, strip);
        tile(height);
        tile(height);
        code.add(strip, p.aStrip);
        code.add(left, -stripRows);
      });
    }
    code.set(a, strip);
    // What is left, or all where strips lie without gaps: tiles of about the same height, since low ones leave the
    // multiply-adds waiting. Each height is called from one place, which keeps the function small enough for V8 to do its best.
    const parts = code.let(i32.divU(i32.add(left, i32.const(height - 1)), i32.const(height)));
    code.when(parts, () => {
      const low = code.let(i32.divU(left, parts));
      const higher = code.let(i32.sub(left, i32.mul(low, parts)));
      const rows = code.declare("i32");
      code.repeat(parts, () => {
        code.set(rows, i32.add(low, i32.gtS(higher, i32.const(0))));
        code.add(higher, -1);
        for (let each = height; each > 0; each -= 1) code.when(i32.eq(rows, i32.const(each)), () => tile(each));
      });
    });
  });
}

type Tile = Callable<readonly "i32"[], "none">;

function defineTile(module: Module, shape: TileShape, madd: Madd): Tile {
  const { rows, vectors, transposedA, packedB } = shape;
  const name = `tile${rows}x${4 * vectors}${transposedA ? "t" : ""}${packedB ? "p" : ""}`;
  return module.define(name, tileParams, (code, p) => {
    const sums = grid(rows, vectors, (r, v) => ({ r, v, sum: code.declare("v128") }));
    const d = code.let(p.d);
    for (let r = 0; r < rows; r += 1) {
      for (const { v, sum } of sums[r]!) code.set(sum, v128.load(d, v * vectorBytes));
      if (r < rows - 1) code.add(d, p.dRow);
    }

    const b = code.let(p.b);
    const aRows = transposedA ? [code.let(p.a)] : rowPointers(code, p.a, p.aRow, rows);
    const bVectors = Array.from({ length: vectors }, () => code.declare("v128"));
    const spread = code.declare("v128");
    const step = (q: number) => {
      const offset = packedB ? q * vectors * vectorBytes : 0;
      bVectors.forEach((vector, v) => code.set(vector, v128.load(b, offset + v * vectorBytes)));
      if (!packedB) code.add(b, p.bRow);
      for (let r = 0; r < rows; r += 1) {
        const at = transposedA
          ? v128.load32Splat(aRows[0]!, r * floatBytes)
          : v128.load32Splat(aRows[r]!, q * floatBytes);
        code.set(spread, at);
        for (const { v, sum } of sums[r]!) code.set(sum, madd(spread, bVectors[v]!, sum));
      }
      if (transposedA) code.add(aRows[0]!, p.aRow);
    };
    const advance = (steps: number) => {
      if (packedB) code.add(b, steps * vectors * vectorBytes);
      if (!transposedA) for (const pointer of aRows) code.add(pointer, steps * floatBytes);
    };
    // Of a packed B eight steps are read at fixed places; else more than four make only the code longer, and its compilation.
    const unroll = packedB ? 8 : 4;
    code.repeat(i32.shrU(p.k, i32.const(Math.log2(unroll))), () => {
      for (let q = 0; q < unroll; q += 1) step(q);
      advance(unroll);
    });
    code.repeat(i32.and(p.k, i32.const(unroll - 1)), () => {
      step(0);
      advance(1);
    });

    const c = code.let(p.c);
    for (let r = 0; r < rows; r += 1) {
      for (const { v, sum } of sums[r]!) code.do(v128.store(c, sum, v * vectorBytes));
      if (r < rows - 1) code.add(c, p.cRow);
    }
  });
}

function rowPointers(code: Code, first: Value<"i32">, step: Value<"i32">, count: number): Variable<"i32">[] {
  const pointers = [code.let(first)];
  while (pointers.length < count) pointers.push(code.let(i32.add(pointers.at(-1)!, step)));
  return pointers;
}

function grid<T>(rows: number, columns: number, make: (row: number, column: number) => T): T[][] {
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => make(r, c)));
}
