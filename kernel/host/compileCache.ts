// Keeps what V8 compiles, so that the next kernel need not compile it again: loading the engine and TypeScript's API
// then takes half the time. Kept inside the package; where that cannot be written, nothing is kept and nothing is lost.
import module from "node:module";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";

/** Where what has been compiled is kept. */
export const compiledFolder = join(
  process.env.GRADBOOK_CACHE ?? join(packageRoot, "node_modules", ".cache"),
  "compiled",
);

// Node 20 has no such cache.
module.enableCompileCache?.(compiledFolder);
