// jupyter_kernel_test, the protocol's own conformance suite: each of its tests is one of ours.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect } from "vitest";
import { python, pythonEnv, testWithPython } from "../python.ts";

interface Result {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly detail: string;
}

const names =
  "kernel_info execute_stdout execute_stderr completion is_complete pager error execute_result display_data history inspect clear_output";
const tests = names.split(" ").map((name) => `GradbookTests.test_${name}`);

describe("jupyter_kernel_test", () => {
  let results: Result[] = [];
  let printed = "";

  beforeAll(async () => {
    const script = join(import.meta.dirname, "conformance.py");
    printed = await new Promise<string>((resolve) => {
      const child = spawn(python, [script], { env: pythonEnv, stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      child.on("error", (error) => resolve(String(error)));
      child.on("close", () => resolve(text));
    });
    results = printed.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Result] : []));
  });

  for (const name of [...tests, "GradbookWelcomeTests.test_recv_iopub_welcome_msg"]) {
    testWithPython(name, () => {
      const own = results.filter((result) => result.name.startsWith(name));
      expect(
        own.map(({ outcome, detail }) => `${outcome}${detail}`),
        printed,
      ).toEqual(["passed"]);
    });
  }

  testWithPython("no test of the suite was left out", () => {
    expect(results.filter(({ outcome }) => outcome === "skipped")).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === "passed")).toHaveLength(tests.length + 1);
  });
});
