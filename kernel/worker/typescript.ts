// Opens TypeScript for the notebook's folder, with gradbook's declarations and Node's as the build put them together.
// Before it reads those, it asks a hundred questions about files, one after the other; loading our own code keeps this thread
// from answering, and so waits for the last of them: TypeScript needs the longest of all that a kernel's start waits for.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";
import { type StartedProject, startProject } from "../language/project.ts";

/** Milliseconds: where files answer slowly, the sockets must not wait for them. */
const patience = 300;

/** Resolves when TypeScript is at work and needs no answers for a while, or has ended. */
export async function startTypeScript(): Promise<StartedProject> {
  const types = join(packageRoot, "dist", "types");
  const gradbook = join(types, "whole", "index.d.ts");
  const built = existsSync(gradbook) && {
    gradbook,
    typeRoot: join(types, "roots"),
    library: join(types, "whole", "lib.d.ts"),
  };
  const started = startProject({ folder: process.cwd(), ...built });
  const last = started.server.asked(join(types, "whole", "gradbook.d.ts"));
  const enough = new Promise((resolve) => void setTimeout(resolve, patience).unref());
  await Promise.race([last, enough, ...[...started.early.values()].slice(1)]).catch(() => {});
  return started;
}
