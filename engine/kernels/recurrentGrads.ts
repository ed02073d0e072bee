// The way back through a recurrent layer, over all time steps: per step the cell and one product with the state's weights,
// packed once; per chunk of steps a product for each weight's gradient, while the gates' gradients are in the cache.
// See recurrent.ts for how everything lies.
import { copies } from "./copies.ts";
import { gemm, packMatrix, packedBytes } from "./gemm.ts";
import { binary } from "./maps.ts";
import type { RecurrentArrays } from "./recurrent.ts";
import {
  floatBytes,
  forEachChunk,
  gateCount,
  packedScratch,
  type RecurrentSizes,
  shareSequences,
  stepScratch,
  stepsInChunk,
  timeOf,
} from "./recurrentChunks.ts";
import { sums } from "./sums.ts";

/** Addresses of gradients. Those marked "0: not wanted" are left out then. */
export interface RecurrentGrads {
  /** [T, B, H], of the output at every step; 0: none. */
  readonly dOut: number;
  /** [B, H]: in, of the last state; out, of the initial one. */
  readonly dh: number;
  /** The same for LSTM's cell state, else 0. */
  readonly dc: number;
  /** [T, B, I]; 0: not wanted. */
  readonly dx: number;
  /** 0: not wanted. */
  readonly dWeightX: number;
  readonly dWeightH: number;
  /** [T, B, gates · H]: where GRU's gradients of the state's part of the sums go; 0: nobody needs them afterwards. */
  readonly sumsH: number;
  /** Whether these two are added to what is there. */
  readonly addX: boolean;
  readonly addH: boolean;
  /** 0: not wanted. */
  readonly dBiasX: number;
  readonly dBiasH: number;
}

/** Writes all gradients. Overwrites the kept `gates` by the gradients of their sums. */
export function recurrentBackward(sizes: RecurrentSizes, arrays: RecurrentArrays, grads: RecurrentGrads): void {
  const { kind, steps, batch, inputs, units, reverse } = sizes;
  const { x, weightX, weightH, hs, cs, inner } = arrays;
  const { dOut, dh, dc, dx, dWeightX, dWeightH, sumsH, addX, addH, dBiasX, dBiasH } = grads;
  const width = gateCount(kind) * units;
  const plain = kind === "tanh" || kind === "relu";
  const slot = batch * units * floatBytes;
  const [hRow, rowBytes] = [units * floatBytes, width * floatBytes];

  // Gradients of the sums: of the inputs' part, and of the state's, which only GRU has apart from it. Those that nobody
  // needs afterwards lie in a chunk's worth of memory, of which every step has a place.
  const chunk = stepsInChunk(sizes) * batch * rowBytes;
  const passingX = plain;
  const passingH = kind === "gru" && sumsH === 0;
  const work = stepScratch((passingX || passingH ? chunk : 0) + rowBytes + slot);
  const passing = work;
  const noOutput = work + (passingX || passingH ? chunk : 0);
  const biasPart = noOutput + slot;
  copies().zeroRows(noOutput, 0, 1, batch * units);

  // A single step reads the weights as they lie.
  const packed = steps === 1 ? 0 : packedScratch(packedBytes(units, width));
  if (packed !== 0) packMatrix(weightH, hRow, false, units, width, packed);
  const xRow = inputs * floatBytes;
  forEachChunk(sizes, (index, count) => {
    // The last steps come first.
    const from = steps - index - count;
    const start = timeOf(sizes, from, count);
    const sumsX = passingX ? passing : arrays.gates + start * batch * rowBytes;
    const sumsOfH = kind !== "gru" ? sumsX : passingH ? passing : sumsH + start * batch * rowBytes;
    shareSequences(sizes, count, (kit, first, rows) => {
      const [h0, g0] = [first * hRow, first * rowBytes];
      const dhAt = dh + h0;
      const timesWeights = (at: number, d: number): void => {
        const dRow = d === 0 ? 0 : hRow;
        if (packed === 0)
          kit.gemm(at, rowBytes, false, weightH, hRow, false, dhAt, hRow, rows, units, width, d, dRow, 4);
        else kit.gemmPacked(at, rowBytes, false, packed, dhAt, hRow, rows, units, width, d, dRow, 4);
      };
      for (let s = from + count - 1; s >= from; s -= 1) {
        const t = reverse ? steps - 1 - s : s;
        const beforeSlot = (reverse ? t + 1 : t) * slot + h0;
        const dOutNow = dOut === 0 ? noOutput + h0 : dOut + t * slot + h0;
        const dGates = sumsX + (t - start) * batch * rowBytes + g0;
        const dHGates = sumsOfH + (t - start) * batch * rowBytes + g0;
        const innerNow = inner + t * slot + h0;
        if (kind === "lstm") {
          kit.cells.lstmGrad(dGates, cs + beforeSlot, innerNow, dhAt, dOutNow, dc + h0, rows, units);
          timesWeights(dHGates, 0);
        } else if (kind === "gru") {
          kit.cells.gruGrad(dGates, innerNow, hs + beforeSlot, dhAt, dOutNow, dHGates, rows, units);
          timesWeights(dHGates, dhAt);
        } else {
          const now = hs + (t + (reverse ? 0 : 1)) * slot + h0;
          kit.cells[kind === "tanh" ? "tanhGrad" : "reluGrad"](dGates, now, dhAt, dOutNow, rows, units);
          timesWeights(dGates, 0);
        }
      }
    });

    // What the chunk brings to the gradients, while its sums are in the cache.
    const rows = count * batch;
    const statesBefore = hs + (start + (reverse ? 1 : 0)) * slot;
    const xAt = x + start * batch * xRow;
    const more = index > 0;
    const [dX, dH] = [addX || more ? dWeightX : 0, addH || more ? dWeightH : 0];
    if (dWeightX !== 0)
      gemm(sumsX, rowBytes, true, xAt, xRow, false, dWeightX, xRow, width, inputs, rows, dX, dX === 0 ? 0 : xRow, 4);
    if (dWeightH !== 0)
      gemm(
        sumsOfH,
        rowBytes,
        true,
        statesBefore,
        hRow,
        false,
        dWeightH,
        hRow,
        width,
        units,
        rows,
        dH,
        dH === 0 ? 0 : hRow,
        4,
      );
    if (dBiasX !== 0) addColumns(sumsX, dBiasX, rows, width, more, biasPart);
    if (dBiasH !== 0 && (dBiasX === 0 || kind === "gru")) addColumns(sumsOfH, dBiasH, rows, width, more, biasPart);
    if (dx !== 0)
      gemm(sumsX, rowBytes, false, weightX, xRow, false, dx + start * batch * xRow, xRow, rows, inputs, width);
  });
  // The same numbers, but for GRU.
  if (dBiasX !== 0 && dBiasH !== 0 && kind !== "gru") copies().copyRows(dBiasX, 0, dBiasH, 0, 1, width);
}

/** The sum of each column, or that added to what is there; `own` is room for a row. */
function addColumns(at: number, out: number, rows: number, width: number, more: boolean, own: number): void {
  sums.sumColumns(at, more ? own : out, rows, width);
  if (more) binary.add.vectors(out, 0, own, 0, out, 1, width);
}
