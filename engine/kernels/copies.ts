// Moving rows of float32 numbers: between strided matrices, out of a table by row number, and added back into one.
// Additions happen in the order of the indices, so results do not depend on anything else.
import { plainCopies } from "../reference/copies.ts";
import type { Code, Variable } from "../wasm/code.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { f32x4, i32, v128 } from "../wasm/values.ts";
import { floatBytes, storeVectors, transposed, vectorBytes } from "./lanes.ts";

export interface Copies {
  /** Copies rows; `…Row` is the distance in bytes of neighbouring ones. */
  copyRows(x: number, xRow: number, out: number, outRow: number, rows: number, columns: number): void;
  /** Writes zeros, of which bits float32 and int32 make the same: three times as fast as `fill` on shared memory. */
  zeroRows(out: number, outRow: number, rows: number, columns: number): void;
  /** out[c, r] = x[r, c] */
  transpose(x: number, xRow: number, out: number, outRow: number, rows: number, columns: number): void;
  /** out[r] = table[indices[r]] */
  gatherRows(table: number, indices: number, out: number, rows: number, columns: number): void;
  /** table[indices[r]] += x[r] */
  scatterAddRows(x: number, indices: number, table: number, rows: number, columns: number): void;
}

/** The copies, compiled on the first call. Indices are 32-bit integers, and must be within the table: unchecked. */
export function copies(): Copies {
  return features().simd ? (kernelsOf("copies", write) as unknown as Copies) : plainCopies;
}

/** [rows, columns, width] → [columns, rows, width]: batch-first to time-major, and back. */
export function swapLeading(x: number, out: number, rows: number, columns: number, width: number): void {
  const bytes = width * floatBytes;
  for (let r = 0; r < rows; r += 1) {
    copies().copyRows(x + r * columns * bytes, bytes, out + r * bytes, rows * bytes, columns, width);
  }
}

function write(): Module {
  const module = new Module();
  const copyParams = { x: "i32", xRow: "i32", out: "i32", outRow: "i32", rows: "i32", columns: "i32" } as const;
  module.define("copyRows", copyParams, (code, p) => {
    const [from, to] = [code.declare("i32"), code.declare("i32")];
    code.repeat(p.rows, () => {
      code.set(from, p.x);
      code.set(to, p.out);
      storeVectors(code, p.columns, [from, to], 4, (offset) => [[to, code.let(v128.load(from, offset))]]);
      code.add(p.x, p.xRow);
      code.add(p.out, p.outRow);
    });
  });

  module.define("zeroRows", { out: "i32", outRow: "i32", rows: "i32", columns: "i32" }, (code, p) => {
    const to = code.declare("i32");
    const zero = code.let(f32x4.const(0));
    code.repeat(p.rows, () => {
      code.set(to, p.out);
      storeVectors(code, p.columns, [to], 4, () => [[to, zero]]);
      code.add(p.out, p.outRow);
    });
  });

  module.define("transpose", copyParams, (code, p) => {
    const [from, to] = [code.declare("i32"), code.declare("i32")];
    const fourOutRows = code.let(i32.shl(p.outRow, i32.const(2)));
    /** Rows from `p.x` on, `count` of them, become columns from `p.out` on: in squares, then number by number. */
    const turn = (count: 1 | 4) => {
      code.set(from, p.x);
      code.set(to, p.out);
      if (count === 4) {
        code.repeat(i32.shrU(p.columns, i32.const(2)), () => {
          const pointers = [code.let(from)];
          while (pointers.length < 4) pointers.push(code.let(i32.add(pointers.at(-1)!, p.xRow)));
          const square = pointers.map((pointer) => code.let(v128.load(pointer)));
          const at = code.let(to);
          for (const column of transposed(code, square)) {
            code.do(v128.store(at, column));
            code.add(at, p.outRow);
          }
          code.add(from, vectorBytes);
          code.add(to, fourOutRows);
        });
      }
      const left = count === 4 ? i32.and(p.columns, i32.const(3)) : p.columns;
      code.repeat(left, () => {
        const at = code.let(from);
        for (let r = 0; r < count; r += 1) {
          code.do(i32.store(to, i32.load(at), r * floatBytes));
          if (r < count - 1) code.add(at, p.xRow);
        }
        code.add(from, floatBytes);
        code.add(to, p.outRow);
      });
      code.add(p.x, i32.mul(p.xRow, i32.const(count)));
      code.add(p.out, count * floatBytes);
    };
    code.repeat(i32.shrU(p.rows, i32.const(2)), () => turn(4));
    code.repeat(i32.and(p.rows, i32.const(3)), () => turn(1));
  });

  const indexed = { indices: "i32", rows: "i32", columns: "i32" } as const;
  /** For each index, `body` with the pointers to that row of the table and to the next row of the list. */
  const forEachIndex = (
    code: Code,
    p: Readonly<Record<keyof typeof indexed, Variable<"i32">>>,
    table: Variable<"i32">,
    list: Variable<"i32">,
    body: (entry: Variable<"i32">, row: Variable<"i32">) => void,
  ) => {
    const rowBytes = code.let(i32.shl(p.columns, i32.const(2)));
    const [entry, row] = [code.declare("i32"), code.declare("i32")];
    code.repeat(p.rows, () => {
      code.set(entry, i32.add(table, i32.mul(i32.load(p.indices), rowBytes)));
      code.set(row, list);
      body(entry, row);
      code.add(list, rowBytes);
      code.add(p.indices, floatBytes);
    });
  };
  module.define("gatherRows", { table: "i32", indices: "i32", out: "i32", rows: "i32", columns: "i32" }, (code, p) => {
    forEachIndex(code, p, p.table, p.out, (entry, row) => {
      storeVectors(code, p.columns, [entry, row], 4, (offset) => [[row, code.let(v128.load(entry, offset))]]);
    });
  });
  module.define(
    "scatterAddRows",
    { x: "i32", indices: "i32", table: "i32", rows: "i32", columns: "i32" },
    (code, p) => {
      forEachIndex(code, p, p.table, p.x, (entry, row) => {
        storeVectors(code, p.columns, [entry, row], 4, (offset) => {
          return [[entry, code.let(f32x4.add(v128.load(entry, offset), v128.load(row, offset)))]];
        });
      });
    },
  );
  return module;
}
