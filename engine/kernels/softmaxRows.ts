// Softmax and its relatives over the rows of a matrix of float32 numbers, with their gradients. A row is shifted by its
// maximum first, so nothing overflows.
//   softmax      yᵢ = e^(xᵢ-m) / Σ e^(xⱼ-m)     ∂L/∂xᵢ = yᵢ (gᵢ - Σ gⱼ yⱼ)
//   log-softmax  yᵢ = xᵢ - lse(x)               ∂L/∂xᵢ = gᵢ - e^yᵢ Σ gⱼ
// where lse(x) = m + log Σ e^(xⱼ-m).
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32, f32x4, i32, v128 } from "../wasm/values.ts";
import type { Code, Variable } from "../wasm/code.ts";
import * as plain from "../reference/softmaxRows.ts";
import { bestMadd } from "./arithmetic.ts";
import { constant } from "./constants.ts";
import { expNegative, log } from "./functions.ts";
import { type Lanes, floatBytes, storeVectors } from "./lanes.ts";
import { RowPasses, forEachRow } from "./rows.ts";

type Vector = Value<"v128">;

/**
 * out = softmax(scale · x + mask) for each row of x [rows, columns]. With `step` 1, row r sees only its first
 * `visible + r` numbers and gets 0 for the others; with `step` 0 all rows see `visible`. `mask` 0 means none.
 * `out` may be `x`.
 */
export function softmax(
  x: number,
  out: number,
  rows: number,
  columns: number,
  scale = 1,
  mask = 0,
  maskRow = 0,
  visible: number = columns,
  step: 0 | 1 = 0,
): void {
  if (!features().simd) plain.softmax(x, out, rows, columns, scale, mask, maskRow, visible, step);
  else kernels().softmax(x, mask, maskRow, out, rows, columns, scale, visible, step);
}

/**
 * out = g's pull through softmax: scale · y (g - Σ g y), and 0 for what the row did not see: `visible` and `step` as for
 * `softmax`. `out` may be `g`.
 */
export function softmaxGrad(
  g: number,
  y: number,
  out: number,
  rows: number,
  columns: number,
  scale = 1,
  visible: number = columns,
  step: 0 | 1 = 0,
): void {
  if (!features().simd) plain.softmaxGrad(g, y, out, rows, columns, scale, visible, step);
  else kernels().softmaxGrad(g, y, out, rows, columns, scale, visible, step);
}

/** out = x - lse(x) for each row. `out` may be `x`. */
export function logSoftmax(x: number, out: number, rows: number, columns: number): void {
  if (!features().simd) plain.logSoftmax(x, out, rows, columns);
  else kernels().logSoftmax(x, out, rows, columns);
}

/** out = g - e^y Σ g for each row. `out` may be `g`. */
export function logSoftmaxGrad(g: number, y: number, out: number, rows: number, columns: number): void {
  if (!features().simd) plain.logSoftmaxGrad(g, y, out, rows, columns);
  else kernels().logSoftmaxGrad(g, y, out, rows, columns);
}

/** out[r] = lse of row r. */
export function logSumExp(x: number, out: number, rows: number, columns: number): void {
  if (!features().simd) plain.logSumExp(x, out, rows, columns);
  else kernels().logSumExp(x, out, rows, columns);
}

/** out = weight[r] · (e^(x - lse[r]) - less): the softmax again, from a saved `logSumExp`, with a factor for each row. */
export function expRows(
  x: number,
  lse: number,
  weight: number,
  out: number,
  rows: number,
  columns: number,
  less = 0,
): void {
  if (!features().simd) plain.expRows(x, lse, weight, out, rows, columns, less);
  else kernels().expRows(x, lse, weight, out, rows, columns, less);
}

/** `softmax` and `softmaxGrad` with the kernels that `via` gives. Needs vectors. */
export function softmaxVia(via: typeof kernelsOf): {
  readonly softmax: typeof softmax;
  readonly softmaxGrad: typeof softmaxGrad;
} {
  const made = via("softmax", write);
  return {
    softmax: (x, out, rows, columns, scale = 1, mask = 0, maskRow = 0, visible = columns, step = 0) =>
      void made.softmax(x, mask, maskRow, out, rows, columns, scale, visible, step),
    softmaxGrad: (g, y, out, rows, columns, scale = 1, visible = columns, step = 0) =>
      void made.softmaxGrad(g, y, out, rows, columns, scale, visible, step),
  };
}

function kernels() {
  return kernelsOf("softmax", write);
}

function write(): Module {
  const module = new Module();
  const madd = bestMadd();
  const matrix = { rows: "i32", columns: "i32" } as const;

  module.define(
    "softmax",
    { x: "i32", mask: "i32", maskRow: "i32", out: "i32", ...matrix, scale: "f32", visible: "i32", step: "i32" },
    (code, p) => {
      const lanes = { code, madd };
      const row = new RowPasses(lanes, [p.x, p.mask, p.out]);
      const scale = code.let(f32x4.splat(p.scale));
      const masked = code.let(i32.ne(p.mask, i32.const(0)));
      const rowBytes = code.let(i32.shl(p.columns, i32.const(2)));
      const seen = code.declare("i32");
      code.repeat(p.rows, () => {
        setSeen(code, seen, p);
        const writeRow = (score: (offset: number) => Vector) => {
          const largest = code.let(f32x4.splat(row.max(seen, score)));
          row.store(seen, p.out, (offset) => expNegative(lanes, f32x4.sub(score(offset), largest)), 2);
          // By itself: V8's revectoriser does not join vectors that are stored and summed.
          const sum = row.sum(seen, (offset) => v128.load(p.out, offset));
          const factor = code.let(f32x4.div(constant(lanes, 1), f32x4.splat(sum)));
          row.store(seen, p.out, (offset) => f32x4.mul(v128.load(p.out, offset), factor));
        };
        const scaled = (offset: number) => f32x4.mul(scale, v128.load(p.x, offset));
        code.when(
          masked,
          () => writeRow((offset) => madd(scale, v128.load(p.x, offset), v128.load(p.mask, offset))),
          () => writeRow(scaled),
        );
        code.add(p.out, i32.shl(seen, i32.const(2)));
        fillZeros(code, p.out, code.let(i32.sub(p.columns, seen)));
        code.add(p.x, rowBytes);
        code.add(p.mask, p.maskRow);
        code.add(p.visible, p.step);
      });
    },
  );

  const backward = { g: "i32", y: "i32", out: "i32", ...matrix, scale: "f32", visible: "i32", step: "i32" } as const;
  module.define("softmaxGrad", backward, (code, p) => {
    const row = new RowPasses({ code, madd }, [p.g, p.y, p.out]);
    const scale = code.let(f32x4.splat(p.scale));
    const rowBytes = code.let(i32.shl(p.columns, i32.const(2)));
    const seen = code.declare("i32");
    code.repeat(p.rows, () => {
      setSeen(code, seen, p);
      const sum = row.sum(seen, (offset) => f32x4.mul(v128.load(p.g, offset), v128.load(p.y, offset)));
      const total = code.let(f32x4.splat(sum));
      row.store(seen, p.out, (offset) => {
        const centred = f32x4.sub(v128.load(p.g, offset), total);
        return f32x4.mul(f32x4.mul(scale, v128.load(p.y, offset)), centred);
      });
      code.add(p.out, i32.shl(seen, i32.const(2)));
      fillZeros(code, p.out, code.let(i32.sub(p.columns, seen)));
      code.add(p.g, rowBytes);
      code.add(p.y, rowBytes);
      code.add(p.visible, p.step);
    });
  });

  module.define("logSoftmax", { x: "i32", out: "i32", ...matrix }, (code, p) => {
    const lanes = { code, madd };
    const row = new RowPasses(lanes, [p.x, p.out]);
    forEachRow(code, p, [p.x, p.out], () => {
      const lse = logSumExpOf(lanes, row, p.columns, p.x);
      row.store(p.columns, p.out, (offset) => f32x4.sub(v128.load(p.x, offset), lse));
    });
  });

  module.define("logSoftmaxGrad", { g: "i32", y: "i32", out: "i32", ...matrix }, (code, p) => {
    const lanes = { code, madd };
    const row = new RowPasses(lanes, [p.g, p.y, p.out]);
    forEachRow(code, p, [p.g, p.y, p.out], () => {
      const total = code.let(f32x4.splat(row.sum(p.columns, (offset) => v128.load(p.g, offset))));
      const pull = (offset: number) => {
        const y = expNegative(lanes, v128.load(p.y, offset));
        return f32x4.sub(v128.load(p.g, offset), f32x4.mul(y, total));
      };
      row.store(p.columns, p.out, pull, 2);
    });
  });

  module.define("logSumExp", { x: "i32", out: "i32", ...matrix }, (code, p) => {
    const lanes = { code, madd };
    const row = new RowPasses(lanes, [p.x]);
    forEachRow(code, p, [p.x], () => {
      const lse = logSumExpOf(lanes, row, p.columns, p.x);
      code.do(f32.store(p.out, f32x4.extractLane(lse, 0)));
      code.add(p.out, floatBytes);
    });
  });

  module.define("expRows", { x: "i32", lse: "i32", weight: "i32", out: "i32", ...matrix, less: "f32" }, (code, p) => {
    const lanes = { code, madd };
    const row = new RowPasses(lanes, [p.x, p.out]);
    forEachRow(code, p, [p.x, p.out], () => {
      const lse = code.let(v128.load32Splat(p.lse));
      const weight = code.let(v128.load32Splat(p.weight));
      const less = code.let(f32x4.splat(p.less));
      const scaled = (offset: number) =>
        f32x4.mul(weight, f32x4.sub(expNegative(lanes, f32x4.sub(v128.load(p.x, offset), lse)), less));
      row.store(p.columns, p.out, scaled, 2);
      code.add(p.lse, floatBytes);
      code.add(p.weight, floatBytes);
    });
  });
  return module;
}

/** How many numbers of the row are seen. */
function setSeen(
  code: Code,
  seen: Variable<"i32">,
  { visible, columns }: { readonly visible: Variable<"i32">; readonly columns: Variable<"i32"> },
): void {
  code.set(seen, visible);
  code.when(i32.gtS(seen, columns), () => code.set(seen, columns));
}

/** Zeros for what a row does not see. Moves the pointer on. */
function fillZeros(code: Code, out: Variable<"i32">, count: Variable<"i32">): void {
  const zeros = code.let(f32x4.const(0));
  storeVectors(code, count, [out], 1, () => [[out, zeros]]);
  code.add(out, i32.shl(i32.and(count, i32.const(3)), i32.const(2)));
}

/** m + log Σ e^(x - m) of the row that `row` is at, in all four lanes. */
function logSumExpOf(lanes: Lanes, row: RowPasses, count: Variable<"i32">, x: Variable<"i32">): Variable<"v128"> {
  const { code } = lanes;
  const largest = code.let(f32x4.splat(row.max(count, (offset) => v128.load(x, offset))));
  const sum = row.sum(count, (offset) => expNegative(lanes, f32x4.sub(v128.load(x, offset), largest)), 2);
  return code.let(f32x4.add(largest, log(lanes, f32x4.splat(sum))));
}
