import { expect, test } from "vitest";
import { type Heads, attentionBackward, attentionForward } from "../../../engine/kernels/attention.ts";
import { type Matrix, attentionHead } from "../../../engine/reference/attention.ts";
import { random } from "../random.ts";
import { type Numbers, largestDifference, noise, numbers } from "./numbers.ts";

const [batch, heads] = [2, 3];

/** Heads side by side in [batch, rows, heads · width], as a projection leaves them. */
function interleaved(array: Numbers, rows: number, width: number): Heads {
  return { at: array.at, perBatch: rows * heads * width * 4, perHead: width * 4, perRow: heads * width * 4 };
}

/** One head of such an array. */
function headOf(array: Numbers, rows: number, width: number, b: number, h: number): Matrix {
  const all = array.get();
  return Array.from({ length: rows }, (_, r) => {
    const start = ((b * rows + r) * heads + h) * width;
    return Array.from(all.slice(start, start + width));
  });
}

// Room for results starts as NaN: whatever is read before it is written shows.
const variants = [
  { causal: false, masked: false, dropping: false },
  { causal: true, masked: false, dropping: false },
  { causal: false, masked: true, dropping: false },
  { causal: true, masked: true, dropping: true },
];

test.each(variants)("attention and its gradients agree with their float64 twin: %o", (variant) => {
  const { causal, masked, dropping } = variant;
  for (const [queries, keys, width, valueWidth] of [
    [5, 5, 4, 4],
    [7, 9, 6, 5],
    [1, 3, 2, 8],
    [20, 20, 16, 16],
    [40, 36, 12, 20],
    [13, 48, 8, 4],
  ]) {
    const [q, k] = [noise(batch * queries * heads * width, 1, 2), noise(batch * keys * heads * width, 2, 2)];
    const v = noise(batch * keys * heads * valueWidth, 3);
    const outSize = batch * queries * heads * valueWidth;
    const [out, dOut] = [numbers(outSize), noise(outSize, 4)];
    const [dq, dk, dv] = [q, k, v].map(({ length }) => numbers(length));
    const pairs = batch * heads * queries * keys;
    const next = random(5);
    const mask = numbers(queries * keys, (i) => (i % keys !== 0 && next() < 0.3 ? -Infinity : next()));
    const keep = numbers(pairs, () => (next() < 0.25 ? 0 : 1 / 0.75));
    const [weights, dropped, work] = [
      numbers(pairs, () => NaN),
      numbers(pairs),
      numbers(heads * queries * keys, () => NaN),
    ];
    const sizes = { batch, heads, queries, keys, width, valueWidth, scale: width ** -0.5, causal };
    const arrays = {
      q: interleaved(q, queries, width),
      k: interleaved(k, keys, width),
      v: interleaved(v, keys, valueWidth),
      out: interleaved(out, queries, valueWidth),
      weights: weights.at,
      mask: { at: masked ? mask.at : 0, perBatch: 0, perHead: 0, perRow: keys * 4 },
      keep: dropping ? keep.at : 0,
      dropped: dropping ? dropped.at : 0,
    };
    attentionForward(sizes, arrays);
    attentionBackward(sizes, arrays, {
      dOut: interleaved(dOut, queries, valueWidth),
      dq: interleaved(dq, queries, width),
      dk: interleaved(dk, keys, width),
      dv: interleaved(dv, keys, valueWidth),
      work: work.at,
      tasks: 1,
    });
    const [maskValues, keepValues, weightValues] = [mask.get(), keep.get(), weights.get()];
    for (let b = 0; b < batch; b += 1) {
      for (let h = 0; h < heads; h += 1) {
        const first = (b * heads + h) * queries * keys;
        const exact = attentionHead(
          {
            q: headOf(q, queries, width, b, h),
            k: headOf(k, keys, width, b, h),
            v: headOf(v, keys, valueWidth, b, h),
            scale: sizes.scale,
            mask: (i, j) => (causal && j > i ? -Infinity : masked ? maskValues[i * keys + j] : 0),
            keep: (i, j) => (dropping ? keepValues[first + i * keys + j] : 1),
          },
          headOf(dOut, queries, valueWidth, b, h),
        );
        const compare = (what: string, ours: ArrayLike<number>, theirs: Matrix) =>
          expect(largestDifference(ours, theirs.flat()), `${what} of head ${b}.${h}`).toBeLessThan(3e-6);
        compare("weights", weightValues.slice(first, first + queries * keys), exact.weights);
        compare("out", headOf(out, queries, valueWidth, b, h).flat(), exact.out);
        compare("dq", headOf(dq, queries, width, b, h).flat(), exact.dq);
        compare("dk", headOf(dk, keys, width, b, h).flat(), exact.dk);
        compare("dv", headOf(dv, keys, valueWidth, b, h).flat(), exact.dv);
      }
    }
    for (const array of [out, dq, dk, dv, weights, dropped, work]) expect(array.intact()).toBe(true);
  }
});
