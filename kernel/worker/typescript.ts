// Opens TypeScript for the notebook's folder, with gradbook's declarations and Node's as the build put them together.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";
import { type StartedProject, startProject } from "../language/project.ts";

export function startTypeScript(): StartedProject {
  const types = join(packageRoot, "dist", "types");
  const gradbook = join(types, "whole", "index.d.ts");
  const built = existsSync(gradbook) && { gradbook, typeRoot: join(types, "roots") };
  return startProject({ folder: process.cwd(), ...built });
}
