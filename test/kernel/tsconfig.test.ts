// The tsconfig.json beside the notebook: what it may say, and that it counts for values as it does for types.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { userConfig } from "../../kernel/language/tsconfig.ts";
import { useKernel } from "./session.ts";

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-tsconfig-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const folder = folderWith({
  "tsconfig.json": `{
    // Comments and trailing commas are fine, and "// this" is none.
    "extends": ["./config/base", "shared-config"],
    "compilerOptions": { "paths": { "@lib/*": ["./src/*"], "exact": ["./src/one.ts"] }, },
  }`,
  "config/base.json": '{ "compilerOptions": { "strict": true, "lib": ["esnext", "dom"] } }',
  "node_modules/shared-config/tsconfig.json": '{ "compilerOptions": { "strict": false } }',
  "src/one.ts": "export const one = 1;",
  "src/deep/two.ts": 'import { one } from "@lib/one"; export const two = one + one;',
});
const { run } = useKernel(folder);

test("strict: false of an extended package counts, and so does lib", async () => {
  expect((await run("function loose(x) { return x }\nloose(null).anything === 1 || true")).error?.evalue).not.toMatch(
    /^TS7006/,
  );
  expect((await run("const maybe: string = null; maybe")).result).toBe("null");
  expect((await run("const node = (x: HTMLElement) => x.outerHTML; typeof node")).result).toBe("'function'");
});

test("paths lead to files, for types and for values, also from one file to another", async () => {
  expect((await run('import { two } from "@lib/deep/two"; import { one } from "exact"; [one, two]')).result).toBe(
    "[ 1, 2 ]",
  );
  expect((await run("two.length")).error?.evalue).toMatch(/^TS2339/);
});

test("a file that extends itself, or what is not there, is told of", () => {
  const circle = folderWith({
    "tsconfig.json": '{ "extends": "./other.json" }',
    "other.json": '{ "extends": "./tsconfig" }',
  });
  expect(userConfig(circle).problem).toMatch(/extends itself.*it is ignored/);
  expect(userConfig(folderWith({ "tsconfig.json": '{ "extends": "./none" }' })).problem).toMatch(/ENOENT/);
});
