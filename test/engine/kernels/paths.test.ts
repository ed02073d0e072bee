// The kernels' own tests once more, on the paths that this machine does not take by itself.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { hostFlags } from "../../../engine/wasm/hostFlags.ts";
import { root } from "../../house/sources.ts";

vi.mock("../../../engine/wasm/features.ts", () => ({ features: () => ({ simd: false, fma: false }) }));

describe("without vectors", async () => {
  await import("./gemm.test.ts");
  await import("./recurrent.test.ts");
  await import("./attention.test.ts");
  await import("./additive.test.ts");
  await import("./crossEntropy.test.ts");
  await import("./copies.test.ts");
  await import("./dropping.test.ts");
  await import("./wordSteps.test.ts");
  await import("./gloveSteps.test.ts");
  await import("./updates.test.ts");
  await import("./clipping.test.ts");
});

const flags = hostFlags(process.versions.v8);

test.skipIf(flags.length === 0)("with the flags that hosts set, every kernel test passes as well", () => {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const others = "test/engine/kernels/paths.test.ts";
  const args = [
    vitest,
    "run",
    "test/engine/kernels",
    `--exclude=${others}`,
    ...flags.map((flag) => `--execArgv=${flag}`),
  ];
  const env = { ...process.env, NO_COLOR: "1" };
  const ran = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  expect(ran.status, ran.stdout + ran.stderr).toBe(0);
  expect(ran.stdout).toMatch(/Tests +\d+ passed/);
});
