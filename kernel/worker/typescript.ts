// Opens TypeScript for the notebook's folder, with gradbook's own declarations.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";
import { LanguageService } from "../language/languageService.ts";

const manifest = createRequire(import.meta.url).resolve("typescript/package.json");

export const typescriptVersion: string = JSON.parse(readFileSync(manifest, "utf8")).version;

export function openLanguage(): Promise<LanguageService> {
  const declarations = join(packageRoot, "dist", "types", "kernel", "api.d.ts");
  const gradbook = existsSync(declarations) ? declarations : undefined;
  return LanguageService.start({ folder: process.cwd(), gradbook });
}
