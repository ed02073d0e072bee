// The house rule that keeps the layers apart: imports point one way. Walks the real import graph.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";
import { root, sourceFiles } from "./sources.ts";

/** A file may import from its own layer and from the layers named here; the longest matching name is its layer. */
const mayImport: Record<string, string[]> = {
  "engine/errors": [],
  "engine/memory": ["engine/errors", "engine/memory/heap", "engine/memory/stopped"],
  // Reserved before anything else of the engine is loaded.
  "engine/memory/heap": ["engine/errors"],
  "engine/memory/stopped": [],
  "engine/wasm": ["engine/errors", "engine/memory", "engine/memory/heap"],
  ...inOrder(
    ["engine/errors", "engine/memory", "engine/memory/heap", "engine/memory/stopped", "engine/wasm"],
    ["engine/threads"],
    ["engine/reference"],
    ["engine/kernels"],
    ["engine/tensor", "engine/autograd"],
    ["engine/linalg"],
    ["engine/ops"],
    ["engine/nn"],
    ["engine/optim"],
    ["engine/train"],
  ),
  // Files of word vectors fail as other files do; training them has a kernel.
  "engine/text": ["engine/errors", "engine/tensor", "engine/io/formatError", "engine/kernels"],
  "engine/io/formatError": ["engine/errors"],
  // Repeats what others have done: knows works and tensors, no operation.
  "engine/compile": ["engine/errors", "engine/memory", "engine/kernels", "engine/tensor", "engine/autograd"],
  // Looks at trained models from outside, and leaves them as they were.
  "engine/landscape": [
    "engine/errors",
    "engine/memory/stopped",
    "engine/tensor",
    "engine/autograd",
    "engine/linalg",
    "engine/ops",
    "engine/nn",
    "engine/optim",
  ],
  "engine/data": ["engine/errors", "engine/tensor"],
  "engine/io": ["engine/errors", "engine/tensor", "engine/io/formatError"],
  "engine/linalg": ["engine/errors", "engine/tensor"],
  "engine/decomposition": ["engine/errors", "engine/tensor", "engine/linalg"],
  "engine/metrics": ["engine/errors", "engine/tensor", "engine/metrics/editDistance"],
  engine: ["engine/*"],
  "extension/figures": [],
  // Opens array files with the engine's readers, which know bytes only.
  "extension/src": ["extension/figures", "engine/io"],
  // Needed before anything of the engine is loaded.
  "engine/wasm/hostFlags": [],
  // "Did you mean" needs no engine.
  "engine/metrics/editDistance": ["engine/errors"],
  kernel: ["engine", "engine/memory/heap", "engine/wasm/hostFlags", "engine/metrics/editDistance", "extension/figures"],
};

/** Each rung may use the rungs before it and its own siblings. */
function inOrder(...rungs: string[][]): Record<string, string[]> {
  return Object.fromEntries(
    rungs.slice(1).flatMap((rung, i) => rung.map((layer) => [layer, rungs.slice(0, i + 2).flat()])),
  );
}

const layerOf = (file: string) =>
  Object.keys(mayImport)
    .filter((layer) => file.startsWith(`${layer}/`) || file.startsWith(`${layer}.`))
    .toSorted((a, b) => b.length - a.length)[0];

function allowed(from: string, to: string): boolean {
  if (from === to) return true;
  return mayImport[from]!.some(
    (target) => target === to || (target.endsWith("/*") && to.startsWith(target.slice(0, -1))),
  );
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), "utf8");
  const { module } = parseSync(file, source);
  const exported = module.staticExports.flatMap((e) => e.entries.flatMap((entry) => entry.moduleRequest?.value ?? []));
  const dynamic = module.dynamicImports.map((d) =>
    source.slice(d.moduleRequest.start, d.moduleRequest.end).slice(1, -1),
  );
  return [...module.staticImports.map((i) => i.moduleRequest.value), ...exported, ...dynamic];
}

const files = sourceFiles("engine", "kernel", "extension");

test("every source file belongs to a layer", () => {
  expect(files.filter((file) => !layerOf(file))).toEqual([]);
});

test("imports point one way", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => normalize(join(dirname(file), specifier)))
      .filter((target) => !layerOf(target) || !allowed(layerOf(file)!, layerOf(target)!))
      .map((target) => `${file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("the engine imports nothing outside itself, and the drawing core no JupyterLab", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !specifier.startsWith("."))
      .filter(
        (name) =>
          file.startsWith("engine/") ||
          (file.startsWith("extension/figures/") && /^(@jupyter|@lumino|node:)/.test(name)),
      )
      .map((name) => `${file} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("only engine/memory, engine/wasm and engine/threads touch WebAssembly", () => {
  const touching = sourceFiles("engine").filter((file) =>
    /\bWebAssembly\./.test(readFileSync(join(root, file), "utf8")),
  );
  expect(touching.filter((file) => !/^engine\/(memory|wasm|threads)\//.test(file))).toEqual([]);
});

test("no source file is over 400 lines without a reason in its header", () => {
  const long = files.filter((file) => {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    return lines.length > 400 && !lines.slice(0, 8).some((line) => /Long because/i.test(line));
  });
  expect(long).toEqual([]);
});
