// Three entries that share one copy of the engine: the package, the kernel's first thread, and the command line. The worker
// shares nothing with them and is one file, as each costs a start a millisecond to find; and a script, not a module, as only
// those can be kept with all that V8 has compiled of them (kernel/host/keptScript.ts).
import { readFileSync } from "node:fs";
import { ascii } from "./ascii.mjs";
import pages from "./browser.config.mjs";
import { builtins } from "./builtins.mjs";
import { declarationPackages } from "./declarations.mjs";
import { licences } from "./licences.mjs";
import { nativePackages, natives } from "./natives.mjs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const outside = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];

/**
 * Of TypeScript only the part that speaks to its process is needed: loaded alone it takes half the time. The others are many
 * small files, each of which a kernel's start would have to find and read.
 */
const inside = ["typescript/unstable/async", "magic-string", "eslint-scope", "@jridgewell/trace-mapping"];
const isOutside = (id, within) =>
  !within.includes(id) && outside.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * @param {object} output how it is written
 * @param {object[]} plugins besides those that all have
 * @param {string[]} more packages that go in, too
 */
const entries = (input, output, plugins = [], more = []) => ({
  input,
  platform: "node",
  plugins: [builtins(), ascii(), ...plugins],
  external: (id) => isOutside(id, [...inside, ...more]),
  output: {
    dir: "dist",
    format: "esm",
    chunkFileNames: "shared/[name]-[hash].js",
    sourcemap: true,
    cleanDir: false,
    ...output,
  },
});

export default [
  entries({ api: "kernel/api.ts", cli: "kernel/commands/cli.ts", kernel: "kernel/main/entry.ts" }, {}, [
    licences(declarationPackages),
  ]),
  entries({ worker: "kernel/worker/entry.ts" }, {}),
  entries(
    { whole: "kernel/worker/whole.ts" },
    { format: "cjs", entryFileNames: "worker/[name]-[hash].cjs", codeSplitting: false },
    [natives(), licences([], "worker/LICENSES.txt")],
    nativePackages,
  ),
  ...pages,
];
