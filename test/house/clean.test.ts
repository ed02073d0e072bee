// The checks a reviewer would otherwise make by hand: types, lint and format over the whole tree.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./sources.ts";

function tool(path: string, ...args: string[]): string {
  const ran = spawnSync(process.execPath, [join(root, "node_modules", path), ...args], { cwd: root, encoding: "utf8" });
  return ran.status === 0 ? "" : ran.stdout + ran.stderr;
}

test("types: engine, kernel, extension and tests check without errors", () => {
  expect(tool("typescript/bin/tsc", "-p", "test/tsconfig.json", "--noEmit")).toBe("");
  expect(tool("typescript/bin/tsc", "-p", "extension/tsconfig.json", "--noEmit")).toBe("");
});

test("lint: no finding", () => {
  expect(tool("oxlint/bin/oxlint", "--deny-warnings", "--quiet")).toBe("");
});

test("format: every file is as the formatter would write it", () => {
  expect(tool("oxfmt/bin/oxfmt", "--check")).toBe("");
});
