// V8 flags that must be set before the first WebAssembly module is compiled. The engine itself only probes what it got.
import { setFlagsFromString } from "node:v8";

const [major = 0] = process.versions.node.split(".").map(Number);

// Fused multiply-add is behind a flag until V8 11.4 made it the default.
if (major < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
// Turns pairs of 128-bit vector operations into 256-bit ones; kernels run in the optimising compiler from the start.
if (major >= 26) {
  setFlagsFromString("--experimental-wasm-revectorize");
  setFlagsFromString("--no-liftoff");
}
