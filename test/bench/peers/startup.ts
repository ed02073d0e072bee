// How long the engine takes from import to first result, in a process of its own: prints microseconds.
import v8 from "node:v8";
import { hostFlags } from "../../../engine/wasm/hostFlags.ts";

const start = performance.now();
for (const flag of hostFlags(process.versions.v8)) v8.setFlagsFromString(flag);
const { matmul, ones } = await import("../../../engine/index.ts");
if (
  matmul(ones([8, 8]), ones([8, 8]))
    .sum()
    .item() !== 512
)
  throw new Error("a wrong product");
console.log(1000 * (performance.now() - start));
