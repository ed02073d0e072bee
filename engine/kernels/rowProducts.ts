// A row times a matrix for each place of a batch, c = a · B, all in one call: what attention does for one query. As single
// products these are so small that calling the tiled kernel takes longer than the arithmetic.
// B as it lies is read row by row, every number of c one chain of multiply-adds over k, as in the tiled product. Of a B
// that is stored transposed each row meets `a` in four lanes, which are summed in the end.
import type { Code, Variable } from "../wasm/code.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { f32, f32x4, i32, v128 } from "../wasm/values.ts";
import { bestMadd } from "./arithmetic.ts";
import { floatBytes, storePart, vectorBytes } from "./lanes.ts";
import { RowPasses } from "./rows.ts";

/**
 * c [count, n] = a [count, k] · B [count, k, n], or B stored as [count, n, k]. Addresses; `…Step` is the distance in bytes
 * from one place of the batch to the next, `bRow` that of B's stored rows. The result has no gaps. Needs vectors.
 */
export type RowProducts = (
  a: number,
  aStep: number,
  b: number,
  bStep: number,
  bRow: number,
  c: number,
  count: number,
  n: number,
  k: number,
) => void;

export interface RowProductKernels {
  readonly byRows: RowProducts;
  readonly transposed: RowProducts;
}

/** The kernels, compiled on the first call. */
export function rowProducts(): RowProductKernels {
  return kernelsOf("row products", write) as unknown as RowProductKernels;
}

const params = {
  a: "i32",
  aStep: "i32",
  b: "i32",
  bStep: "i32",
  bRow: "i32",
  c: "i32",
  count: "i32",
  n: "i32",
  k: "i32",
} as const;

type Params = Record<keyof typeof params, Variable<"i32">>;

function write(): Module {
  const module = new Module();
  module.define("byRows", params, (code, p) => eachPlace(code, p, () => columns(code, p)));
  module.define("transposed", params, (code, p) => eachPlace(code, p, () => dots(code, p)));
  return module;
}

function eachPlace(code: Code, p: Params, body: () => void): void {
  code.repeat(p.count, () => {
    body();
    code.add(p.a, p.aStep);
    code.add(p.b, p.bStep);
  });
}

/** Eight vectors of c at a time stay in registers while the loop runs down B, then single ones. */
function columns(code: Code, p: Params): void {
  const madd = bestMadd();
  const [first, a, b] = [code.let(p.b), code.declare("i32"), code.declare("i32")];
  const sums = Array.from({ length: 8 }, () => code.declare("v128"));
  const spread = code.declare("v128");
  const sumDown = (vectors: number) => {
    code.set(a, p.a);
    code.set(b, first);
    for (const sum of sums.slice(0, vectors)) code.set(sum, f32x4.const(0));
    code.repeat(p.k, () => {
      code.set(spread, v128.load32Splat(a));
      for (let v = 0; v < vectors; v += 1) {
        code.set(sums[v]!, madd(spread, v128.load(b, v * vectorBytes), sums[v]!));
      }
      code.add(a, floatBytes);
      code.add(b, p.bRow);
    });
  };
  const whole = (vectors: number) => {
    sumDown(vectors);
    for (let v = 0; v < vectors; v += 1) code.do(v128.store(p.c, sums[v]!, v * vectorBytes));
    code.add(p.c, vectors * vectorBytes);
    code.add(first, vectors * vectorBytes);
  };
  code.repeat(i32.shrU(p.n, i32.const(5)), () => whole(8));
  code.repeat(i32.and(i32.shrU(p.n, i32.const(2)), i32.const(7)), () => whole(1));
  const left = code.let(i32.and(p.n, i32.const(3)));
  code.when(left, () => {
    sumDown(1);
    storePart(code, p.c, sums[0]!, left);
    code.add(p.c, i32.shl(left, i32.const(2)));
  });
}

/** Each stored row of B with `a`. */
function dots(code: Code, p: Params): void {
  const b = code.let(p.b);
  const row = new RowPasses({ code, madd: bestMadd() }, [p.a, b]);
  code.repeat(p.n, () => {
    const sum = row.sum(p.k, (offset) => f32x4.mul(v128.load(p.a, offset), v128.load(b, offset)));
    code.do(f32.store(p.c, sum));
    code.add(p.c, floatBytes);
    code.add(b, p.bRow);
  });
}
