// Opens TypeScript for the notebook's folder, with gradbook's own declarations.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";
import { type StartedProject, startProject } from "../language/project.ts";

export function startTypeScript(): StartedProject {
  const declarations = join(packageRoot, "dist", "types", "kernel", "api.d.ts");
  const gradbook = existsSync(declarations) ? declarations : undefined;
  return startProject({ folder: process.cwd(), gradbook });
}
