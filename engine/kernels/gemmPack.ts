// Packing: copies the part of B that one column of tiles needs into a stretch of its own, one row of `width` numbers per
// step of k; and of a transposed A the parts that strips of tiles need. The tiles then read them in order, without cache
// and address-translation misses; a transposed B becomes readable as vectors at all.
import type { Callable } from "../wasm/code.ts";
import type { Module } from "../wasm/module.ts";
import { i32, v128 } from "../wasm/values.ts";
import { storePart, transposed, vectorBytes } from "./lanes.ts";

/** `b` is the part's first number, `columns` how many columns of it exist; what `out` gets beyond is arbitrary. */
const packParams = { b: "i32", bRow: "i32", columns: "i32", k: "i32", out: "i32" } as const;

type Pack = Callable<readonly "i32"[], "none">;

/** B's rows follow each other: copies `width` numbers of each. */
export function definePackRows(module: Module, width: number): Pack {
  return module.define("packRows", packParams, (code, p) => {
    const from = code.let(p.b);
    const to = code.let(p.out);
    code.repeat(p.k, () => {
      for (let v = 0; v < width / 4; v += 1) {
        code.do(v128.store(to, v128.load(from, v * vectorBytes), v * vectorBytes));
      }
      code.add(from, p.bRow);
      code.add(to, width * 4);
    });
  });
}

/**
 * B is stored transposed, its columns follow each other: turns squares of 4 × 4 around. Works in whole squares, so it
 * writes up to three rows more than `k`; where columns are missing it repeats the last one.
 */
export function definePackColumns(module: Module, width: number): Pack {
  return module.define("packColumns", packParams, (code, p) => {
    const squares = code.let(i32.shrU(i32.add(p.k, i32.const(3)), i32.const(2)));
    const last = code.let(i32.add(p.b, i32.mul(p.bRow, i32.sub(p.columns, i32.const(1)))));
    const next = code.let(p.b);
    const columns = Array.from({ length: 4 }, () => code.declare("i32"));
    const to = code.declare("i32");
    for (let group = 0; group < width; group += 4) {
      for (const column of columns) {
        code.set(column, next);
        code.when(i32.ne(next, last), () => code.add(next, p.bRow));
      }
      code.set(to, i32.add(p.out, i32.const(group * 4)));
      code.repeat(squares, () => {
        const rows = transposed(
          code,
          columns.map((column) => code.let(v128.load(column))),
        );
        rows.forEach((row, r) => code.do(v128.store(to, row, r * width * 4)));
        for (const column of columns) code.add(column, vectorBytes);
        code.add(to, 4 * width * 4);
      });
    }
  });
}

/** A is stored transposed: copies for each strip of `stripRows` rows that many numbers of every step of k. */
export function definePackStrips(module: Module, stripRows: number): Pack {
  const params = { a: "i32", aRow: "i32", rows: "i32", k: "i32", out: "i32" } as const;
  return module.define("packStrips", params, (code, p) => {
    const stripBytes = code.let(i32.mul(p.k, i32.const(stripRows * 4)));
    const [first, from, to] = [code.let(p.a), code.declare("i32"), code.let(p.out)];
    const ends = Array.from({ length: 4 }, () => code.declare("i32"));
    const copy = (strips: number) => {
      code.set(from, first);
      for (let s = 0; s < strips; s += 1) {
        code.set(ends[s]!, to);
        code.add(to, stripBytes);
      }
      code.repeat(p.k, () => {
        for (let s = 0; s < strips; s += 1) {
          for (let at = 0; at < stripRows * 4; at += vectorBytes) {
            code.do(v128.store(ends[s]!, v128.load(from, s * stripRows * 4 + at), at));
          }
          code.add(ends[s]!, stripRows * 4);
        }
        code.add(from, p.aRow);
      });
      code.add(first, strips * stripRows * 4);
    };
    // Four strips at once: they share lines of the cache.
    const strips = code.let(i32.divU(i32.add(p.rows, i32.const(stripRows - 1)), i32.const(stripRows)));
    code.repeat(i32.shrU(strips, i32.const(2)), () => copy(4));
    code.repeat(i32.and(strips, i32.const(3)), () => copy(1));
  });
}

/** Takes the last columns of C, 1 to 15 of them, out of whole tiles of 16: copies that many numbers of each row. */
export function defineCopyColumns(module: Module): Pack {
  const params = { edge: "i32", c: "i32", cRow: "i32", rows: "i32", columns: "i32" } as const;
  return module.define("copyColumns", params, (code, p) => {
    const whole = code.let(i32.and(p.columns, i32.const(-4)));
    const left = code.let(i32.and(p.columns, i32.const(3)));
    const [from, to] = [code.declare("i32"), code.declare("i32")];
    code.repeat(p.rows, () => {
      code.set(from, p.edge);
      code.set(to, p.c);
      code.repeat(i32.shrU(whole, i32.const(2)), () => {
        code.do(v128.store(to, v128.load(from)));
        code.add(from, vectorBytes);
        code.add(to, vectorBytes);
      });
      code.when(left, () => storePart(code, to, code.let(v128.load(from)), left));
      code.add(p.edge, edgeRowBytes);
      code.add(p.c, p.cRow);
    });
  });
}

const edgeRowBytes = 64;
