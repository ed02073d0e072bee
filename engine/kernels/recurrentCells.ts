// One time step of recurrent layers on float32 numbers, besides the matrix products: for LSTM and GRU gates, state and output
// in one pass, and the same backwards; for plain RNNs, whose way there is a map like any other, the way back. A row is one sequence of the batch; H is the number of units. Gates lie side by side in a row, in
// PyTorch's order, and are overwritten: forward by their activations, backward by the gradients of their sums.
// Hochreiter & Schmidhuber, "Long Short-Term Memory" (1997); Cho et al., "Learning Phrase Representations …" (2014).
import type { Code, Variable } from "../wasm/code.ts";
import { features } from "../wasm/features.ts";
import { Module, kernelsOf } from "../wasm/module.ts";
import { type Value, f32x4, i32, v128 } from "../wasm/values.ts";
import { plainCells, vanished } from "../reference/recurrentCells.ts";
import { bestMadd } from "./arithmetic.ts";
import { constant } from "./constants.ts";
import { sigmoid, tanh } from "./functions.ts";
import { type Stores, storeVectors } from "./lanes.ts";

/** On the way back gradients of a state below `vanished` count as 0. */
export interface Cells {
  /**
   * gates [rows, 4H] = (i, f, g, o), before activation in and after it out:
   *   c = σ(f) c₋ + σ(i) tanh(g),   h = σ(o) tanh(c)
   * Also writes tanh(c) at `tanhs`.
   */
  lstm(gates: number, cBefore: number, c: number, tanhs: number, h: number, rows: number, units: number): void;
  /**
   * The way back. In: activated gates, and dh + dOut, the gradient of h; dc, that of c. Out: the gradients of the
   * gates' sums in their place, that of c₋ at dc:
   *   dc += dh o (1 - tanh²c);  do = dh tanh(c);  di = dc g;  df = dc c₋;  dg = dc i;  dc₋ = dc f
   */
  lstmGrad(
    gates: number,
    cBefore: number,
    tanhs: number,
    dh: number,
    dOut: number,
    dc: number,
    rows: number,
    units: number,
  ): void;
  /**
   * gates [rows, 3H] = (r, z, n), the input's part in and activations out; `hGates` the state's part:
   *   r = σ(x_r + h_r),   z = σ(x_z + h_z),   n = tanh(x_n + r h_n),   h = n + z (h₋ - n)
   * Also writes h_n at `hNew`.
   */
  gru(gates: number, hGates: number, hBefore: number, hNew: number, h: number, rows: number, units: number): void;
  /**
   * The way back. In: activated gates, h_n at `hNew`, and dh + dOut, the gradient of h. Out: the gradients of the
   * input's parts in the gates' place, those of the state's parts at `dHGates` (which differ in n: times r), and at dh
   * what reaches h₋ directly, dh z.
   */
  gruGrad(
    gates: number,
    hNew: number,
    hBefore: number,
    dh: number,
    dOut: number,
    dHGates: number,
    rows: number,
    units: number,
  ): void;
  /** The way back of h = tanh(sum): sums = (dh + dOut) (1 - h²). */
  tanhGrad(sums: number, h: number, dh: number, dOut: number, rows: number, units: number): void;
  /** That of h = max(sum, 0): sums = dh + dOut where h > 0. */
  reluGrad(sums: number, h: number, dh: number, dOut: number, rows: number, units: number): void;
}

/** The cells, compiled on the first call. */
export function cells(): Cells {
  return features().simd ? cellsVia(kernelsOf) : plainCells;
}

/** The cells with the kernels that `via` gives. Needs vectors. */
export function cellsVia(via: typeof kernelsOf): Cells {
  return via("recurrent cells", write) as unknown as Cells;
}

const { add, sub, mul } = f32x4;
const sizes = { rows: "i32", units: "i32" } as const;

function write(): Module {
  const module = new Module();
  const madd = bestMadd();
  const one = (code: Code) => constant({ code }, 1);

  const lstm = { gates: "i32", cBefore: "i32", c: "i32", tanhs: "i32", h: "i32", ...sizes } as const;
  module.define("lstm", lstm, (code, p) => {
    const lanes = { code, madd };
    rowsOf(code, p, p.gates, 4, [p.cBefore, p.c, p.tanhs, p.h], ([i, f, g, o], offset) => {
      const iNow = sigmoid(lanes, v128.load(i, offset));
      const fNow = sigmoid(lanes, v128.load(f, offset));
      const gNow = tanh(lanes, v128.load(g, offset));
      const oNow = sigmoid(lanes, v128.load(o, offset));
      const c = code.let(madd(fNow, v128.load(p.cBefore, offset), mul(iNow, gNow)));
      const tanhC = tanh(lanes, c);
      const h = code.let(mul(oNow, tanhC));
      return [
        [i, iNow],
        [f, fNow],
        [g, gNow],
        [o, oNow],
        [p.c, c],
        [p.tanhs, tanhC],
        [p.h, h],
      ];
    });
  });

  const lstmGrad = { gates: "i32", cBefore: "i32", tanhs: "i32", dh: "i32", dOut: "i32", dc: "i32", ...sizes } as const;
  module.define("lstmGrad", lstmGrad, (code, p) => {
    rowsOf(code, p, p.gates, 4, [p.cBefore, p.tanhs, p.dh, p.dOut, p.dc], ([i, f, g, o], offset) => {
      const load = (pointer: Value<"i32">) => code.let(v128.load(pointer, offset));
      const [iNow, fNow, gNow, oNow, tanhC] = [load(i), load(f), load(g), load(o), load(p.tanhs)];
      const dh = vanishing(code, add(load(p.dh), load(p.dOut)));
      const dc = vanishing(code, madd(mul(dh, oNow), madd(f32x4.neg(tanhC), tanhC, one(code)), load(p.dc)));
      const throughSigmoid = (d: Value<"v128">, y: Variable<"v128">) => code.let(mul(d, mul(y, sub(one(code), y))));
      return [
        [i, throughSigmoid(mul(dc, gNow), iNow)],
        [f, throughSigmoid(mul(dc, load(p.cBefore)), fNow)],
        [g, code.let(mul(mul(dc, iNow), madd(f32x4.neg(gNow), gNow, one(code))))],
        [o, throughSigmoid(mul(dh, tanhC), oNow)],
        [p.dc, code.let(mul(dc, fNow))],
      ];
    });
  });

  const gru = { gates: "i32", hGates: "i32", hBefore: "i32", hNew: "i32", h: "i32", ...sizes } as const;
  module.define("gru", gru, (code, p) => {
    const lanes = { code, madd };
    const fromH = threeGates(code, p.hGates, p.units);
    rowsOf(
      code,
      p,
      p.gates,
      3,
      [...fromH, p.hBefore, p.hNew, p.h],
      ([r, z, n], offset) => {
        const load = (pointer: Value<"i32">) => v128.load(pointer, offset);
        const rNow = sigmoid(lanes, add(load(r), load(fromH[0])));
        const zNow = sigmoid(lanes, add(load(z), load(fromH[1])));
        const hNew = code.let(load(fromH[2]));
        const nNow = tanh(lanes, madd(rNow, hNew, load(n)));
        const h = code.let(madd(zNow, sub(load(p.hBefore), nNow), nNow));
        return [
          [r, rNow],
          [z, zNow],
          [n, nNow],
          [p.hNew, hNew],
          [p.h, h],
        ];
      },
      fromH,
    );
  });

  const gruGrad = {
    gates: "i32",
    hNew: "i32",
    hBefore: "i32",
    dh: "i32",
    dOut: "i32",
    dHGates: "i32",
    ...sizes,
  } as const;
  module.define("gruGrad", gruGrad, (code, p) => {
    const toH = threeGates(code, p.dHGates, p.units);
    rowsOf(
      code,
      p,
      p.gates,
      3,
      [...toH, p.hNew, p.hBefore, p.dh, p.dOut],
      ([r, z, n], offset) => {
        const load = (pointer: Value<"i32">) => code.let(v128.load(pointer, offset));
        const [rNow, zNow, nNow] = [load(r), load(z), load(n)];
        const dh = vanishing(code, add(load(p.dh), load(p.dOut)));
        const dn = code.let(mul(mul(dh, sub(one(code), zNow)), madd(f32x4.neg(nNow), nNow, one(code))));
        const dz = code.let(mul(mul(dh, sub(load(p.hBefore), nNow)), mul(zNow, sub(one(code), zNow))));
        const dr = code.let(mul(mul(dn, load(p.hNew)), mul(rNow, sub(one(code), rNow))));
        return [
          [r, dr],
          [z, dz],
          [n, dn],
          [toH[0], dr],
          [toH[1], dz],
          [toH[2], code.let(mul(dn, rNow))],
          [p.dh, code.let(mul(dh, zNow))],
        ];
      },
      toH,
    );
  });

  const definePlainGrad = (
    name: string,
    formula: (code: Code, dh: Variable<"v128">, h: Variable<"v128">) => Value<"v128">,
  ) => {
    module.define(name, { sums: "i32", h: "i32", dh: "i32", dOut: "i32", ...sizes }, (code, p) => {
      storeVectors(code, code.let(i32.mul(p.rows, p.units)), [p.sums, p.h, p.dh, p.dOut], 2, (offset) => {
        const dh = vanishing(code, add(v128.load(p.dh, offset), v128.load(p.dOut, offset)));
        return [[p.sums, code.let(formula(code, dh, code.let(v128.load(p.h, offset))))]];
      });
    });
  };
  definePlainGrad("tanhGrad", (code, dh, h) => mul(dh, madd(f32x4.neg(h), h, one(code))));
  definePlainGrad("reluGrad", (code, dh, h) => v128.and(dh, f32x4.gt(h, constant({ code }, 0))));
  return module;
}

/** A gradient, or 0 where it has vanished; NaN stays. */
function vanishing(code: Code, gradient: Value<"v128">): Variable<"v128"> {
  const d = code.let(gradient);
  return code.let(v128.andnot(d, f32x4.lt(f32x4.abs(d), constant({ code }, vanished))));
}

type Pointer = Variable<"i32">;

/**
 * Runs `compute` over all rows. `gates` holds `count` stretches of H numbers a row, each with a pointer of its own;
 * `wide` are other pointers into rows of that kind, the remaining `pointers` run over rows of H numbers.
 */
function rowsOf(
  code: Code,
  { rows, units }: { readonly rows: Pointer; readonly units: Pointer },
  gates: Pointer,
  count: 3 | 4,
  pointers: readonly Pointer[],
  compute: (gatePointers: readonly Pointer[], offset: number) => Stores,
  wide: readonly Pointer[] = [],
): void {
  const unitBytes = code.let(i32.shl(units, i32.const(2)));
  const gatePointers = Array.from({ length: count }, (_, i) => {
    return code.let(i32.add(gates, i32.mul(unitBytes, i32.const(i))));
  });
  // Walking a row moves pointers by whole vectors; the rest takes them to the next row.
  const rest = code.let(i32.shl(i32.and(units, i32.const(3)), i32.const(2)));
  const wideRest = code.let(i32.add(rest, i32.mul(unitBytes, i32.const(count - 1))));
  code.repeat(rows, () => {
    storeVectors(code, units, [...gatePointers, ...pointers], 2, (offset) => compute(gatePointers, offset));
    for (const pointer of [...gatePointers, ...wide]) code.add(pointer, wideRest);
    for (const pointer of pointers) if (!wide.includes(pointer)) code.add(pointer, rest);
  });
}

function threeGates(code: Code, first: Pointer, units: Pointer): Pointer[] {
  return [0, 1, 2].map((i) => code.let(i32.add(first, i32.mul(units, i32.const(4 * i)))));
}
