// V8 flags that must be set before the first WebAssembly module is compiled. The engine itself only probes what it got.
import { setFlagsFromString } from "node:v8";

const [major = 0] = process.versions.node.split(".").map(Number);

// Fused multiply-add is behind a flag until V8 11.4 made it the default.
if (major < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
// Turns pairs of 128-bit vector operations into 256-bit ones; kernels run optimised from the second call on.
// (Not --no-liftoff: set at run time, it makes V8 14.6 abort at the first call of a function.)
if (major >= 26) {
  setFlagsFromString("--experimental-wasm-revectorize");
  setFlagsFromString("--wasm-sync-tier-up");
  setFlagsFromString("--wasm-tiering-budget=1000");
}
