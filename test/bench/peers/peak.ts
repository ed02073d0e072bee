// The machine's peak with vectors of 128 bits: multiply-adds that wait for nothing but themselves, in registers.
import { Module, kernelsOf } from "../../../engine/wasm/module.ts";
import { f32x4, v128 } from "../../../engine/wasm/values.ts";
import { bestMadd } from "../../../engine/kernels/arithmetic.ts";
import { reserveScratch } from "../../../engine/memory/scratch.ts";
import type { Step } from "../protocol.ts";

/** Enough to fill two units of a latency of four. */
const chains = 12;
const rounds = 100_000;

/** Floating-point operations of a step. */
export const flops: number = chains * rounds * 4 * 2;

export function multiplyAdds(): Step {
  const { peak } = kernelsOf("peak", write);
  const at = reserveScratch(64, "the peak");
  return () => void peak!(at, rounds);
}

function write(): Module {
  const module = new Module();
  module.define("peak", { at: "i32", count: "i32" }, (code, { at, count }) => {
    const madd = bestMadd();
    const factor = code.let(v128.load(at));
    const sums = Array.from({ length: chains }, (_, i) => code.let(f32x4.const(i)));
    code.repeat(count, () => {
      for (const sum of sums) code.set(sum, madd(sum, factor, factor));
    });
    let total = sums[0]!;
    for (const sum of sums.slice(1)) total = code.let(f32x4.add(total, sum));
    code.do(v128.store(at, total));
  });
  return module;
}
