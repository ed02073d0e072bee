// The products of attention for several heads in one call: as single products they are so small that calling the tiled
// kernel, and packing for it, takes a third of their time. And where query i sees keys 0 … i only, the half of the
// scores that nobody sees is neither computed nor read. Every number is the chain of multiply-adds of any other product.
import type { Callable, Code, Variable } from "../wasm/code.ts";
import { features } from "../wasm/features.ts";
import { Module, type kernelsOf } from "../wasm/module.ts";
import { type Value, f32x4, i32, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { definePackColumns } from "./gemmPack.ts";
import { defineColumn, stripRows } from "./gemmTiles.ts";
import { floatBytes, vectorBytes } from "./lanes.ts";
import { reserveScratch } from "../memory/scratch.ts";

/**
 * C [m, n] = A · B over k for each of `heads` heads. Addresses; `…Head` and `…Row` are the distances in bytes of
 * neighbouring heads and stored rows. `causal` 1: only what a query may see of the keys is computed or read.
 */
export type HeadProduct = (
  a: number,
  aHead: number,
  aRow: number,
  b: number,
  bHead: number,
  bRow: number,
  c: number,
  cHead: number,
  cRow: number,
  heads: number,
  m: number,
  n: number,
  k: number,
  causal: 0 | 1,
) => void;

export interface HeadProducts {
  /** A [queries, k], B stored as [keys, k]: scores. Those that are not seen keep what was there before. */
  readonly scores: HeadProduct;
  /** A [queries, keys], B [keys, n]: weighted means. A's numbers that are not seen must be 0. */
  readonly means: HeadProduct;
  /** A stored as [queries, keys], B [queries, n], C [keys, n]: gradients of what was weighted. Zeros as for `means`. */
  readonly turned: HeadProduct;
}

/** Columns of B stay in the first-level cache while they are no longer than this. */
const longest = 384;

/** Whether the kernels can do it: whole vectors in every row, nothing that has to be cut into blocks. */
export function fitsHeads(queries: number, keys: number, width: number, valueWidth: number): boolean {
  const whole = (keys | width | valueWidth) % 4 === 0;
  return features().simd && whole && Math.max(queries, keys, width, valueWidth) <= longest;
}

/** The products with the kernels that `via` gives, and working memory of their own. Needs vectors. */
export function headProductsVia(via: typeof kernelsOf): HeadProducts {
  const room = reserveScratch(tileRowBytes * (longest + 1), "attention");
  const form = (name: keyof typeof bodies): HeadProduct => {
    return (a, aHead, aRow, b, bHead, bRow, c, cHead, cRow, heads, m, n, k, causal) => {
      const made = via(keyOf(name, n), () => write(name, n));
      made.product!(a, aHead, aRow, b, bHead, bRow, c, cHead, cRow, heads, m, n, k, causal, room);
    };
  };
  return { scores: form("scores"), means: form("means"), turned: form("turned") };
}

/** Columns of C that one tile has. */
const tileColumns = 16;
const tileRowBytes = tileColumns * floatBytes;

type Name = keyof typeof bodies;
const keys = new Map<string, string>();

/** A module has the tiles that it needs: those of whole columns, and those of the columns that are left. */
function keyOf(name: Name, n: number): string {
  const tiles = n >= tileColumns ? tileColumns : 0;
  const short = `${name}${tiles + (n % tileColumns) * 32}`;
  let key = keys.get(short);
  if (key === undefined) keys.set(short, (key = `heads ${name} ${tiles} ${n % tileColumns}`));
  return key;
}

const params = {
  a: "i32",
  aHead: "i32",
  aRow: "i32",
  b: "i32",
  bHead: "i32",
  bRow: "i32",
  c: "i32",
  cHead: "i32",
  cRow: "i32",
  heads: "i32",
  m: "i32",
  n: "i32",
  k: "i32",
  causal: "i32",
  room: "i32",
} as const;

type Params = Record<keyof typeof params, Variable<"i32">>;
type Column = Callable<readonly "i32"[], "none">;

function write(name: Name, n: number): Module {
  const module = new Module();
  const turned = name === "turned";
  const widths = [...(n >= tileColumns ? [tileColumns] : []), ...(n % tileColumns === 0 ? [] : [n % tileColumns])];
  const columns = widths.map((width) => ({ width, column: defineColumn(module, width, turned, bestMadd()) }));
  const pack = name === "scores" ? definePackColumns(module, tileColumns) : undefined;
  module.define("product", params, (code, p) => {
    // What a product starts from lies at the start of the working memory.
    for (let at = 0; at < tileRowBytes; at += vectorBytes) code.do(v128.store(p.room, f32x4.const(0), at));
    const packed = code.let(i32.add(p.room, i32.const(tileRowBytes)));
    code.repeat(p.heads, () => {
      const j = code.let(i32.const(0));
      for (const { width, column } of columns) {
        const count = width === tileColumns ? i32.shrU(p.n, i32.const(4)) : i32.const(1);
        code.repeat(count, () => {
          bodies[name](code, p, { j, width, column, pack, packed });
          code.add(j, width);
        });
      }
      code.add(p.a, p.aHead);
      code.add(p.b, p.bHead);
      code.add(p.c, p.cHead);
    });
  });
  return module;
}

/** A column of tiles: which it is, and what computes it. */
interface Part {
  readonly j: Variable<"i32">;
  readonly width: number;
  readonly column: Column;
  readonly pack: Column | undefined;
  readonly packed: Variable<"i32">;
}

const bodies = {
  /** Queries before the first key of the column see none of it. */
  scores(code: Code, p: Params, { j, width, column, pack, packed }: Part): void {
    const from = code.let(i32.const(0));
    code.when(p.causal, () => code.set(from, smaller(code, j, p.m)));
    code.call(pack!, i32.add(p.b, i32.mul(j, p.bRow)), p.bRow, i32.const(width), p.k, packed);
    const c = i32.add(i32.add(p.c, i32.mul(from, p.cRow)), bytes(j));
    const a = i32.add(p.a, i32.mul(from, p.aRow));
    const bRow = i32.const(tileRowBytes);
    const rows = i32.sub(p.m, from);
    code.call(column, a, p.aRow, packed, bRow, p.room, i32.const(0), c, p.cRow, p.k, rows, stripOf(p.aRow));
  },

  /** Of a strip's queries the last one sees the most keys. */
  means(code: Code, p: Params, part: Part): void {
    inStrips(code, p, part, (i, rows) => {
      const steps = code.let(p.k);
      code.when(p.causal, () => code.set(steps, smaller(code, code.let(i32.add(i, rows)), p.k)));
      return { a: i32.add(p.a, i32.mul(i, p.aRow)), b: p.b, steps, strip: stripOf(p.aRow) };
    });
  },

  /** Of a strip's keys the first one is seen by the most queries: by those from its own place on. */
  turned(code: Code, p: Params, part: Part): void {
    inStrips(code, p, part, (i) => {
      const from = code.let(i32.const(0));
      code.when(p.causal, () => code.set(from, smaller(code, i, p.k)));
      const a = i32.add(i32.add(p.a, i32.mul(from, p.aRow)), bytes(i));
      const b = i32.add(p.b, i32.mul(from, p.bRow));
      return { a, b, steps: i32.sub(p.k, from), strip: i32.const(stripRows * floatBytes) };
    });
  },
};

interface Strip {
  readonly a: Value<"i32">;
  readonly b: Value<"i32">;
  readonly steps: Value<"i32">;
  readonly strip: Value<"i32">;
}

/** The column in strips of tiles, each with what it meets; in one piece if all is seen. */
function inStrips(
  code: Code,
  p: Params,
  { j, column }: Part,
  meet: (i: Variable<"i32">, rows: Variable<"i32">) => Strip,
): void {
  const [i, height] = [code.let(i32.const(0)), code.let(p.m)];
  code.when(p.causal, () => code.set(height, i32.const(stripRows)));
  code.while(i32.ltS(i, p.m), () => {
    const rows = code.let(smaller(code, height, code.let(i32.sub(p.m, i))));
    const { a, b, steps, strip } = meet(i, rows);
    const c = i32.add(i32.add(p.c, i32.mul(i, p.cRow)), bytes(j));
    code.call(column, a, p.aRow, i32.add(b, bytes(j)), p.bRow, p.room, i32.const(0), c, p.cRow, steps, rows, strip);
    code.set(i, i32.add(i, height));
  });
}

const bytes = (numbers: Value<"i32">): Value<"i32"> => i32.shl(numbers, i32.const(2));
const stripOf = (row: Value<"i32">): Value<"i32"> => i32.mul(row, i32.const(stripRows));

function smaller(code: Code, a: Variable<"i32">, b: Variable<"i32">): Value<"i32"> {
  const result = code.let(a);
  code.when(i32.gtS(a, b), () => code.set(result, b));
  return result;
}
