// The declarations of the built package, as a strict project meets them that checks its libraries too: no Node types, and
// nothing newer than ES2022 asked of it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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

function errors(options: object): string {
  const compilerOptions = { target: "es2022", types: [], strict: true, skipLibCheck: false, noEmit: true, ...options };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" }).stdout;
}

const resolutions = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "preserve", moduleResolution: "bundler" },
];

test.each(resolutions)("a strict consumer with moduleResolution $moduleResolution sees no error", (resolution) => {
  expect(errors({ ...resolution, lib: ["es2022", "dom"] })).toBe("");
});

test.each(resolutions)("our own declarations need no browser's types ($moduleResolution)", (resolution) => {
  const found = errors({ ...resolution, lib: ["es2022"], exactOptionalPropertyTypes: true });
  // Vega-Lite's, which figures.chart is typed with, do.
  expect(found.split("\n").filter((line) => line && !/^\s|node_modules\/vega-/.test(line))).toEqual([]);
});
