// Four entries that share one copy of the engine: the package, the kernel's two threads, and the command line.
import { readFileSync } from "node:fs";
import pages from "./browser.config.mjs";
import { builtins } from "./builtins.mjs";
import { declarationPackages } from "./declarations.mjs";
import { licences } from "./licences.mjs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const outside = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];

/**
 * Of TypeScript only the part that speaks to its process is needed: loaded alone it takes half the time. The others are many
 * small files, each of which a kernel's start would have to find and read.
 */
const inside = ["typescript/unstable/async", "magic-string", "eslint-scope", "@jridgewell/trace-mapping"];
const isOutside = (id) => !inside.includes(id) && outside.some((name) => id === name || id.startsWith(`${name}/`));

export default [
  {
    input: {
      api: "kernel/api.ts",
      cli: "kernel/commands/cli.ts",
      kernel: "kernel/main/entry.ts",
      worker: "kernel/worker/entry.ts",
    },
    platform: "node",
    plugins: [builtins(), licences(declarationPackages)],
    external: isOutside,
    output: { dir: "dist", format: "esm", chunkFileNames: "shared/[name]-[hash].js", sourcemap: true, cleanDir: false },
  },
  ...pages,
];
