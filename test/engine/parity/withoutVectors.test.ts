// Every parity test on the path of machines without vectors, whatever this machine has.
import { describe, vi } from "vitest";
import { everyCase } from "./everyCase.ts";

vi.mock("../../../engine/wasm/features.ts", () => ({ features: () => ({ simd: false, fma: false }) }));

// Not attention: its small transformer would train for a minute. modules.test.ts has the layers.
describe("without vectors", () => everyCase({ except: "attention" }));
