// V8 flags that must be set before the first WebAssembly module is compiled.
import { setFlagsFromString } from "node:v8";
import { hostFlags } from "../../engine/wasm/hostFlags.ts";

for (const flag of hostFlags(process.versions.v8)) setFlagsFromString(flag);
