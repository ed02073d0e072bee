// Opens TypeScript for the notebook's folder, with gradbook's own declarations.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";
import { LanguageService } from "../language/languageService.ts";

export function openLanguage(): Promise<LanguageService> {
  const declarations = join(packageRoot, "dist", "types", "kernel", "api.d.ts");
  const gradbook = existsSync(declarations) ? declarations : undefined;
  return LanguageService.start({ folder: process.cwd(), gradbook });
}
