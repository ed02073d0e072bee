// Every parity test on the path of machines without vectors, whatever this machine has.
import { describe, vi } from "vitest";

vi.mock("../../../engine/wasm/features.ts", () => ({ features: () => ({ simd: false, fma: false }) }));

describe("without vectors", async () => {
  await import("./functions.test.ts");
  await import("./modules.test.ts");
  await import("./random.test.ts");
  await import("../nn/recurrent.test.ts");
  // Not nn/attention: its small transformer would train for a minute. modules.test.ts has the layers.
  await import("../nn/layers.test.ts");
});
