// Every parity test on the path of machines with vectors but without multiply-adds in one instruction.
import { describe, vi } from "vitest";

vi.mock("../../../engine/wasm/features.ts", () => ({ features: () => ({ simd: true, fma: false }) }));

describe("with plain vectors", async () => {
  await import("./functions.test.ts");
  await import("./modules.test.ts");
  await import("./random.test.ts");
  await import("../nn/recurrent.test.ts");
  await import("../nn/attention.test.ts");
  await import("../nn/layers.test.ts");
});
