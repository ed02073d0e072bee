import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Kernels, JupyterLab and Chromium start as real processes on machines with two cores.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // A shared build machine can stall Chromium or a kernel for longer than any of their waits. What fails twice fails.
    retry: process.env.CI ? 1 : 0,
  },
});
