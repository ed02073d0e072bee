// A whole recurrent layer over all time steps: for each chunk of steps one product for all inputs, then per step one product
// with the state's weights, packed once, and the cell. Everything is time-major and without gaps. See recurrentGrads.ts
// for the way back.
// States are kept in slots 0 … T. Forwards in time slot 0 is the initial state and step t writes slot t + 1; in reverse
// slot T is the initial state and step t writes slot t. So the states before some steps are again slots in a row, and what
// these bring to the gradient of the state's weights is a single product as well.
import { growingScratch } from "../memory/scratch.ts";
import { packMatrix, packedBytes } from "./gemm.ts";
import { stripRows } from "./gemmTiles.ts";
import { binary } from "./maps.ts";
import {
  floatBytes,
  forEachChunk,
  gateCount,
  packedScratch,
  type RecurrentSizes,
  shareSequences,
  stepScratch,
  timeOf,
} from "./recurrentChunks.ts";
import { part, share, tasksFor } from "./sharing.ts";

export { type CellKind, gateCount, type RecurrentSizes } from "./recurrentChunks.ts";

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

const biasScratch = growingScratch("recurrent layers");

/** Writes `hs` (and `cs`, `gates`, `inner`). */
export function recurrentForward(sizes: RecurrentSizes, arrays: RecurrentArrays): void {
  const { kind, steps, batch, inputs, units, reverse } = sizes;
  const { x, weightX, weightH, biasX, biasH, hs, cs, inner } = arrays;
  const width = gateCount(kind) * units;
  const plain = kind === "tanh" || kind === "relu";
  const slot = batch * units * floatBytes;
  const ownSlot = reverse ? 0 : 1;

  // The inputs' part of the gates, of a chunk of steps at once; for plain RNNs written where the states will be.
  const sumsAt = plain ? hs + ownSlot * slot : arrays.gates;
  const bias = kind === "gru" ? biasX : addBiases(biasX, biasH, width);
  const packedX = packedScratch(packedBytes(width, inputs) + packedBytes(width, units));
  packMatrix(weightX, inputs * floatBytes, true, width, inputs, packedX);
  const packed = packedX + packedBytes(width, inputs);
  packMatrix(weightH, units * floatBytes, true, width, units, packed);
  const hGates = kind === "gru" ? stepScratch(batch * width * floatBytes) : 0;
  const [hRow, rowBytes, xRow] = [units * floatBytes, width * floatBytes, inputs * floatBytes];
  forEachChunk(sizes, (from, count) => {
    const start = timeOf(sizes, from, count);
    const rows = count * batch;
    const tasks = tasksFor(rows * width * inputs, rows);
    share(tasks, (task, kit) => {
      const [first, end] = part(rows, task, tasks, stripRows);
      const [row, mine] = [start * batch + first, end - first];
      if (mine > 0)
        kit.gemmPacked(
          x + row * xRow,
          xRow,
          false,
          packedX,
          sumsAt + row * rowBytes,
          rowBytes,
          mine,
          width,
          inputs,
          bias,
          0,
          4,
        );
    });
    // Sequences of a batch do not know of each other: each thread takes some through the steps.
    shareSequences(sizes, count, (kit, first, sequences) => {
      const [h0, g0] = [first * hRow, first * rowBytes];
      for (let s = from; s < from + count; s += 1) {
        const t = reverse ? steps - 1 - s : s;
        const beforeSlot = (reverse ? t + 1 : t) * slot + h0;
        const nowSlot = (t + ownSlot) * slot + h0;
        const [before, now] = [hs + beforeSlot, hs + nowSlot];
        const gates = sumsAt + t * batch * rowBytes + g0;
        if (kind === "gru") {
          kit.gemmPacked(before, hRow, false, packed, hGates + g0, rowBytes, sequences, width, units, biasH, 0, 4);
          kit.cells.gru(gates, hGates + g0, before, inner + t * slot + h0, now, sequences, units);
        } else {
          kit.gemmPacked(before, hRow, false, packed, gates, rowBytes, sequences, width, units, gates, rowBytes, 4);
          if (kind === "lstm")
            kit.cells.lstm(gates, cs + beforeSlot, cs + nowSlot, inner + t * slot + h0, now, sequences, units);
          else kit[kind](now, now, sequences * units);
        }
      }
    });
  });
}

/** Both biases are added to the same sum: their sum will do. */
function addBiases(biasX: number, biasH: number, count: number): number {
  if (biasX === 0 || biasH === 0) return biasX + biasH;
  const sum = biasScratch(count * floatBytes);
  binary.add.vectors(biasX, 0, biasH, 0, sum, 1, count);
  return sum;
}
