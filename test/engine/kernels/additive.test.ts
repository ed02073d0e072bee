// The scores of additive attention, forward and back, against their float64 twin, and on every path of the machine.
import { expect, test } from "vitest";
import { additive } from "../../../engine/kernels/additiveRows.ts";
import { plainAdditive } from "../../../engine/reference/additiveRows.ts";
import { largestDifference, noise, numbers } from "./numbers.ts";

test.each([
  [1, 1, 1, 1],
  [2, 1, 5, 7],
  [3, 2, 4, 8],
  [2, 3, 3, 13],
  [4, 1, 20, 128],
])("scores and their gradients agree with the twin: batch %i, %i queries, %i keys, width %i", (...sizes) => {
  const [batch, queries, keys, hidden] = sizes;
  const [q, k] = [noise(batch * queries * hidden, 1, 2), noise(batch * keys * hidden, 2, 2)];
  const [v, g] = [noise(hidden, 3), noise(batch * queries * keys, 4)];
  const runs = [additive(), plainAdditive].map((kernels) => {
    const [t, scores] = [numbers(g.length * hidden), numbers(g.length)];
    kernels.scores(q.at, k.at, v.at, t.at, scores.at, ...sizes);
    // Gradients are added to what is there.
    const [dq, dk, dv] = [noise(q.length, 5), noise(k.length, 6), noise(v.length, 7)];
    kernels.scoresGrad(g.at, t.at, v.at, dq.at, dk.at, dv.at, ...sizes);
    const arrays = { t, scores, dq, dk, dv };
    for (const [name, array] of Object.entries(arrays)) expect(array.intact(), name).toBe(true);
    return arrays;
  });
  for (const name of ["t", "scores", "dq", "dk", "dv"] as const) {
    expect(largestDifference(runs[0]![name].get(), runs[1]![name].get()), name).toBeLessThan(3e-6);
  }
});
