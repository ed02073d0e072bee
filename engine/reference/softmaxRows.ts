// Softmax and its relatives in float64, as kernels/softmaxRows.ts describes them: the oracle for those, and their
// substitute on machines without vectors.
import { f32 } from "../memory/heap.ts";

export function softmax(
  x: number,
  out: number,
  rows: number,
  columns: number,
  scale: number,
  mask: number,
  maskRow: number,
  visible: number,
  step: 0 | 1,
): void {
  for (let r = 0; r < rows; r += 1) {
    const seen = Math.min(columns, visible + r * step);
    const scores = row(x, r, columns).map((value, c) => {
      if (c >= seen) return -Infinity;
      return value * scale + (mask === 0 ? 0 : f32[((mask + r * maskRow) >>> 2) + c]);
    });
    const lse = logSumExpOf(scores);
    store(
      out,
      r,
      scores.map((score, c) => (c < seen ? Math.exp(score - lse) : 0)),
    );
  }
}

export function softmaxGrad(
  g: number,
  y: number,
  out: number,
  rows: number,
  columns: number,
  scale: number,
  visible = columns,
  step: 0 | 1 = 0,
): void {
  for (let r = 0; r < rows; r += 1) {
    const seen = Math.min(columns, visible + r * step);
    const ys = row(y, r, columns);
    const gs = row(g, r, columns).map((value, c) => (c < seen ? value : 0));
    const dot = gs.reduce((sum, value, c) => sum + value * ys[c], 0);
    store(
      out,
      r,
      gs.map((value, c) => (c < seen ? scale * ys[c] * (value - dot) : 0)),
    );
  }
}

export function logSoftmax(x: number, out: number, rows: number, columns: number): void {
  for (let r = 0; r < rows; r += 1) {
    const xs = row(x, r, columns);
    const lse = logSumExpOf(xs);
    store(
      out,
      r,
      xs.map((value) => value - lse),
    );
  }
}

export function logSoftmaxGrad(g: number, y: number, out: number, rows: number, columns: number): void {
  for (let r = 0; r < rows; r += 1) {
    const [gs, ys] = [row(g, r, columns), row(y, r, columns)];
    const total = gs.reduce((sum, value) => sum + value, 0);
    store(
      out,
      r,
      gs.map((value, c) => value - Math.exp(ys[c]) * total),
    );
  }
}

export function logSumExp(x: number, out: number, rows: number, columns: number): void {
  for (let r = 0; r < rows; r += 1) f32[(out >>> 2) + r] = logSumExpOf(row(x, r, columns));
}

export function expRows(
  x: number,
  lse: number,
  weight: number,
  out: number,
  rows: number,
  columns: number,
  less: number,
): void {
  for (let r = 0; r < rows; r += 1) {
    const [shift, factor] = [f32[(lse >>> 2) + r], f32[(weight >>> 2) + r]];
    store(
      out,
      r,
      row(x, r, columns).map((value) => factor * (Math.exp(value - shift) - less)),
    );
  }
}

function logSumExpOf(values: readonly number[]): number {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

function row(x: number, r: number, columns: number): number[] {
  const start = (x >>> 2) + r * columns;
  return [...f32.subarray(start, start + columns)];
}

function store(out: number, r: number, values: readonly number[]): void {
  f32.set(values, (out >>> 2) + r * values.length);
}
