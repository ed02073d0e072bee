// The declarations of the built package, as a strict project meets them with each TypeScript that we promise: no Node types,
// nothing newer than ES2022 asked of it, libraries checked or not.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../house/sources.ts";

const project = mkdtempSync(join(tmpdir(), "gradbook consumer "));
beforeAll(() => {
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules", "gradbook"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(
    join(project, "main.ts"),
    `import { figures, nn, optim, tensor, train, type Tensor } from "gradbook";
     const x = tensor([[1, 2], [3, 4]]);
     const layer = new nn.Linear(2, 3);
     const y: Tensor<[2, 3]> = layer.call(x);
     y.sum().backward();
     new optim.Adam(layer.parameters(), { lr: 0.1 }).step();
     figures.live(train.recorder(), { title: "loss" });
     // @ts-expect-error: two columns do not meet one row
     x.matmul(tensor([[1, 2, 3]]));`,
  );
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function errors(compiler: string, options: object): string {
  const compilerOptions = { target: "es2022", types: [], strict: true, noEmit: true, ...options };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
  const tsc = join(root, "node_modules", compiler, "bin/tsc");
  const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  return status === 0 ? "" : stdout + stderr;
}

const compilers = [
  { version: "5.9", compiler: "typescript5" },
  { version: "6.0", compiler: "typescript6" },
  { version: "7.0", compiler: "typescript" },
];

const resolutions = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "preserve", moduleResolution: "bundler" },
];

const browser = { lib: ["es2022", "dom"] };

describe.each(compilers)("TypeScript $version", ({ version, compiler }) => {
  test("is the one that is promised", () => {
    const { version: installed } = JSON.parse(
      readFileSync(join(root, "node_modules", compiler, "package.json"), "utf8"),
    ) as { readonly version: string };
    expect(installed).toMatch(new RegExp(`^${version.replace(".", "\\.")}\\.`));
  });

  test.each(resolutions)("a strict consumer with moduleResolution $moduleResolution sees no error", (resolution) => {
    expect(errors(compiler, { ...resolution, ...browser, skipLibCheck: true })).toBe("");
    expect(errors(compiler, { ...resolution, ...browser, skipLibCheck: false })).toBe("");
  });

  test.each(resolutions)(
    "our own declarations hold in the strictest, without a browser's ($moduleResolution)",
    (resolution) => {
      const strictest = {
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: true,
        isolatedModules: true,
        verbatimModuleSyntax: true,
        lib: ["es2022"],
      };
      expect(errors(compiler, { ...resolution, ...strictest, skipLibCheck: true })).toBe("");
      // Vega-Lite's, which figures.chart is typed with, do not.
      const found = errors(compiler, { ...resolution, ...strictest, skipLibCheck: false });
      expect(found.split("\n").filter((line) => line && !/^\s|node_modules\/vega-/.test(line))).toEqual([]);
    },
  );
});
