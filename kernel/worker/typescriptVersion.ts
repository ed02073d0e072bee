// The version of TypeScript, known without loading it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const manifest = createRequire(import.meta.url).resolve("typescript/package.json");

export const typescriptVersion: string = JSON.parse(readFileSync(manifest, "utf8")).version;
