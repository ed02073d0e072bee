// A whole recurrent layer over all time steps, forward and backward: one large product for all inputs, then per step
// one product with the state's weights, packed once, and the cell. Everything is time-major and without gaps.
// States are kept in slots 0 … T. Forwards in time slot 0 is the initial state and step t writes slot t + 1; in reverse
// slot T is the initial state and step t writes slot t. So the states before the steps are again T slots in a row, and
// the gradient of the state's weights is a single product as well.
// Weights, gate order and biases are PyTorch's: weights [gates · H, inputs], gates (i, f, g, o) or (r, z, n).
import { f32 } from "../memory/heap.ts";
import { gemm, packMatrix, packedBytes } from "./gemm.ts";
import { binary } from "./maps.ts";
import { type Kit, part, share, tasksFor } from "./sharing.ts";
import { growingScratch } from "../memory/scratch.ts";
import { sums } from "./sums.ts";

export type CellKind = "tanh" | "relu" | "lstm" | "gru";

export interface RecurrentSizes {
  readonly kind: CellKind;
  readonly steps: number;
  readonly batch: number;
  readonly inputs: number;
  readonly units: number;
  /** Runs from the last step to the first. */
  readonly reverse: boolean;
}

/** Addresses of a layer's arrays. Biases may be 0: none. */
export interface RecurrentArrays {
  /** [T, B, I] */
  readonly x: number;
  /** [gates · H, I], [gates · H, H] */
  readonly weightX: number;
  readonly weightH: number;
  readonly biasX: number;
  readonly biasH: number;
  /** [T + 1, B, H]: the initial state in its slot; the others are written. */
  readonly hs: number;
  /** The same for LSTM's cell state, else 0. */
  readonly cs: number;
  /** [T, B, gates · H]: activations, kept for the way back. Not used by plain RNNs: 0. */
  readonly gates: number;
  /** [T, B, H]: LSTM's tanh(c), GRU's h_n; else 0. */
  readonly inner: number;
}

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

export function gateCount(kind: CellKind): number {
  return kind === "lstm" ? 4 : kind === "gru" ? 3 : 1;
}

const bytes = 4;
const packedScratch = growingScratch("recurrent layers");
const stepScratch = growingScratch("recurrent layers");
const biasScratch = growingScratch("recurrent layers");

/** Writes `hs` (and `cs`, `gates`, `inner`). */
export function recurrentForward(sizes: RecurrentSizes, arrays: RecurrentArrays): void {
  const { kind, steps, batch, inputs, units, reverse } = sizes;
  const { x, weightX, weightH, biasX, biasH, hs, cs, inner } = arrays;
  const width = gateCount(kind) * units;
  const plain = kind === "tanh" || kind === "relu";
  const slot = batch * units * bytes;
  const ownSlot = reverse ? 0 : 1;

  // The inputs' part of all gates, at once; for plain RNNs written where the states will be.
  const sumsAt = plain ? hs + ownSlot * slot : arrays.gates;
  const bias = kind === "gru" ? biasX : addBiases(biasX, biasH, width);
  gemm(
    x,
    inputs * bytes,
    false,
    weightX,
    inputs * bytes,
    true,
    sumsAt,
    width * bytes,
    steps * batch,
    width,
    inputs,
    bias,
    0,
    4,
  );

  const packed = packedScratch(packedBytes(width, units));
  packMatrix(weightH, units * bytes, true, width, units, packed);
  const hGates = kind === "gru" ? stepScratch(batch * width * bytes) : 0;
  const [hRow, rowBytes] = [units * bytes, width * bytes];
  // Sequences of a batch do not know of each other: each thread takes some through all steps.
  shareSequences(sizes, (kit, first, rows) => {
    const [h0, g0] = [first * hRow, first * rowBytes];
    for (let s = 0; s < steps; s += 1) {
      const t = reverse ? steps - 1 - s : s;
      const beforeSlot = (reverse ? t + 1 : t) * slot + h0;
      const nowSlot = (t + ownSlot) * slot + h0;
      const [before, now] = [hs + beforeSlot, hs + nowSlot];
      const gates = sumsAt + t * batch * rowBytes + g0;
      if (kind === "gru") {
        kit.gemmPacked(before, hRow, false, packed, hGates + g0, rowBytes, rows, width, units, biasH, 0, 4);
        kit.cells.gru(gates, hGates + g0, before, inner + t * slot + h0, now, rows, units);
      } else {
        kit.gemmPacked(before, hRow, false, packed, gates, rowBytes, rows, width, units, gates, rowBytes, 4);
        if (kind === "lstm")
          kit.cells.lstm(gates, cs + beforeSlot, cs + nowSlot, inner + t * slot + h0, now, rows, units);
        else kit[kind](now, now, rows * units);
      }
    }
  });
}

/** Writes all gradients. Overwrites the kept `gates` by the gradients of their sums. */
export function recurrentBackward(sizes: RecurrentSizes, arrays: RecurrentArrays, grads: RecurrentGrads): void {
  const { kind, steps, batch, inputs, units, reverse } = sizes;
  const { x, weightX, weightH, hs, cs, inner } = arrays;
  const { dOut, dh, dc, dx, dWeightX, dWeightH, sumsH, addX, addH, dBiasX, dBiasH } = grads;
  const width = gateCount(kind) * units;
  const plain = kind === "tanh" || kind === "relu";
  const slot = batch * units * bytes;
  const [hRow, rowBytes] = [units * bytes, width * bytes];
  const all = steps * batch;

  // Gradients of the sums: of the inputs' part, and of the state's, which only GRU has apart from it.
  const work = stepScratch((plain || (kind === "gru" && sumsH === 0) ? all * rowBytes : 0) + slot);
  const noOutput = work;
  f32.fill(0, noOutput >>> 2, (noOutput >>> 2) + batch * units);
  const fromX = plain ? work + slot : arrays.gates;
  const fromH = kind !== "gru" ? fromX : sumsH === 0 ? work + slot : sumsH;

  // A single step reads the weights as they lie.
  const packed = steps === 1 ? 0 : packedScratch(packedBytes(units, width));
  if (packed !== 0) packMatrix(weightH, hRow, false, units, width, packed);
  shareSequences(sizes, (kit, first, rows) => {
    const [h0, g0] = [first * hRow, first * rowBytes];
    const dhAt = dh + h0;
    const timesWeights = (from: number, d: number): void => {
      const dRow = d === 0 ? 0 : hRow;
      if (packed === 0)
        kit.gemm(from, rowBytes, false, weightH, hRow, false, dhAt, hRow, rows, units, width, d, dRow, 4);
      else kit.gemmPacked(from, rowBytes, false, packed, dhAt, hRow, rows, units, width, d, dRow, 4);
    };
    for (let s = steps - 1; s >= 0; s -= 1) {
      const t = reverse ? steps - 1 - s : s;
      const beforeSlot = (reverse ? t + 1 : t) * slot + h0;
      const dOutNow = dOut === 0 ? noOutput + h0 : dOut + t * slot + h0;
      const dGates = fromX + t * batch * rowBytes + g0;
      const dHGates = fromH + t * batch * rowBytes + g0;
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

  const statesBefore = hs + (reverse ? slot : 0);
  const xRow = inputs * bytes;
  const [dX, dH] = [addX ? dWeightX : 0, addH ? dWeightH : 0];
  if (dWeightX !== 0)
    gemm(fromX, rowBytes, true, x, xRow, false, dWeightX, xRow, width, inputs, all, dX, addX ? xRow : 0, 4);
  if (dWeightH !== 0)
    gemm(fromH, rowBytes, true, statesBefore, hRow, false, dWeightH, hRow, width, units, all, dH, addH ? hRow : 0, 4);
  if (dBiasX !== 0) sums.sumColumns(fromX, dBiasX, all, width);
  // The same numbers, but for GRU.
  if (dBiasX !== 0 && dBiasH !== 0 && fromX === fromH)
    f32.copyWithin(dBiasH >>> 2, dBiasX >>> 2, (dBiasX >>> 2) + width);
  else if (dBiasH !== 0) sums.sumColumns(fromH, dBiasH, all, width);
  if (dx !== 0) gemm(fromX, rowBytes, false, weightX, inputs * bytes, false, dx, inputs * bytes, all, inputs, width);
}

/** Runs `body` for all sequences of the batch: on several threads some sequences each, where there is enough to do. */
function shareSequences(
  { kind, steps, batch, units }: RecurrentSizes,
  body: (kit: Kit, first: number, rows: number) => void,
): void {
  const tasks = tasksFor(steps * batch * gateCount(kind) * units * units, batch);
  share(tasks, (task, kit) => {
    const [from, to] = part(batch, task, tasks, Math.min(4, Math.ceil(batch / tasks)));
    if (to > from) body(kit, from, to - from);
  });
}

/** Both biases are added to the same sum: their sum will do. */
function addBiases(biasX: number, biasH: number, count: number): number {
  if (biasX === 0 || biasH === 0) return biasX + biasH;
  const sum = biasScratch(count * bytes);
  binary.add.vectors(biasX, 0, biasH, 0, sum, 1, count);
  return sum;
}
