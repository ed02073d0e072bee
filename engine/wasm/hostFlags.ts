// What a host that runs on V8 should switch on before the engine computes for the first time. The engine cannot do it
// (it knows no host), works without, and looks for itself what it has got.

/**
 * Flags for `v8.setFlagsFromString`, for a V8 of that version, as in `process.versions.v8`:
 * - relaxed SIMD, which V8 has by default since 11.4: multiply-add in one instruction;
 * - the revectoriser: pairs of 128-bit operations become 256-bit ones, products 1.7 times as fast;
 * - optimised code from the second call on, instead of some hundred calls later in the background.
 */
export function hostFlags(v8Version: string): readonly string[] {
  const [major, minor] = v8Version.split(".").map(Number);
  if (major < 11 || (major === 11 && minor < 4)) return ["--experimental-wasm-relaxed-simd"];
  if (major < 13) return [];
  return ["--experimental-wasm-revectorize", "--wasm-sync-tier-up", "--wasm-tiering-budget=1000"];
}
