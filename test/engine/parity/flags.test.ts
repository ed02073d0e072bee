// Every parity test with the flags that hosts set: the revectoriser joins vectors in pairs. Without them, as in the other
// runs of these tests, multiply-adds are single instructions on vectors of 128 bits.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { features } from "../../../engine/wasm/features.ts";
import { hostFlags } from "../../../engine/wasm/hostFlags.ts";
import { root } from "../../house/sources.ts";

const flags = hostFlags(process.versions.v8);

test.skipIf(Number(process.versions.node.split(".")[0]) < 22)("relaxed multiply-adds are what the tests run on", () =>
  expect(features()).toEqual({ simd: true, fma: true }),
);

test.skipIf(flags.length === 0)(
  "with the flags that hosts set, every parity test passes as well",
  () => {
    const nn = ["nn/recurrent", "nn/attention", "nn/layers", "nn/clipping", "optim/optim", "optim/together"];
    const files = ["parity/functions", "parity/modules", "parity/random", ...nn, "ops/linearThen"];
    const args = [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      ...[...files, "compile/compile"].map((file) => `test/engine/${file}.test.ts`),
      ...flags.map((flag) => `--execArgv=${flag}`),
    ];
    const env = { ...process.env, NO_COLOR: "1" };
    const ran = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/Test Files +11 passed/);
  },
  120_000,
);
