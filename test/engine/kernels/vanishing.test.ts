// Gradients that vanish on a long way back end as zeros, not as subnormal numbers, on which processors are slow; what is
// not a number stays that.
import { expect, test } from "vitest";
import { manualSeed, nn, randn } from "../../../engine/index.ts";

/** Smallest number of float32 with all its bits. */
const smallestNormal = 2 ** -126;
const steps = 400;

const kinds = { LSTM: nn.LSTM, GRU: nn.GRU, RNN: nn.RNN };

for (const kind of ["LSTM", "GRU", "RNN"] as const) {
  /** Gradients of the inputs, a row of sizes for each step, of a loss that looks at the last step. */
  const gradients = (seen: number): number[][] => {
    manualSeed(3);
    const net = new kinds[kind](4, 8, { batchFirst: true }) as InstanceType<typeof nn.LSTM>;
    const x = randn([1, steps, 4], { requiresGrad: true });
    const { output } = net.call(x);
    output.select(1, -1).mul(seen).sum().backward();
    return (x.grad!.squeeze(0).toArray() as number[][]).map((row) => row.map(Math.abs));
  };

  test(`${kind}: a gradient shrinks step by step, and then is zero`, () => {
    const rows = gradients(1);
    expect(rows.flat().filter((size) => size > 0 && size < smallestNormal)).toEqual([]);
    expect(rows[0]).toEqual([0, 0, 0, 0]);
    // What is small but not vanished is there.
    expect(rows.flat().some((size) => size > 0 && size < 1e-20)).toBe(true);
    expect(rows.at(-1)!.every((size) => size > 0)).toBe(true);
  });

  test(`${kind}: NaN reaches the first step`, () => {
    expect(gradients(NaN)[0]!.every(Number.isNaN)).toBe(true);
  });
}
