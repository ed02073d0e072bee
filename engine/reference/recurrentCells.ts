// One time step of recurrent layers in float64, as kernels/recurrentCells.ts describes them: the oracle for those, and
// their substitute on machines without vectors.
import { f32 } from "../memory/heap.ts";

/**
 * Gradients of a state that are smaller are taken as 0. On a long sequence whose loss looks at the end they would go on
 * shrinking into subnormal numbers, on which Intel's processors compute a hundred times as long.
 */
export const vanished: number = 2 ** -96;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A gradient, or 0 where its size is that has vanished; NaN stays. */
const vanishing = (gradient: number) => (Math.abs(gradient) < vanished ? 0 : gradient);

export const plainCells = {
  lstm(gates: number, cBefore: number, c: number, tanhs: number, h: number, rows: number, units: number): void {
    for (const { at, gate } of places(gates, 4, rows, units)) {
      const [i, f, o] = [sigmoid(f32[gate(0)]), sigmoid(f32[gate(1)]), sigmoid(f32[gate(3)])];
      const g = Math.tanh(f32[gate(2)]);
      const state = f * f32[at(cBefore)] + i * g;
      [i, f, g, o].forEach((value, part) => (f32[gate(part)] = value));
      f32[at(c)] = state;
      f32[at(tanhs)] = Math.tanh(state);
      f32[at(h)] = o * Math.tanh(state);
    }
  },

  lstmGrad(
    gates: number,
    cBefore: number,
    tanhs: number,
    dh: number,
    dOut: number,
    dc: number,
    rows: number,
    units: number,
  ): void {
    for (const { at, gate } of places(gates, 4, rows, units)) {
      const [i, f, g, o] = [0, 1, 2, 3].map((part) => f32[gate(part)]);
      const tanhC = f32[at(tanhs)];
      const dOutput = vanishing(f32[at(dh)] + f32[at(dOut)]);
      const dState = vanishing(f32[at(dc)] + dOutput * o * (1 - tanhC ** 2));
      f32[gate(0)] = dState * g * i * (1 - i);
      f32[gate(1)] = dState * f32[at(cBefore)] * f * (1 - f);
      f32[gate(2)] = dState * i * (1 - g ** 2);
      f32[gate(3)] = dOutput * tanhC * o * (1 - o);
      f32[at(dc)] = dState * f;
    }
  },

  gru(gates: number, hGates: number, hBefore: number, hNew: number, h: number, rows: number, units: number): void {
    for (const { at, gate, row, unit } of places(gates, 3, rows, units)) {
      const [hr, hz, hn] = [0, 1, 2].map((part) => f32[(hGates >>> 2) + (3 * row + part) * units + unit]);
      const r = sigmoid(f32[gate(0)] + hr);
      const z = sigmoid(f32[gate(1)] + hz);
      const n = Math.tanh(f32[gate(2)] + r * hn);
      [r, z, n].forEach((value, part) => (f32[gate(part)] = value));
      f32[at(hNew)] = hn;
      f32[at(h)] = n + z * (f32[at(hBefore)] - n);
    }
  },

  gruGrad(
    gates: number,
    hNew: number,
    hBefore: number,
    dh: number,
    dOut: number,
    dHGates: number,
    rows: number,
    units: number,
  ): void {
    for (const { at, gate, row, unit } of places(gates, 3, rows, units)) {
      const [r, z, n] = [0, 1, 2].map((part) => f32[gate(part)]);
      const dOutput = vanishing(f32[at(dh)] + f32[at(dOut)]);
      const dn = dOutput * (1 - z) * (1 - n ** 2);
      const dz = dOutput * (f32[at(hBefore)] - n) * z * (1 - z);
      const dr = dn * f32[at(hNew)] * r * (1 - r);
      [dr, dz, dn].forEach((value, part) => (f32[gate(part)] = value));
      [dr, dz, dn * r].forEach((value, part) => {
        f32[(dHGates >>> 2) + (3 * row + part) * units + unit] = value;
      });
      f32[at(dh)] = dOutput * z;
    }
  },

  tanhGrad(sums: number, h: number, dh: number, dOut: number, rows: number, units: number): void {
    for (const { at } of places(sums, 1, rows, units)) {
      f32[at(sums)] = vanishing(f32[at(dh)] + f32[at(dOut)]) * (1 - f32[at(h)] ** 2);
    }
  },

  reluGrad(sums: number, h: number, dh: number, dOut: number, rows: number, units: number): void {
    for (const { at } of places(sums, 1, rows, units)) {
      f32[at(sums)] = f32[at(h)] > 0 ? vanishing(f32[at(dh)] + f32[at(dOut)]) : 0;
    }
  },
};

/** For each unit of each row: its place in arrays [rows, H], and its gates' places in an array [rows, gates · H]. */
function* places(gates: number, count: number, rows: number, units: number) {
  for (let row = 0; row < rows; row += 1) {
    for (let unit = 0; unit < units; unit += 1) {
      yield {
        row,
        unit,
        at: (address: number) => (address >>> 2) + row * units + unit,
        gate: (part: number) => (gates >>> 2) + (row * count + part) * units + unit,
      };
    }
  }
}
