// Every parity test on the path of machines with vectors but without multiply-adds in one instruction.
import { describe, vi } from "vitest";
import { everyCase } from "./everyCase.ts";

vi.mock("../../../engine/wasm/features.ts", () => ({ features: () => ({ simd: true, fma: false }) }));

describe("with plain vectors", () => everyCase());
