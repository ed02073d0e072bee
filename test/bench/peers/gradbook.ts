// The engine as a peer of its own benchmark.
import v8 from "node:v8";
import { hostFlags } from "../../../engine/wasm/hostFlags.ts";
import { type Step, serve } from "../protocol.ts";

for (const flag of process.argv.includes("--plain") ? [] : hostFlags(process.versions.v8)) v8.setFlagsFromString(flag);

const { gemm } = await import("../../../engine/kernels/gemm.ts");
const { reserveScratch } = await import("../../../engine/kernels/scratch.ts");
const { f32 } = await import("../../../engine/memory/heap.ts");

function numbers(count: number): number {
  const at = reserveScratch(4 * count, "the benchmark");
  for (let i = 0; i < count; i += 1) f32[(at >>> 2) + i] = Math.random() - 0.5;
  return at;
}

function product(m: number, n: number, k: number): Step {
  const [a, b, c] = [numbers(m * k), numbers(k * n), numbers(m * n)];
  return () => gemm(a, 4 * k, false, b, 4 * n, false, c, 4 * n, m, n, k);
}

serve({
  product: () => product(128, 512, 512),
  productSmall: () => product(32, 64, 64),
});
